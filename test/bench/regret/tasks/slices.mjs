// Every task has three disjoint slices: rows that train, rows that a finder's `evaluate` may see
// (tune), and rows on which regret is measured and which no finder ever sees (test).
import { random } from "../../../../dist/core/random.js";
import { datasetFromArrays, loadData } from "../../../../dist/dataset/index.js";

export const ROOT = new URL("../../../../", import.meta.url);
const SHARED = new URL("../shared/data/", ROOT);

/** Where a data file lies: bundled ones in `datasets/`, public ones beside the project. */
export const dataFile = (name, shared) =>
  new URL(name, shared ? SHARED : new URL("datasets/", ROOT));

/**
 * Cuts `train`, `tune` and `test` rows out of a prepared data set, in a seeded order.
 *
 * @param sizes most rows of each slice; the held-out rows of the data set are shared between tune
 *   and test
 */
export function slices({ dataset, split }, sizes) {
  const shuffled = (rows, name) => {
    const copy = Uint32Array.from(rows);
    random(20240, name).shuffle(copy);
    return copy;
  };
  const train = shuffled(split.train, "train").subarray(0, sizes.train);
  const held = shuffled(split.heldOut, "held-out");
  const tune = held.subarray(0, sizes.tune);
  const test = held.subarray(sizes.tune, sizes.tune + sizes.test);
  return { dataset, train, tune, test };
}

/** A task's data from a file; `load` are options of `loadData`. */
export async function fileSlices({ file, shared = false, sizes, load = {}, change }) {
  const path = new URL(dataFile(file, shared)).pathname;
  const prepared = await loadData(path, { heldOut: 0.45, maxHeldOut: 6000, seed: 5, ...load });
  return slices(change === undefined ? prepared : change(prepared), sizes);
}

/** A task's data from arrays. */
export function arraySlices({ sizes, ...arrays }) {
  const held = (sizes.tune + sizes.test) / (sizes.train + sizes.tune + sizes.test);
  return slices(
    datasetFromArrays({ heldOut: held, maxHeldOut: 100_000, seed: 5, ...arrays }),
    sizes,
  );
}

/** Row counts of the three slices. */
export const sizes = (train, tune, test) => ({ train, tune, test });

/** The `data` of a task made by a function of the number of rows. */
export const generated = (make, size) => () => {
  const { train, tune, test } = size;
  return arraySlices({ ...make(train + tune + test), sizes: size });
};

/** Gives a share of all rows, in every slice, a class drawn at random. */
export function labelNoise(share) {
  return ({ dataset, split, warnings }) => {
    const stream = random(77, "label noise");
    const targets = Float32Array.from(dataset.targets, (label) =>
      stream.float() < share ? stream.int(dataset.classes.length) : label,
    );
    return { dataset: { ...dataset, targets }, split, warnings };
  };
}

/** Targets in another unit. */
export function targetsTimes(factor) {
  return ({ dataset, split, warnings }) => {
    const targets = dataset.targets.map((target) => target * factor);
    return { dataset: { ...dataset, targets }, split, warnings };
  };
}

/** Square images turned by a quarter. */
export function turnImages({ dataset, split, warnings }) {
  const [side] = dataset.featureShape;
  const features = Float32Array.from(dataset.features, (_, i) => {
    const [image, y, x] = [Math.floor(i / side ** 2), Math.floor(i / side) % side, i % side];
    return dataset.features[(image * side + x) * side + (side - 1 - y)];
  });
  return { dataset: { ...dataset, features }, split, warnings };
}

/** Halves the side of square images by averaging 2x2 pixels. */
export function halveImages({ dataset, split, warnings }) {
  const [height, width] = dataset.featureShape;
  const [h, w] = [height / 2, width / 2];
  const features = new Float32Array(dataset.rows * h * w);
  for (let row = 0; row < dataset.rows; row++) {
    const image = dataset.features.subarray(row * height * width, (row + 1) * height * width);
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        const at = 2 * y * width + 2 * x;
        features[row * h * w + y * w + x] =
          (image[at] + image[at + 1] + image[at + width] + image[at + width + 1]) / 4;
      }
    }
  }
  return { dataset: { ...dataset, features, featureShape: [h, w, 1] }, split, warnings };
}

/** Keeps the rows of some classes, renumbered from 0. */
export function onlyClasses(labels) {
  return ({ dataset, split, warnings }) => {
    const wanted = labels.map((label) => dataset.classes.indexOf(label));
    const targets = Float32Array.from(dataset.targets, (target) => wanted.indexOf(target));
    const keep = (rows) => rows.filter((row) => targets[row] >= 0);
    return {
      dataset: { ...dataset, targets, classes: labels },
      split: { train: keep(split.train), heldOut: keep(split.heldOut) },
      warnings,
    };
  };
}

/** Both changes, one after the other. */
export const inTurn = (first, second) => (prepared) => second(first(prepared));
