import type { KeyPath, ScalarValue } from "./format.ts";

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
 * The key paths that an interpolation may mean where names start at the root, or, with dots before
 * them, at the mapping itself and those around it (OmegaConf: `.lr`, `..model.lr`). Empty for
 * resolvers and expressions (`oc.env:LR`). See `ConfigFormat.referencePaths`.
 */
export function rootedPaths(inside: string, parent: KeyPath): readonly KeyPath[] {
  const name = inside.replace(/:-.*$/s, "");
  const match = /^(\.*)([A-Za-z_][\w-]*(?:\.[\w-]+|\[\w+\])*)$/.exec(name);
  if (match === null) return [];
  const [, dots = "", rest = ""] = match;
  const parts = rest.split(/[.[\]]+/).filter((part) => part !== "");
  if (dots === "") return [parts];
  return dots.length > parent.length + 1
    ? []
    : [[...parent.slice(0, parent.length - dots.length + 1), ...parts]];
}
