import { InputError } from "../../core/errors.ts";
import { listOf } from "../../core/format.ts";
import type { ConfigFormat, ConfigFormatNames } from "../format.ts";
import { envFormat } from "./env.ts";
import { iniFormat } from "./ini/index.ts";
import { jsonFormat } from "./json.ts";
import { json5Format } from "./json5/index.ts";
import { tomlFormat } from "./toml/index.ts";
import { yamlFormat } from "./yaml/index.ts";

/**
 * Every config format that can be edited, by its name: the only list of them. Help and messages name
 * them in this order.
 */
export const CONFIG_FORMATS = {
  yaml: yamlFormat,
  json: jsonFormat,
  json5: json5Format,
  toml: tomlFormat,
  ini: iniFormat,
  env: envFormat,
} as const satisfies { readonly [Name in keyof ConfigFormatNames]: ConfigFormat<Name> };

/** A config format: a key of {@link CONFIG_FORMATS}. */
export type FormatName = keyof typeof CONFIG_FORMATS;

/** All of {@link CONFIG_FORMATS}. */
export const FORMATS: readonly ConfigFormat<FormatName>[] = Object.values(CONFIG_FORMATS);

/** What people call the formats: `YAML, JSON and TOML`. */
export function formatTitles(last: "and" | "or"): string {
  return listOf(
    FORMATS.map(({ title }) => title),
    last,
  );
}

// Their contents may look like a config of ours without being one.
const FOREIGN = /\.(py|ipynb|[cm]?[jt]sx?|sh|xml|gin|md|csv)$/;

/**
 * The format of a config: by its name (`.yaml`, `.env.local`, …), else by its content.
 *
 * @throws InputError `format-unknown` with the formats that are supported
 */
export function detectFormat(fileName: string, text: string): ConfigFormat<FormatName> {
  const name = fileName.toLowerCase();
  const base = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  const found =
    FORMATS.find(({ extensions }) => extensions.some((end) => name.endsWith(end))) ??
    FORMATS.find(({ fileNames }) => fileNames?.test(base)) ??
    (FOREIGN.test(name) ? undefined : byContent(text));
  if (found !== undefined) return found;
  const supported = FORMATS.flatMap((format) => format.extensions);
  throw new InputError(
    "format-unknown",
    `${fileName} is not a config that can be edited. Supported: ${formatTitles("and")} (${supported.join(", ")})`,
    { data: { file: fileName, supported } },
  );
}

function byContent(text: string): ConfigFormat<FormatName> | undefined {
  return [...FORMATS]
    .sort((a, b) => b.precedence - a.precedence)
    .find((format) => format.looksLike(text));
}
