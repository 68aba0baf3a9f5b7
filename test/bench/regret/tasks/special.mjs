// Tasks of one difficulty each: the loss reaches its floor within a sweep, training goes on from
// other weights, or data comes in its own units.
import { clinic, colourSquares, noisyCopies, shopSales } from "./generated.mjs";
import { batchNormCnn, lowRankMlp, pretrainedMlp, sigmoidMlp } from "./models.mjs";
import { pretrained } from "./pretrain.mjs";
import {
  fileSlices,
  generated,
  halveImages,
  inTurn,
  onlyClasses,
  sizes,
  turnImages,
} from "./slices.mjs";

const digits = { file: "digits-images.idx3-ubyte.gz" };
const mnist = { file: "mnist-t10k-images-idx3-ubyte.gz", shared: true };
const SHORT = [400];
const MAIN = [800];

/** Two classes far apart, told apart after a few steps: where the loss is 0, so is the gradient. */
const SATURATION = [
  {
    name: "copies-sigmoid",
    data: generated(noisyCopies, sizes(320, 80, 600)),
    model: sigmoidMlp(32),
    batch: 32,
    runs: { momentum: SHORT, sgd: SHORT, adam: SHORT },
  },
  {
    name: "squares-cnn-bn",
    data: generated((rows) => colourSquares(rows, 16), sizes(240, 60, 120)),
    model: batchNormCnn([4, 8]),
    batch: 8,
    runs: { adam: SHORT, momentum: SHORT, sgd: SHORT },
  },
];

/** A perceptron that knows all upright digits. */
const uprightDigits = pretrained(
  () => fileSlices({ ...digits, sizes: sizes(800, 10, 10), change: halveImages }),
  pretrainedMlp([48]),
);
const turnedDigits = () =>
  fileSlices({ ...digits, sizes: sizes(300, 100, 500), change: inTurn(halveImages, turnImages) });
/** A perceptron that knows the digits 0 to 4. */
const lowDigits = pretrained(
  () =>
    fileSlices({
      ...mnist,
      sizes: sizes(1500, 10, 10),
      change: inTurn(halveImages, onlyClasses(["0", "1", "2", "3", "4"])),
    }),
  pretrainedMlp([48, 24]),
);

/** From the weights of another task: all of them trained, or added matrices of low rank alone. */
const FINE_TUNE = [
  {
    name: "turned-full",
    data: turnedDigits,
    setup: uprightDigits,
    model: pretrainedMlp([48]),
    batch: 16,
    runs: { adamw: SHORT, momentum: SHORT },
  },
  {
    name: "turned-low-rank",
    data: turnedDigits,
    setup: uprightDigits,
    model: lowRankMlp([48], 4),
    batch: 16,
    runs: { adam: SHORT, sgd: SHORT },
  },
  {
    name: "mnist-low-rank",
    shared: mnist.file,
    data: () =>
      fileSlices({
        ...mnist,
        sizes: sizes(400, 100, 600),
        change: inTurn(halveImages, onlyClasses(["5", "6", "7", "8", "9"])),
      }),
    setup: lowDigits,
    model: lowRankMlp([48, 24], 2, { newHead: true }),
    batch: 32,
    runs: { adamw: SHORT, momentum: SHORT },
  },
];

/** The target of the clinic in a unit a thousandth as large: about 150,000. */
const clinicInThousandths = (rows) => {
  const made = clinic(rows);
  return { ...made, targets: made.targets.map((target) => 1000 * target) };
};

/** Targets of hundreds of thousands: plain gradients need LRs far below any usual range. */
const RAW_SCALE = [
  {
    name: "clinic-thousands",
    data: generated(clinicInThousandths, sizes(400, 100, 600)),
    model: "mlp:32",
    batch: 32,
    runs: { sgd: MAIN, momentum: MAIN },
  },
  {
    name: "sales-mlp",
    data: generated(shopSales, sizes(400, 100, 600)),
    model: "mlp:32",
    batch: 32,
    runs: { adam: MAIN, sgd: MAIN, momentum: MAIN },
  },
];

const as = (kind, tasks, more = {}) =>
  tasks.map((task) => ({ ...task, kind, dense: true, ...more }));

export const SPECIAL_TASKS = [
  ...as("saturation", SATURATION),
  ...as("fine-tune", FINE_TUNE),
  // From above, networks that a far too high LR has killed would pass for the best.
  ...as("raw-scale", RAW_SCALE, { lowest: -14, from: { sgd: -9, momentum: -10 } }),
];
