import { isCode, SET_STYLES } from "../../config/index.ts";
import { checkOneOf } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { resultFile } from "../read-result.ts";
import { resultEdits } from "../result-edits.ts";
import { checkPlace, writeConfig } from "../write-config.ts";
import { checkConfidence, readSafeResult } from "./safe-result.ts";
import { recordOptions } from "./source.ts";
import { applyTarget } from "./target.ts";

/**
 * The whole of `apply`.
 *
 * @param paths RESULT CONFIG; with `undo` or `check` only configs; with `set` CONFIG may be left out
 * @returns the exit code
 */
export async function executeApply(
  paths: readonly string[],
  options: Readonly<Record<string, unknown>>,
  io: Io,
): Promise<number> {
  const json = options.json === true;
  const consent = { yes: options.yes === true, dryRun: options.dryRun === true };
  if (options.undo || options.check) {
    checkAlone(options);
    if (options.check) return checkConfigs(paths, json, io);
    const [file] = exactly(paths, 1, 1, "--undo needs one config: lr-finder apply --undo CONFIG");
    const { undoApply } = await import("./undo.ts");
    const outside = options.outside === true;
    await undoApply(io, file as string, { ...consent, outside, json });
    return EXIT.ok;
  }
  const least = options.set === undefined ? 2 : 1;
  const [from, config = ""] = exactly(paths, least, 2, USAGE) as [string, string?];
  const keys = (options.key ?? []) as string[];
  const scheduleKeys = (options.scheduleKey ?? {}) as Record<string, string>;
  const target = applyTarget(config, keys, scheduleKeys, options);
  const result = readSafeResult(from);
  if (result.status === "none") {
    io.err(`${from} holds no suggestion: ${config || "nothing"} was left as it is\n`);
    if (json) io.out(`${toJson({ version: 1, file: config, changes: [], written: false })}\n`);
    return EXIT.noSuggestion;
  }
  checkConfidence(result, target.minConfidence, config || "everything");
  if (options.set !== undefined || isCode(config)) {
    const { setStyle } = options;
    const style = setStyle === undefined ? undefined : checkOneOf("setStyle", setStyle, SET_STYLES);
    const { printSetLines } = await import("./set.ts");
    await printSetLines(io, result, target, style, json);
    return EXIT.ok;
  }
  await checkPlace(config, target.outside);
  const { edits, notes } = await resultEdits(result, target);
  const record = await recordOptions(result, resultFile(from), target);
  const done = await writeConfig(io, { file: config, edits, notes, record }, consent);
  if (json) io.out(`${toJson({ version: 1, ...done })}\n`);
  return EXIT.ok;
}

const USAGE =
  "apply needs a result and a config: lr-finder apply RESULT CONFIG (or --undo CONFIG, --check CONFIG)";

async function checkConfigs(paths: readonly string[], json: boolean, io: Io): Promise<number> {
  const usage = "--check needs a config: lr-finder apply --check CONFIG";
  const files = exactly(paths, 1, Number.POSITIVE_INFINITY, usage);
  const { checkApplied } = await import("./check.ts");
  return checkApplied(io, files, json);
}

function exactly(
  paths: readonly string[],
  least: number,
  most: number,
  usage: string,
): readonly string[] {
  if (paths.length >= least && paths.length <= most) return paths;
  throw new InputError("bad-option", `${usage}, got ${paths.length} path(s)`, { data: { paths } });
}

// What is written does not matter to these two.
function checkAlone(options: Readonly<Record<string, unknown>>): void {
  const mode = options.undo ? "undo" : "check";
  const others = [
    "key",
    "scheduleKey",
    "map",
    "profile",
    "create",
    "comment",
    "set",
    "setStyle",
  ].filter((name) => options[name] !== undefined);
  if (options.undo && options.check) others.push("check");
  if (others.length === 0) return;
  const names = others.map((name) => `\`${name}\``).join(", ");
  throw new InputError("bad-option", `${names} cannot be used with \`${mode}\``);
}
