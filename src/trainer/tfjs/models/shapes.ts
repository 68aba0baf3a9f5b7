import { InputError } from "../../../core/errors.ts";

/** `[28, 28, 1]`, with `any` where a model leaves a length open. */
export function showShape(shape: readonly (number | null)[]): string {
  return `[${shape.map((length) => length ?? "any").join(", ")}]`;
}

/** Product of the lengths; 1 for no dimensions. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * The shape in which rows of one shape can be fed to a model that expects another, or undefined:
 * the same (an open length fits any), or flat against not flat of equal size, or equal once lengths
 * of 1 are left out.
 */
export function fitShape(
  row: readonly number[],
  expected: readonly (number | null)[],
): readonly number[] | undefined {
  if (
    row.length === expected.length &&
    row.every((length, i) => expected[i] === null || expected[i] === length)
  ) {
    return row;
  }
  if (expected.includes(null)) return undefined;
  const target = expected as readonly number[];
  const squeezed = (shape: readonly number[]) => shape.filter((length) => length !== 1).join();
  const flat = row.length <= 1 || target.length <= 1;
  const fits = sizeOf(row) === sizeOf(target) && (flat || squeezed(row) === squeezed(target));
  return fits ? target : undefined;
}

/** @throws InputError `model-data` with both shapes when {@link fitShape} finds none */
export function requireFit(
  what: string,
  row: readonly number[],
  expected: readonly (number | null)[],
): readonly number[] {
  const fitted = fitShape(row, expected);
  if (fitted !== undefined) return fitted;
  throw new InputError(
    "model-data",
    `the model's ${what} has the shape ${showShape(expected)}, and a row of the data has ` +
      `${showShape(row)}`,
    { data: { what, expected, found: row } },
  );
}

/**
 * The batch size that a model is built for, or undefined when it takes any.
 *
 * @throws InputError when the batches have another size
 */
export function fixedBatch(
  model: { readonly inputs: readonly { readonly shape: readonly (number | null)[] }[] },
  batchSize: number,
): number | undefined {
  const fixed = model.inputs[0]?.shape[0] ?? undefined;
  if (fixed === undefined || fixed === batchSize) return fixed;
  throw new InputError(
    "model-data",
    `the model is built for batches of ${fixed} rows, and \`batchSize\` gives ${batchSize}; use ` +
      `${fixed}, or a model without a fixed batch size`,
    { data: { option: "batchSize", expected: fixed, value: batchSize } },
  );
}
