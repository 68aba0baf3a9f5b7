import { InputError } from "../core/errors.ts";
import { jsonFormat } from "./json/format.ts";
import type { ConfigFormat } from "./types.ts";
import { yamlFormat } from "./yaml/format.ts";

/** Every format that can be edited. */
export const FORMATS: readonly ConfigFormat[] = [yamlFormat, jsonFormat];

// Their contents may look like YAML or JSON without being it.
const FOREIGN = /\.(toml|env|ini|py|ipynb|[cm]?[jt]sx?|sh|xml|gin|md|csv)$/;

/**
 * The format of a config: by its extension (`.yaml .yml .json .jsonc .json5`), else by its content.
 *
 * @throws InputError `format-unknown` with the formats that are supported
 */
export function detectFormat(fileName: string, text: string): ConfigFormat {
  const name = fileName.toLowerCase();
  const named = FORMATS.find((format) => format.extensions.some((end) => name.endsWith(end)));
  if (named !== undefined) return named;
  // JSON first: most of it is YAML too.
  const guessed = FOREIGN.test(name)
    ? undefined
    : [...FORMATS].reverse().find((format) => format.looksLike(text));
  if (guessed !== undefined) return guessed;
  const supported = FORMATS.flatMap((format) => format.extensions);
  throw new InputError(
    "format-unknown",
    `${fileName} is not a config that can be edited. Supported: YAML and JSON (${supported.join(", ")})`,
    { data: { file: fileName, supported } },
  );
}
