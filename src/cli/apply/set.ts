import {
  type CodeLine,
  type ConfigEdit,
  floatLiteral,
  isCode,
  isProto,
  jsonFormat,
  lrLines,
  lrNamesInCode,
  parseConfig,
  parseKeyPath,
  readConfig,
  type SetStyle,
  setLine,
} from "../../config/index.ts";
import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { shortenMiddle } from "../../core/shorten.ts";
import {
  type ApplyRequest,
  adviceOf,
  planEdits,
  type ResultEdits,
  resultEdits,
} from "../../job/index.ts";
import type { Result } from "../../result/types.ts";
import type { Io } from "../io.ts";

/**
 * Prints a result as command-line arguments, one a line on stdout: for programs, which are never
 * edited, and for any config with `--set`. Of a program the lines that hold the number are shown too; of
 * text protobuf, which takes no arguments, these are what is printed.
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
  const code = isProgram ? (await readConfig(file)).text : "";
  const { edits, notes } =
    file === "" || isProgram
      ? await codeEdits(result, target, code)
      : await resultEdits(result, target);
  const used = style ?? styleOf(target);
  const found = lrLines(code);
  const lines = edits.flatMap((edit) => changedLines(found, edit));
  const shown = lines.map(({ line, changed }) => `${file}:${line}: ${changed}`);
  const set = isProto(file) ? [] : edits.map((edit) => setLine(edit, used));
  if (isProto(file)) {
    if (lines.length === 0) throw withoutLine(file, edits, found);
    io.err(`${file} is text protobuf, which is not edited. Change by hand:\n`);
  } else {
    if (isProgram) io.err(`${file} is a program, and programs are never edited.\n`);
    if (shown.length > 0) io.err(`Where the number stands, with the new one:\n${printed(shown)}`);
    else if (isProgram) io.err("No line of it gives a learning rate as a plain number.\n");
    const spelling = " (--set-style argparse or hydra for other spellings)";
    io.err(`Pass on its command line, or set by hand${used === "set" ? spelling : ""}:\n`);
  }
  for (const { message } of notes) io.err(`note: ${message}\n`);
  if (json) {
    const named = file === "" ? null : file;
    const done = { version: 1, file: named, changes: [], notes, written: false, set, lines };
    io.out(`${toJson(done)}\n`);
  } else io.out(printed(isProto(file) ? shown : set));
}

const printed = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");

async function codeEdits(result: Result, target: ApplyRequest, code: string): Promise<ResultEdits> {
  const { file } = target;
  const empty = parseConfig("{}", jsonFormat, file);
  // A profile shall name all its keys: there is no config in which one could be missing.
  return planEdits(adviceOf(result), { ...target, create: true }, empty, () => {
    const lines = lrLines(code);
    const names = isProto(file) ? [...new Set(lines.map(({ name }) => name))] : lrNamesInCode(code);
    if (names.length === 0 && isProto(file)) throw withoutLine(file, [], lines);
    if (names.length <= 1) return [names[0] ?? "lr"];
    const places = names.map((name) => {
      const at = lines.find((line) => line.name === name);
      return at === undefined ? name : `${name} (line ${at.line}: ${shortenMiddle(at.text, 80)})`;
    });
    throw new InputError(
      "key-needed",
      `${file} has ${names.length} names that look like a learning rate: name one with --key: ${places.join(", ")}`,
      { data: { file, candidates: names } },
    );
  });
}

interface ChangedLine {
  readonly line: number;
  readonly text: string;
  /** With the new number in the old one's place. */
  readonly changed: string;
}

/** The lines of a program that an edit is about, by the last part of its key. */
function changedLines(lines: readonly CodeLine[], { path, value, as }: ConfigEdit): ChangedLine[] {
  if (as !== "lr" || typeof value !== "number") return [];
  const plain = (name: string) => name.replaceAll("-", "_");
  const name = plain(parseKeyPath(path).at(-1) ?? "");
  return lines
    .filter((one) => plain(one.name) === name)
    .map(({ line, text, start, end }) => ({
      line,
      text,
      changed: text.slice(0, start) + floatLiteral(value) + text.slice(end),
    }));
}

function withoutLine(
  file: string,
  edits: readonly ConfigEdit[],
  found: readonly CodeLine[],
): InputError {
  const [edit] = edits;
  const what = edit === undefined ? "looks like a learning rate" : `gives ${edit.path} a number`;
  const near = found.map(
    ({ name, line, text }) => `${name} (line ${line}: ${shortenMiddle(text, 80)})`,
  );
  const hint = near.length === 0 ? "" : `. Learning rates in it: ${near.slice(0, 20).join(", ")}`;
  return new InputError("key-not-found", `${file} has no line that ${what}${hint}`, {
    data: { file, candidates: found.map(({ name }) => name) },
  });
}

function styleOf({ profile }: ApplyRequest): SetStyle {
  if (profile === undefined || profile === "keras") return "set";
  return profile === "hydra" ? "hydra" : "argparse";
}
