import type { JsonObject } from "../../view/figure-types.ts";

/** From so many dots on they are drawn together. */
const MANY = 250;

/** What was made of a trace, so that a redraw gets the same arrays. */
const made = new WeakMap<object, JsonObject>();

/**
 * A trace of many dots as one path: at each dot a line without length, which round caps (set in the
 * page's style sheet) make a dot. Plotly draws every marker as an element of its own, and a
 * thousand of them take longer than everything else in a redraw. Other traces come back as they are.
 *
 * For the screen only: a saved picture has no style sheet.
 */
export function manyDots(trace: JsonObject): JsonObject {
  const { x, y, marker, mode } = trace as {
    readonly x?: readonly number[];
    readonly y?: readonly (number | null)[];
    readonly marker?: { readonly color: string; readonly size: number; readonly opacity?: number };
    readonly mode?: string;
  };
  if (mode !== "markers" || !x || !y || !marker || x.length < MANY) return trace;
  const known = made.get(x);
  if (known) return known;
  const { color, size, opacity = 1 } = marker;
  const { marker: _marker, ...rest } = trace;
  const lines: JsonObject = {
    ...rest,
    mode: "lines",
    x: x.flatMap((value) => [value, value, null]),
    y: y.flatMap((value) => [value, value, null]),
    opacity,
    line: { color, width: size, simplify: false },
  };
  made.set(x, lines);
  return lines;
}
