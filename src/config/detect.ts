import { InputError } from "../core/errors.ts";
import { envFormat } from "./env/format.ts";
import { iniFormat } from "./ini/format.ts";
import { jsonFormat } from "./json/format.ts";
import { json5Format } from "./json5/format.ts";
import { tomlFormat } from "./toml/format.ts";
import type { ConfigFormat } from "./types.ts";
import { yamlFormat } from "./yaml/format.ts";

/** Every format that can be edited. */
export const FORMATS: readonly ConfigFormat[] = [
  yamlFormat,
  jsonFormat,
  json5Format,
  tomlFormat,
  iniFormat,
  envFormat,
];

// Without a telling name: JSON first, as most of it is YAML too, then JSON5 by its comments; a
// `[section]` with quoted values is TOML before INI.
const BY_CONTENT = [jsonFormat, json5Format, yamlFormat, tomlFormat, iniFormat, envFormat];

// Their contents may look like a config of ours without being one.
const FOREIGN = /\.(py|ipynb|[cm]?[jt]sx?|sh|xml|gin|md|csv)$/;

/**
 * The format of a config: by its name (`.yaml .yml .json .jsonc .json5 .toml .ini .cfg .env`, and
 * `.env.local` and the like), else by its content.
 *
 * @throws InputError `format-unknown` with the formats that are supported
 */
export function detectFormat(fileName: string, text: string): ConfigFormat {
  const name = fileName.toLowerCase();
  const named = FORMATS.find((format) => format.extensions.some((end) => name.endsWith(end)));
  if (named !== undefined) return named;
  if (/(^|[\\/])\.env(\.[\w-]+)*$/.test(name)) return envFormat;
  const guessed = FOREIGN.test(name)
    ? undefined
    : BY_CONTENT.find((format) => format.looksLike(text));
  if (guessed !== undefined) return guessed;
  const supported = FORMATS.flatMap((format) => format.extensions);
  throw new InputError(
    "format-unknown",
    `${fileName} is not a config that can be edited. Supported: YAML, JSON, JSON5, TOML, INI and .env (${supported.join(", ")})`,
    { data: { file: fileName, supported } },
  );
}
