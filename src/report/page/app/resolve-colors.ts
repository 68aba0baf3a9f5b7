import type { Json } from "../../view/figure-types.ts";
import type { Palette } from "../../view/palette.ts";

/**
 * A copy of a figure part in which colour roles (`@smoothed`) are colours. Only strings under keys
 * that end in `color` are looked at; a role that the palette lacks becomes transparent. Arrays of
 * numbers are not copied.
 */
export function resolveColors(value: Json, palette: Palette): Json {
  const colors: Readonly<Record<string, string>> = palette;
  const walk = (part: Json, key: string): Json => {
    if (typeof part === "string") {
      if (!key.endsWith("color") || !part.startsWith("@")) return part;
      return colors[part.slice(1)] ?? "rgba(0,0,0,0)";
    }
    if (part === null || typeof part !== "object") return part;
    if (Array.isArray(part)) {
      return typeof part[0] === "number" ? part : part.map((item: Json) => walk(item, key));
    }
    return Object.fromEntries(Object.entries(part).map(([name, item]) => [name, walk(item, name)]));
  };
  return walk(value, "");
}
