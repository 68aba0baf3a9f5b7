import { createHash } from "node:crypto";
import { note } from "../contract/make-note.ts";
import { checkArray, rejectOption } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import type { PreparedData, Split, Task } from "./dataset.ts";
import {
  checkBoolean,
  checkTargetScale,
  checkTask,
  resolveSplitOptions,
  SPLIT_KEYS,
  type SplitOptions,
} from "./options.ts";
import { checkSize, prepare } from "./prepare.ts";
import { checkRowCount } from "./row-count.ts";
import { type Groups, splitRows } from "./split.ts";
import { encodeFeatures, fitEncoder } from "./table/encode.ts";
import { resolveTarget, type TargetValues } from "./target.ts";

/** Numbers in a row, as typed arrays hold them. */
export type NumberArray = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/** What `datasetFromArrays` takes. */
export interface ArrayDataOptions extends SplitOptions {
  /** One array of numbers a row, or all rows one after the other (then `featureShape` is needed). */
  readonly features: readonly ArrayLike<number>[] | NumberArray;
  /** Numbers a row, e.g. `[28, 28, 1]`. @default the length of the first row */
  readonly featureShape?: readonly number[];
  /** One target a row: numbers, or class labels. */
  readonly targets: readonly number[] | readonly string[] | NumberArray;
  /** An id a row: all rows of one id train, or all are held out. Not with `ordered`. */
  readonly groups?: Groups;
  /** @default "auto": see `resolveTarget` */
  readonly task?: Task | "auto";
  /** For reports. @default "arrays" */
  readonly name?: string;
  /** Scale every feature to mean 0 and deviation 1 over the training rows. @default false */
  readonly scale?: boolean;
  /** Scale a regression target likewise. @default "none" */
  readonly targetScale?: "standard" | "none";
}

const ARRAY_KEYS: KeyTable<ArrayDataOptions> = {
  ...SPLIT_KEYS,
  features: true,
  featureShape: true,
  targets: true,
  groups: true,
  task: true,
  name: true,
  scale: true,
  targetScale: true,
};

/**
 * A data set from arrays, with the checks that files get. Every number must be finite as a 32-bit
 * float: there is no policy for missing values here. Constant features are kept as they are.
 *
 * @throws InputError that names the row and column (zero-based) or the option
 */
export function datasetFromArrays(options: ArrayDataOptions): PreparedData {
  checkKeys("datasetFromArrays", options, ARRAY_KEYS);
  checkList("features", options.features);
  checkList("targets", options.targets);
  if (options.featureShape !== undefined) checkArray("featureShape", options.featureShape);
  const task = checkTask(options.task ?? "auto");
  const targetScale = checkTargetScale(options.targetScale ?? "none");
  const scale = checkBoolean("scale", options.scale ?? false);
  const splitOptions = resolveSplitOptions(options);
  const featureShape = shapeOf(options);
  const width = featureShape.reduce((product, size) => product * size, 1);
  const values = targetsOf(options.targets);
  const features = featuresOf(options.features, width, values.values.length);
  checkRowCount(values.values.length);
  const target = resolveTarget("`targets`", values, task);
  const split = splitRows(target.values, target.classes.length, splitOptions, options.groups);
  const digest = createHash("sha256").update(features);
  digest.update(JSON.stringify(Array.from<number | string>(values.values)));
  return prepare({
    name: options.name ?? "arrays",
    source: "arrays",
    digest: digest.digest("hex"),
    featureShape,
    features: scale ? scaled(features, width, split) : features,
    target,
    targetScale,
    split,
    steps: [
      note(
        "data-arrays",
        `${target.values.length} rows of ${featureShape.join(" x ")} numbers from arrays, ` +
          `${scale ? "scaled to mean 0 and deviation 1 by the training rows' statistics" : "left unscaled"}.`,
        { rows: target.values.length, shape: featureShape, scaled: scale },
      ),
    ],
    warnings: [],
  });
}

function checkList(option: string, value: unknown): void {
  if (!ArrayBuffer.isView(value)) checkArray(option, value, "an array with an entry a row");
}

function shapeOf(options: ArrayDataOptions): readonly number[] {
  const { featureShape, features } = options;
  if (featureShape === undefined) {
    const first = ArrayBuffer.isView(features) ? undefined : features[0];
    if (first === undefined) {
      return rejectOption("featureShape", "given when `features` is one flat array", featureShape);
    }
    return first.length > 0 ? [first.length] : rejectOption("features[0]", "not empty", first);
  }
  const good =
    featureShape.length > 0 && featureShape.every((size) => Number.isInteger(size) && size > 0);
  return good
    ? [...featureShape]
    : rejectOption("featureShape", "integers above 0, at least one", featureShape);
}

function featuresOf(
  features: ArrayDataOptions["features"],
  width: number,
  rows: number,
): Float32Array {
  checkSize("`features`", rows, width);
  const all = new Float32Array(rows * width);
  if (ArrayBuffer.isView(features)) {
    const found = features.length / width;
    if (found !== rows) rejectRowCount(found, rows);
    all.set(features);
  } else {
    if (features.length !== rows) rejectRowCount(features.length, rows);
    for (const [row, cells] of features.entries()) {
      if (cells.length !== width) {
        rejectOption(`features[${row}]`, `${width} numbers long, as the others`, cells);
      }
      all.set(cells, row * width);
    }
  }
  const bad = all.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const row = Math.floor(bad / width);
    const column = bad % width;
    const value = ArrayBuffer.isView(features) ? features[bad] : features[row]?.[column];
    throw new InputError(
      "bad-cell",
      `\`features\`, row ${row}, column ${column} (zero-based) is ${value}: every feature must be ` +
        "a number that is finite as a 32-bit float; fix it or leave the row out",
      { data: { row, column } },
    );
  }
  return all;
}

function targetsOf(targets: ArrayDataOptions["targets"]): TargetValues {
  if (typeof targets[0] !== "string") {
    const values = targets as ArrayLike<number>;
    for (let row = 0; row < values.length; row++) {
      if (typeof values[row] !== "number" || !Number.isFinite(Math.fround(values[row] as number))) {
        rejectOption(`targets[${row}]`, "a number that is finite as a 32-bit float", values[row]);
      }
    }
    return { kind: "numbers", values };
  }
  const labels = targets as readonly string[];
  const bad = labels.findIndex((label) => typeof label !== "string" || label === "");
  if (bad >= 0) rejectOption(`targets[${bad}]`, "a label that is not empty", labels[bad]);
  return { kind: "labels", values: labels };
}

function rejectRowCount(found: number, rows: number): never {
  throw new InputError("row-count", `\`features\` has ${found} rows, \`targets\` has ${rows}`, {
    data: { features: found, targets: rows },
  });
}

function scaled(features: Float32Array, width: number, split: Split): Float32Array {
  const rows = features.length / width;
  const result = new Float32Array(features.length);
  for (let column = 0; column < width; column++) {
    const values = Float64Array.from(
      { length: rows },
      (_, row) => features[row * width + column] as number,
    );
    const encoder = fitEncoder(
      { kind: "numeric", name: String(column), values },
      split.train,
      true,
    );
    // A column that is constant over the training rows has no scale: it stays as it is.
    const encoded = encoder === undefined ? values : encodeFeatures([encoder], rows);
    for (let row = 0; row < rows; row++) result[row * width + column] = encoded[row] as number;
  }
  return result;
}
