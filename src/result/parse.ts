import { completeTrained, parse, RESULT_VERSION, resultSchema } from "../contract/index.ts";
import { Refusal } from "../contract/refusals.ts";
import { messageOf } from "../core/errors.ts";
import { parseJson } from "../core/json.ts";
import type { Result } from "./types.ts";

/** What a reader calls itself where a file is too new for it, and what to do then. */
export interface ReaderWords {
  readonly name: string;
  readonly advice: string;
}

const THIS_ONE: ReaderWords = { name: "this one", advice: "update lr-finder" };

/**
 * Reads the text of a `result.json`. What it gives can be reported, compared and applied without
 * another check.
 *
 * @param file its name, for messages
 * @throws InputError `bad-result` when it is not JSON or not a result, with the place and what was
 *   expected there; `newer-result` for one of a newer version
 */
export function parseResult(text: string, file: string, reader: ReaderWords = THIS_ONE): Result {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (cause) {
    const why = messageOf(cause);
    const message = `${file} is not a result: it is not JSON: ${why}`;
    throw new Refusal("bad-result", message, { file, why }, { cause });
  }
  const version = versionOf(value);
  if (version > RESULT_VERSION) {
    throw new Refusal(
      "newer-result",
      `${file} was written by a newer lr-finder (result version ${version}, ${reader.name} reads ${RESULT_VERSION}): ${reader.advice}`,
      { file, version, reads: RESULT_VERSION },
    );
  }
  const parsed = parse(resultSchema, value);
  if (parsed.ok) return { ...parsed.value, ...completeTrained(parsed.value) };
  const { place, message } = parsed;
  throw new Refusal(
    "bad-result",
    `${file} is not a result of lr-finder: at ${place || "the top level"}: ${message}`,
    { file, place, expected: message },
  );
}

/** The version that a document says it has; 0 where it says none. */
function versionOf(value: unknown): number {
  if (typeof value !== "object" || value === null || !("version" in value)) return 0;
  return typeof value.version === "number" ? value.version : 0;
}
