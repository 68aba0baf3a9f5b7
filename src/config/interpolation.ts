import type { ScalarValue } from "./types.ts";

/**
 * What a value is filled in from when the config is used, or null for a value that stands for itself:
 * `${a.b}` (OmegaConf, Hydra, shells), `$NAME`, `{{ name }}` (Jinja, Helm).
 *
 * @returns the text inside, e.g. `trainer.lr` or `oc.env:LR`
 */
export function interpolationOf(value: ScalarValue): string | null {
  if (typeof value !== "string") return null;
  const braces = /\$\{([^{}]*)\}/.exec(value) ?? /\{\{(.*?)\}\}/s.exec(value);
  if (braces !== null) return (braces[1] as string).trim();
  return /^\s*\$([A-Za-z_]\w*)\s*$/.exec(value)?.[1] ?? null;
}
