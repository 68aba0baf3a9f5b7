import type { LayersModel } from "@tensorflow/tfjs-layers";
import { InputError } from "../../../core/errors.ts";
import { fitShape, requireFit, showShape, sizeOf } from "../models/shapes.ts";
import type { HostRows } from "./arrays.ts";
import { type HostTensor, isTensorLike, shapeOf, toHost } from "./host.ts";

/** Whether targets must have the shape of the outputs (a named loss), or only the loss knows. */
export type TargetRule = "as-output" | "indices" | "free";

/**
 * Reads `{ xs, ys }` of a user's module for a model: one value an input and an output (alone, in a
 * list of tensors, or by name), shaped as the model wants it.
 *
 * @param label what to call it in messages, e.g. "`data`"
 * @throws InputError when xs or ys are missing, differ in rows, or do not fit the model
 */
export function readRows(
  label: string,
  element: unknown,
  model: LayersModel,
  rule: TargetRule,
): HostRows {
  const { xs, ys } = sidesOf(label, element);
  const inputs = named(`${label} xs`, xs, model.inputNames);
  const outputs = named(`${label} ys`, ys, model.outputNames);
  const fitted = inputs.map((host, i) =>
    fitInput(host, model.inputs[i]?.shape ?? [], model.inputNames[i] as string),
  );
  const rows = fitted[0]?.shape[0] as number;
  const targets = outputs.map((host, i) =>
    fitTarget(host, model.outputs[i]?.shape ?? [], rule, rows),
  );
  for (const { shape } of [...fitted, ...targets]) {
    if (shape[0] !== rows) {
      throw new InputError(
        "bad-data",
        `${label} has ${rows} rows in \`xs\` and ${shape[0]} in another input or in \`ys\``,
        { data: { rows, other: shape[0] } },
      );
    }
  }
  return { rows, xs: fitted, ys: targets };
}

/**
 * {@link readRows} of one element of a dataset, which must be a whole batch, as for `fitDataset`.
 *
 * @throws InputError as `readRows`, and for a single row: a dataset that was not batched
 */
export function readBatch(
  label: string,
  element: unknown,
  model: LayersModel,
  rule: TargetRule,
): HostRows {
  const { xs, ys } = sidesOf(label, element);
  const input = singleOf(itemsOf(`${label} xs`, xs, model.inputNames), rowsOf(model.inputs));
  const output =
    rule === "free"
      ? undefined
      : singleOf(
          itemsOf(`${label} ys`, ys, model.outputNames),
          rowsOf(model.outputs).map((row) => (rule === "indices" ? row.slice(0, -1) : row)),
        );
  // One number may be a row of one column, or the only row of a batch: only all inputs together tell.
  const single = input?.certain ?? output?.certain ?? input?.all;
  if (single !== undefined) {
    const side = single === output?.certain ? "ys" : "xs";
    throw new InputError(
      "model-data",
      `${label} is a dataset of single rows (its first \`${side}\` has the shape ${showShape(single)}, ` +
        "which is one row for this model), and must give whole batches, as for `fitDataset`: " +
        "`.batch(32)` is missing, as in `tf.data.zip({ xs, ys }).batch(32)`",
      { data: { label, side, found: single } },
    );
  }
  return readRows(label, element, model, rule);
}

type Shape = readonly number[];
type RowShape = readonly (number | null)[];

/** The shapes that can only be one row, and that of inputs of which every one may be one row. */
function singleOf(
  items: readonly unknown[],
  rows: readonly RowShape[],
): { readonly certain: Shape | undefined; readonly all: Shape | undefined } {
  const shapes = items.map(shapeOf);
  const fits = shapes.map((shape, i) => {
    const row = rows[i] ?? [];
    if (shape === undefined || fitShape(shape, row) === undefined) return "batch";
    if (shape.length === 0 || fitShape(shape.slice(1), row) === undefined) return "row";
    return shape.length === row.length && String(shape) === String(row) ? "either" : "batch";
  });
  const isEither = fits.length > 0 && fits.every((fit) => fit === "either");
  return { certain: shapes[fits.indexOf("row")], all: isEither ? shapes[0] : undefined };
}

function rowsOf(ends: readonly { readonly shape: RowShape }[]): RowShape[] {
  return ends.map(({ shape }) => shape.slice(1));
}

function sidesOf(label: string, element: unknown): { xs: unknown; ys: unknown } {
  const { xs, ys } = (element ?? {}) as { xs?: unknown; ys?: unknown };
  if (xs === undefined || ys === undefined) {
    throw new InputError("bad-data", `${label} must have \`xs\` and \`ys\``, { data: { label } });
  }
  return { xs, ys };
}

function named(label: string, value: unknown, names: readonly string[]): HostTensor[] {
  return itemsOf(label, value, names).map((item, i) =>
    toHost(names.length === 1 ? label : `${label} ${names[i]}`, item),
  );
}

/** One value a name. */
function itemsOf(label: string, value: unknown, names: readonly string[]): unknown[] {
  let items: unknown[] = [value];
  if (Array.isArray(value) && value.length > 0 && value.every(isTensorLike)) items = value;
  else if (isRecord(value)) {
    const missing = names.filter((name) => !(name in value));
    if (missing.length > 0) {
      throw new InputError("bad-data", `${label} lacks ${missing.join(", ")}`, {
        data: { missing },
      });
    }
    items = names.map((name) => value[name]);
  }
  if (items.length !== names.length) {
    throw new InputError(
      "bad-data",
      `${label} gives ${items.length} tensors, and the model needs ${names.length} ` +
        `(${names.join(", ")})`,
      { data: { found: items.length, names } },
    );
  }
  return items;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || isTensorLike(value)) return false;
  return !Array.isArray(value) && !ArrayBuffer.isView(value) && !("values" in value);
}

function fitInput(
  host: HostTensor,
  expected: readonly (number | null)[],
  name: string,
): HostTensor {
  const want = expected.slice(1);
  const width = want.includes(null) ? 0 : sizeOf(want as number[]);
  // A flat typed array says nothing of rows: the model's own input shape does.
  if (host.shape.length === 1 && width > 1 && host.values.length % width === 0) {
    return { ...host, shape: [host.values.length / width, ...(want as number[])] };
  }
  const [rows, ...row] = host.shape as [number, ...number[]];
  return { ...host, shape: [rows, ...requireFit(`input ${name}`, row, want)] };
}

function fitTarget(
  host: HostTensor,
  output: readonly (number | null)[],
  rule: TargetRule,
  rows: number,
): HostTensor {
  if (rule === "free") return host;
  const want = rule === "indices" ? output.slice(1, -1) : output.slice(1);
  const [count, ...row] = host.shape as [number, ...number[]];
  // Class indices where one column a class is needed: the usual slip.
  if (rule === "as-output" && sizeOf(row) === 1 && (want.at(-1) ?? 0) > 1 && want.length === 1) {
    throw new InputError(
      "model-data",
      `\`ys\` has one number a row, and the model's output has the shape ${showShape(want)}; use ` +
        "the loss sparseCategoricalCrossentropy for class indices, or one-hot targets",
      { data: { expected: want, found: row, rows } },
    );
  }
  const float =
    host.dtype === "float32"
      ? host
      : { values: Float32Array.from(host.values), dtype: "float32" as const };
  return { ...float, shape: [count, ...requireFit("output", row, want)] };
}
