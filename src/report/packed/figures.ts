import type { Figure, Trace } from "../view/figure-types.ts";
import { type PackedNumbers, packFloats, packNumbers, unpackNumbers } from "./numbers.ts";

/** Fewer numbers are as short in decimals. */
const FEWEST = 8;

type Packed<T> = T | PackedNumbers;

interface PackedTrace extends Omit<Trace, "x" | "y"> {
  readonly x: Packed<Trace["x"]>;
  readonly y: Packed<Trace["y"]>;
}

/** A figure as a page's JSON carries it. */
export interface PackedFigure extends Omit<Figure, "data"> {
  readonly data: readonly PackedTrace[];
}

/** Figures for a page's JSON: seven digits of every number, and the points of traces packed. */
export function packFigures(figures: readonly Figure[]): PackedFigure[] {
  return figures.map(({ data, ...rest }) => ({
    ...shortNumbers(rest),
    data: data.map(({ x, y, ...trace }) => ({
      ...shortNumbers(trace),
      x: packPoints(x),
      y: packPoints(y),
    })),
  }));
}

/** The figures of {@link packFigures}. */
export function unpackFigures(figures: readonly PackedFigure[]): Figure[] {
  return figures.map(({ data, ...rest }) => ({
    ...rest,
    data: data.map(({ x, y, ...trace }) => ({ ...trace, x: unpackPoints(x), y: unpackPoints(y) })),
  }));
}

function packPoints<T extends number | null>(values: readonly T[]): Packed<readonly T[]> {
  // A gap in a line is null, which no float is.
  if (values.length < FEWEST || !areNumbers(values)) return shortNumbers(values);
  return values.every(Number.isInteger) ? packNumbers(values) : packFloats(values);
}

function areNumbers(values: readonly (number | null)[]): values is readonly number[] {
  return values.every((value) => value !== null);
}

function unpackPoints<T>(values: Packed<readonly T[]>): readonly (T | number)[] {
  return typeof values === "string" ? unpackNumbers(values) : values;
}

function shortNumbers<T>(value: T): T {
  const walk = (part: unknown): unknown => {
    if (typeof part === "number") return Number(part.toPrecision(7));
    if (part === null || typeof part !== "object") return part;
    if (Array.isArray(part)) return part.map(walk);
    return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, walk(each)]));
  };
  return walk(value) as T;
}
