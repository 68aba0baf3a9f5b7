import { applyRecordSchema, parse } from "../../contract/index.ts";
import { InputError } from "../../core/errors.ts";
import { parseJson } from "../../core/json.ts";
import { type ConfigFormat, parseConfig } from "../format.ts";
import { FORMATS } from "../formats/index.ts";
import { proveEdit } from "../prove.ts";
import { type ApplyRecord, recordLine, withKeyPaths } from "./record.ts";

const MARKS = [...new Set(FORMATS.map(({ comments }) => comments.mark))];
const RECORD = /^ lr-finder: (\{.*\})\r?$/;

/** A config's text, and the record comments at its end. */
export interface Commented {
  readonly body: string;
  /** The lines behind the body, as they are; `body + rest` is the text. */
  readonly rest: string;
  /** Oldest first. */
  readonly records: readonly ApplyRecord[];
}

/**
 * Cuts the record comments (`# lr-finder: {…}`, one a line) off the end of a config. A line that
 * looks like one and cannot be read stays in the body.
 */
export function splitComments(text: string): Commented {
  const records: ApplyRecord[] = [];
  const ends = text.endsWith("\n");
  let at = text.length;
  for (;;) {
    const lineEnd = ends ? at - 1 : at;
    const before = lineEnd < 1 ? -1 : text.lastIndexOf("\n", lineEnd - 1);
    const record = readLine(text.slice(before + 1, lineEnd));
    // Without a line end at the end of the file, the one before the comment belongs to it.
    if (record === null || (!ends && before < 0)) break;
    records.unshift(record);
    at = ends ? before + 1 : before - (text[before - 1] === "\r" ? 1 : 0);
    if (at <= 0) break;
  }
  return { body: text.slice(0, at), rest: text.slice(at), records };
}

function readLine(line: string): ApplyRecord | null {
  const [json] = MARKS.flatMap((mark) =>
    line.startsWith(mark) ? (RECORD.exec(line.slice(mark.length))?.[1] ?? []) : [],
  );
  if (json === undefined) return null;
  try {
    const parsed = parse(applyRecordSchema, parseJson(json));
    return parsed.ok ? withKeyPaths(parsed.value) : null;
  } catch {
    return null;
  }
}

/**
 * The lines behind a config's body after a record is added (`record`) or the last one taken away
 * (null).
 *
 * @throws InputError `no-comments` for a text that may have none (strict JSON)
 */
export function changeComments(
  { body, records }: Commented,
  newBody: string,
  format: ConfigFormat,
  record: ApplyRecord | null,
  file: string,
): string {
  const kept = record === null ? records.slice(0, -1) : [...records, record];
  if (kept.length === 0) return "";
  const mark = commentMark(format, body, file);
  const newline = newBody.includes("\r\n") ? "\r\n" : "\n";
  const ends = newBody === "" || newBody.endsWith("\n");
  const lines = kept.map((one) => `${mark} lr-finder: ${recordLine(one)}`);
  const rest = lines.map((line) => (ends ? line + newline : newline + line)).join("");
  const before = parseConfig(newBody, format, file);
  proveEdit(before, parseConfig(newBody + rest, format, file), new Map());
  return rest;
}

function commentMark({ comments }: ConfigFormat, body: string, file: string): string {
  const what = comments.refusedBy(body, file);
  if (what === null) return comments.mark;
  throw new InputError(
    "no-comments",
    `${file} is ${what}, which has no comments: leave out --comment, and the record is kept in ${file}.lr-finder.json`,
    { data: { file } },
  );
}
