import { median } from "../../core/stats.ts";
import { byCodePoint } from "../target.ts";

/** A numeric column: one number a row, NaN where it is missing. */
export interface NumericColumn {
  readonly kind: "numeric";
  readonly name: string;
  readonly values: Float64Array;
}

/** A categorical column: one index into `levels` a row, -1 where it is missing. */
export interface CategoricalColumn {
  readonly kind: "categorical";
  readonly name: string;
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

export type FeatureColumn = NumericColumn | CategoricalColumn;

/** How one column becomes inputs of the model; made from the training rows alone. */
export type ColumnEncoder =
  | {
      readonly kind: "numeric";
      readonly column: NumericColumn;
      /** What missing cells become: the median of the training rows; NaN when no cell is missing. */
      readonly fill: number;
      readonly mean: number;
      /** 1 when the column is left unscaled. */
      readonly deviation: number;
    }
  | {
      readonly kind: "categorical";
      readonly column: CategoricalColumn;
      /** Levels in the order of their inputs; the level of missing cells, -1, comes last. */
      readonly levels: readonly number[];
    };

/** Mean and population deviation of the values, NaN ones taken as `fill`. */
export function moments(
  values: ArrayLike<number>,
  rows: ArrayLike<number>,
  fill: number,
): { readonly mean: number; readonly deviation: number } {
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < rows.length; i++) {
    const raw = values[rows[i] as number] as number;
    const value = Number.isNaN(raw) ? fill : raw;
    // Welford's update: exact for values far from zero, such as times in milliseconds.
    const delta = value - mean;
    mean += delta / (i + 1);
    squares += delta * (value - mean);
  }
  return { mean, deviation: Math.sqrt(squares / rows.length) };
}

/**
 * The encoder of a column, or undefined when the column is constant in the training rows
 * (after filling), so that it can tell a model nothing.
 */
export function fitEncoder(
  column: FeatureColumn,
  train: Uint32Array,
  scale: boolean,
): ColumnEncoder | undefined {
  if (column.kind === "categorical") {
    const seen = new Set<number>();
    for (const row of train) seen.add(column.codes[row] as number);
    if (seen.size < 2) return undefined;
    const levels = [...seen].sort(byLevel(column.levels));
    return { kind: "categorical", column, levels };
  }
  const present: number[] = [];
  for (const row of train) {
    const value = column.values[row] as number;
    if (!Number.isNaN(value)) present.push(value);
  }
  const first = present[0];
  if (first === undefined || present.every((value) => value === first)) return undefined;
  const fill = column.values.some(Number.isNaN) ? median(present) : Number.NaN;
  const { mean, deviation } = moments(column.values, train, fill);
  if (!(deviation > 0)) return undefined;
  return scale
    ? { kind: "numeric", column, fill, mean, deviation }
    : { kind: "numeric", column, fill, mean: 0, deviation: 1 };
}

/** Inputs that an encoder makes of its column. */
export function encodedWidth(encoder: ColumnEncoder): number {
  return encoder.kind === "numeric" ? 1 : encoder.levels.length;
}

/**
 * All columns of all rows as row-major inputs. A level that no training row has becomes all zeros.
 *
 * @returns `rows x sum of encodedWidth` numbers
 */
export function encodeFeatures(encoders: readonly ColumnEncoder[], rows: number): Float32Array {
  const width = encoders.reduce((sum, encoder) => sum + encodedWidth(encoder), 0);
  const features = new Float32Array(rows * width);
  let offset = 0;
  for (const encoder of encoders) {
    if (encoder.kind === "numeric") {
      const { column, fill, mean, deviation } = encoder;
      for (let row = 0; row < rows; row++) {
        const raw = column.values[row] as number;
        features[row * width + offset] = ((Number.isNaN(raw) ? fill : raw) - mean) / deviation;
      }
    } else {
      const inputs = new Map(encoder.levels.map((level, index) => [level, index]));
      for (let row = 0; row < rows; row++) {
        const input = inputs.get(encoder.column.codes[row] as number);
        if (input !== undefined) features[row * width + offset + input] = 1;
      }
    }
    offset += encodedWidth(encoder);
  }
  return features;
}

function byLevel(levels: readonly string[]): (a: number, b: number) => number {
  return (a, b) => {
    if (a < 0 || b < 0) return b - a;
    return byCodePoint(levels[a] as string, levels[b] as string);
  };
}
