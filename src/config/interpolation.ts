import type { ScalarValue } from "./types.ts";

/** No reference is longer; looking for one in a text of megabytes could take quadratic time. */
const MAX_LENGTH = 2000;

/**
 * What a value is filled in from when the config is used, or null for a value that stands for itself:
 * `${a.b}` (OmegaConf, Hydra, shells; `${section:key}` of configparser), `$NAME`, `%(name)s`
 * (configparser), `{{ name }}` (Jinja, Helm).
 *
 * @returns the text inside, e.g. `trainer.lr` or `oc.env:LR`
 */
export function interpolationOf(value: ScalarValue): string | null {
  if (typeof value !== "string" || value.length > MAX_LENGTH) return null;
  const inside =
    /\$\{([^{}]*)\}/.exec(value) ?? /\{\{(.*?)\}\}/s.exec(value) ?? /%\(([^()]*)\)s/.exec(value);
  if (inside !== null) return (inside[1] as string).trim();
  return /^\s*\$([A-Za-z_]\w*)\s*$/.exec(value)?.[1] ?? null;
}

/**
 * The key paths, as parts, that an interpolation may mean, in the order in which they are looked
 * up: in the same mapping for INI (then in its `DEFAULT`), relative ones of OmegaConf
 * (`.lr`, `..model.lr`), else from the root. Empty for resolvers and expressions (`oc.env:LR`).
 *
 * @param inside what {@link interpolationOf} gave
 * @param parent path of the mapping that holds the value
 * @param inSections whether bare names mean a key of the same section
 */
export function sourcePaths(
  inside: string,
  parent: readonly string[],
  inSections: boolean,
): string[][] {
  const name = inside.replace(/:-.*$/s, "");
  if (inSections) {
    const [section, key, ...more] = name.split(":");
    if (section === undefined || more.length > 0) return [];
    return key === undefined ? [[...parent, section]] : [[section, key]];
  }
  const match = /^(\.*)([A-Za-z_][\w-]*(?:\.[\w-]+|\[\w+\])*)$/.exec(name);
  if (match === null) return [];
  const [, dots, rest] = match as unknown as [string, string, string];
  const parts = rest.split(/[.[\]]+/).filter((part) => part !== "");
  if (dots === "") return [parts];
  return dots.length > parent.length + 1
    ? []
    : [[...parent.slice(0, parent.length - dots.length + 1), ...parts]];
}
