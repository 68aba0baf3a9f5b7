import type { Figure, Json, JsonObject } from "../view/figure-types.ts";
import { packFloats, packNumbers, unpackNumbers } from "./numbers.ts";

/** Fewer numbers are as short in decimals. */
const FEWEST = 8;
const PACKED = ["x", "y"] as const;

/** Figures for a page's JSON: seven digits of every number, and the points of traces packed. */
export function packFigures(figures: readonly Figure[]): Figure[] {
  return figures.map((figure) => {
    const { data, ...rest } = figure;
    return { ...shortNumbers(rest), data: data.map(packTrace) };
  });
}

/** The figures of {@link packFigures}, as plotly takes them. */
export function unpackFigures(figures: readonly Figure[]): Figure[] {
  return figures.map((figure) => ({ ...figure, data: figure.data.map(unpackTrace) }));
}

function packTrace(trace: JsonObject): JsonObject {
  const packed: Record<string, Json> = { ...(shortNumbers(trace) as JsonObject) };
  for (const name of PACKED) {
    const values = trace[name];
    if (isNumbers(values) && values.length >= FEWEST) {
      const whole = values.every(Number.isInteger);
      packed[name] = whole ? packNumbers(values) : packFloats(values);
    }
  }
  return packed;
}

function unpackTrace(trace: JsonObject): JsonObject {
  const plain: Record<string, Json> = { ...trace };
  for (const name of PACKED) {
    const values = trace[name];
    if (typeof values === "string") plain[name] = unpackNumbers(values);
  }
  return plain;
}

// A gap in a line is null, which no float is.
function isNumbers(values: Json | undefined): values is readonly number[] {
  return Array.isArray(values) && values.every((value) => typeof value === "number");
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
