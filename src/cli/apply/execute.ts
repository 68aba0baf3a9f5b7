import { isCode } from "../../config/index.ts";
import { describe } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { readDocumentSync } from "../../files/index.ts";
import { checkConfidence, checkPlace, configUpdate } from "../../job/index.ts";
import type { Result } from "../../result/types.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { readResult } from "../read-result.ts";
import { isResult, resultFile } from "../run-folder.ts";
import { diffPlace, writeConfig } from "../write-config.ts";
import type { ApplyValues } from "./options.ts";
import { applyRequest } from "./target.ts";

/**
 * The whole of `apply`.
 *
 * @returns the exit code
 */
export async function executeApply(asked: ApplyValues, io: Io): Promise<number> {
  const { paths, json } = asked;
  if (asked.check) return checkConfigs(paths, json, io);
  if (asked.undo) {
    const [file] = exactly(paths, 1, 1, "--undo needs one config: lr-finder apply --undo CONFIG");
    const { undoApply } = await import("./records.ts");
    await undoApply(io, file as string, asked);
    return EXIT.ok;
  }
  const [from, config = ""] = exactly(paths, asked.set ? 1 : 2, 2, USAGE) as [string, string?];
  const request = applyRequest(config, asked.key ?? [], asked);
  const result = readSafeResult(from, config);
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
  const done = await writeConfig(io, update, { ...asked, diffTo: diffPlace(asked) });
  if (json) io.out(`${toJson({ version: 1, ...done })}\n`);
  return EXIT.ok;
}

const USAGE =
  "apply needs a result and a config: lr-finder apply RESULT CONFIG (or --undo CONFIG, --check CONFIG)";

async function checkConfigs(paths: readonly string[], json: boolean, io: Io): Promise<number> {
  const usage = "--check needs a config: lr-finder apply --check CONFIG";
  const files = exactly(paths, 1, Number.POSITIVE_INFINITY, usage);
  const result = files.find(isResult);
  if (result !== undefined) {
    throw new InputError("bad-option", `${usage}, without the result (${result})`, {
      data: { paths },
    });
  }
  const { checkApplied } = await import("./records.ts");
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

/**
 * Reads a result that is to be written into a config.
 *
 * @throws InputError as `readResult` does, and `unsafe-lr` for a learning rate that is not finite and
 *   above 0, which any other reader would just call damaged
 */
function readSafeResult(path: string, config: string): Result {
  try {
    return readResult(path);
  } catch (error) {
    if (error instanceof InputError && error.code === "bad-result") refuseUnsafe(resultFile(path));
    if (config !== "" && isResult(config) && !isResult(path)) {
      throw new InputError(
        "bad-option",
        `the result comes first, then the config: lr-finder apply ${config} ${path}`,
        { data: { paths: [path, config] } },
      );
    }
    throw error;
  }
}

function refuseUnsafe(file: string): void {
  const content = parsed(file) as Partial<Record<string, Record<string, unknown>>> | null;
  for (const lr of [content?.suggestion?.lr, content?.plan?.initialLr]) {
    const isRate = typeof lr === "number" && Number.isFinite(lr) && lr > 0;
    if (lr === undefined || isRate) continue;
    throw new InputError(
      "unsafe-lr",
      `${file} holds the learning rate ${describe(lr)}, which is not a finite number above 0: nothing was written`,
      { data: { file, lr } },
    );
  }
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readDocumentSync(file, "result").toString("utf8"));
  } catch {
    return null;
  }
}
