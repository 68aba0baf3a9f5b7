import {
  isCode,
  jsonFormat,
  lrNamesInCode,
  parseConfig,
  readConfig,
  type SetStyle,
  setLine,
} from "../../config/index.ts";
import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { type ApplyRequest, planEdits, type ResultEdits, resultEdits } from "../../job/index.ts";
import type { Result } from "../../result/types.ts";
import type { Io } from "../io.ts";

/**
 * Prints a result as command-line arguments, one a line on stdout: for programs, which are never
 * edited, and for any config with `--set`.
 *
 * @param target its `file` is empty where no config was named
 */
export async function printSetLines(
  io: Io,
  result: Result,
  target: ApplyRequest,
  style: SetStyle | undefined,
  json: boolean,
): Promise<void> {
  const { file } = target;
  const isProgram = file !== "" && isCode(file);
  const { edits, notes } =
    file === "" || isProgram ? await codeEdits(result, target) : await resultEdits(result, target);
  const used = style ?? styleOf(target);
  const lines = edits.map((edit) => setLine(edit, used));
  if (isProgram) {
    io.err(`${file} is a program, and programs are never edited.\n`);
  }
  io.err(
    `Pass on its command line, or set by hand${used === "set" ? " (--set-style argparse or hydra for other spellings)" : ""}:\n`,
  );
  for (const { message } of notes) io.err(`note: ${message}\n`);
  if (json) {
    const named = file === "" ? null : file;
    io.out(
      `${toJson({ version: 1, file: named, changes: [], notes, written: false, set: lines })}\n`,
    );
  } else io.out(lines.map((line) => `${line}\n`).join(""));
}

async function codeEdits(result: Result, target: ApplyRequest): Promise<ResultEdits> {
  const { file } = target;
  const code = file === "" ? "" : (await readConfig(file)).text;
  const empty = parseConfig("{}", jsonFormat, file);
  // A profile shall name all its keys: there is no config in which one could be missing.
  return planEdits(result, { ...target, create: true }, empty, () => {
    const names = lrNamesInCode(code);
    if (names.length <= 1) return [names[0] ?? "lr"];
    throw new InputError(
      "key-needed",
      `${file} has ${names.length} names that look like a learning rate: name one with --key: ${names.join(", ")}`,
      { data: { file, candidates: names } },
    );
  });
}

function styleOf({ profile }: ApplyRequest): SetStyle {
  if (profile === undefined || profile === "keras") return "set";
  return profile === "hydra" ? "hydra" : "argparse";
}
