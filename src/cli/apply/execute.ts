import { isCode, type SetStyle } from "../../config/index.ts";
import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { checkConfidence, checkPlace, configUpdate } from "../../job/index.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { resultFile } from "../read-result.ts";
import { writeConfig } from "../write-config.ts";
import { applyRequest, type TargetValues } from "./options.ts";
import { readSafeResult } from "./safe-result.ts";

/** What `apply` is asked to do. */
export interface ApplyCommand extends TargetValues {
  /** RESULT CONFIG; with `undo` or `check` only configs; with `set` CONFIG may be left out. */
  readonly paths: readonly string[];
  readonly key?: readonly string[];
  readonly set: boolean;
  readonly setStyle?: SetStyle;
  readonly undo: boolean;
  readonly check: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

/**
 * The whole of `apply`.
 *
 * @returns the exit code
 */
export async function executeApply(asked: ApplyCommand, io: Io): Promise<number> {
  const { paths, json } = asked;
  if (asked.check) return checkConfigs(paths, json, io);
  if (asked.undo) {
    const [file] = exactly(paths, 1, 1, "--undo needs one config: lr-finder apply --undo CONFIG");
    const { undoApply } = await import("./undo.ts");
    await undoApply(io, file as string, asked);
    return EXIT.ok;
  }
  const [from, config = ""] = exactly(paths, asked.set ? 1 : 2, 2, USAGE) as [string, string?];
  const request = applyRequest(config, asked.key ?? [], asked);
  const result = readSafeResult(from);
  if (result.status === "none") {
    io.err(`${from} holds no suggestion: ${config || "nothing"} was left as it is\n`);
    if (json) io.out(`${toJson({ version: 1, file: config, changes: [], written: false })}\n`);
    return EXIT.noSuggestion;
  }
  checkConfidence(result, request.minConfidence, config || "everything");
  if (asked.set || isCode(config)) {
    const { printSetLines } = await import("./set.ts");
    await printSetLines(io, result, request, asked.setStyle, json);
    return EXIT.ok;
  }
  await checkPlace(config, asked.outside);
  const update = await configUpdate(result, resultFile(from), request);
  const done = await writeConfig(io, update, asked);
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
