import { readableRange } from "../view/readable-range.ts";
import type { Line } from "./lines.ts";

/** The axes that all charts of a comparison share: log10 LR, and loss. */
export interface Frame {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/**
 * Axes that hold every curve up to where it blows up: the part of each line up to its highest value
 * before the minimum decides the height, so that one divergence does not flatten the others.
 */
export function commonFrame(lines: readonly Line[]): Frame {
  const drawn = lines.filter(({ lrs }) => lrs.length > 0);
  const xs = drawn.flatMap(({ lrs, pick }) => [
    lrs[0] as number,
    lrs.at(-1) as number,
    ...(pick ? [pick.lr] : []),
  ]);
  const low = Math.log10(xs.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY));
  const high = Math.log10(xs.reduce((a, b) => Math.max(a, b), 0));
  const x: [number, number] = drawn.length === 0 ? [-6, 0] : [low, high];
  const margin = Math.max((x[1] - x[0]) * 0.015, 0.02);
  const core = drawn.flatMap(({ values }) => values.slice(0, values.indexOf(least(values)) + 1));
  const all = drawn.flatMap(({ values }) => values);
  return { x: [x[0] - margin, x[1] + margin], y: readableRange({ core, all }) };
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}
