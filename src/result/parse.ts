import { parseWith, RESULT_VERSION, resultSchema } from "../contract/index.ts";
import { InputError } from "../core/errors.ts";
import type { Result } from "./types.ts";

/**
 * Reads the text of a `result.json`.
 *
 * @param file its name, for messages
 * @throws InputError when it is not JSON, not a result, or a result of a newer version
 */
export function parseResult(text: string, file: string): Result {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError("bad-result", `${file} is not a result: it is not JSON`, {
      data: { file },
      cause,
    });
  }
  const version = (value as { version?: unknown } | null)?.version;
  if (typeof version === "number" && version > RESULT_VERSION) {
    throw new InputError(
      "newer-result",
      `${file} was written by a newer lr-finder (result version ${version}, this one reads ${RESULT_VERSION}): update lr-finder`,
      { data: { file, version } },
    );
  }
  const parsed = parseWith(resultSchema, value);
  if (parsed.ok) return parsed.value;
  const { place, message } = parsed.misfit;
  throw new InputError(
    "bad-result",
    `${file} is not a result of lr-finder: at ${place || "the top level"}: ${message}`,
    { data: { file, place } },
  );
}
