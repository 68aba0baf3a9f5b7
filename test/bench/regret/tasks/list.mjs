// The tasks of the benchmark, and which optimizers each is paired with.
import { existsSync } from "node:fs";
import {
  clinic,
  majorityTokens,
  markerTokens,
  seriesWindows,
  teacherRegression,
  wideClasses,
} from "./generated.mjs";
import {
  attention,
  batchNormCnn,
  bodyAndHead,
  deepTanh,
  recurrent,
  tokenRecurrent,
} from "./models.mjs";
import { pretrainedBody } from "./pretrain.mjs";
import {
  dataFile,
  fileSlices,
  generated,
  halveImages,
  inTurn,
  labelNoise,
  onlyClasses,
  sizes,
  targetsTimes,
} from "./slices.mjs";
import { SPECIAL_TASKS } from "./special.mjs";
import { TINY_TASKS } from "./tiny.mjs";
import { UNSEEN_TASKS } from "./unseen.mjs";

const digits = "digits-images.idx3-ubyte.gz";
const mnist = { file: "mnist-t10k-images-idx3-ubyte.gz", shared: true };
const noHeader = { header: false };
const spirals = { file: "spirals.csv", sizes: sizes(800, 250, 400), load: { target: "arm" } };
const house = { file: "house-prices.csv", sizes: sizes(800, 250, 400) };
const quality = {
  file: "winequality-white.csv",
  shared: true,
  sizes: sizes(2400, 300, 800),
};
const wine = { file: "wine.csv", shared: true };
/** Of the costlier models, so that all of them together stay cheap. */
const SHORT = [400];
const MAIN = [800];
const LONG = [2000];

/**
 * `data()` gives slices; `model` is a built-in one by name or a function (dataset, seed); `runs` are
 * the optimizers with the horizons (steps) at which each is a pair; `shared` names the public file
 * beside the project that a task needs; `dense` asks for a truth of quarter decades and four seeds
 * wherever training works, from 10^`lowest` on, where the search
 * of an optimizer begins `from`; `heldBack` for no tuning on it.
 */
const SEEN_TASKS = [
  {
    name: "spirals-mlp",
    data: () => fileSlices(spirals),
    model: "mlp:64,32",
    batch: 32,
    runs: { adam: [...MAIN, ...LONG], sgd: MAIN, adagrad: MAIN },
  },
  {
    name: "wide-memory",
    data: generated((rows) => wideClasses(rows, 40, 0.05), sizes(320, 80, 800)),
    model: "mlp:32",
    batch: 32,
    runs: { adam: [...MAIN, ...SHORT], momentum: MAIN, rmsprop: MAIN },
  },
  {
    name: "house-scaled",
    data: () => fileSlices({ ...house, load: { target: "price" } }),
    model: "mlp:48",
    batch: 128,
    runs: { momentum: MAIN, adadelta: MAIN },
  },
  {
    name: "teacher-b4",
    data: generated((rows) => teacherRegression(rows, 0.5), sizes(1500, 300, 600)),
    model: "mlp:32",
    batch: 4,
    runs: { sgd: MAIN, adamw: MAIN },
  },
  {
    name: "wine-tiny",
    shared: "wine.csv",
    data: () =>
      fileSlices({
        ...wine,
        sizes: sizes(40, 40, 90),
        load: { ...noHeader, target: 13, heldOut: 0.75 },
        change: labelNoise(0.2),
      }),
    model: "mlp:32",
    batch: 4,
    runs: { adam: MAIN, sgd: MAIN },
  },
  {
    name: "mnist-mlp",
    shared: mnist.file,
    data: () => fileSlices({ ...mnist, sizes: sizes(3000, 300, 700), change: halveImages }),
    model: "mlp:64",
    batch: 128,
    runs: { momentum: MAIN, adagrad: MAIN, adamw: MAIN },
  },
  {
    name: "digits-cnn",
    data: () => fileSlices({ file: digits, sizes: sizes(800, 200, 350) }),
    model: "cnn:6,12",
    batch: 32,
    runs: { momentum: MAIN, adamw: SHORT },
  },
  {
    name: "blobs-noisy-linear",
    data: () =>
      fileSlices({
        file: "blobs.csv",
        sizes: sizes(600, 200, 330),
        load: { target: "kind" },
        change: labelNoise(0.15),
      }),
    model: "linear",
    batch: 32,
    runs: { sgd: MAIN, adadelta: [...MAIN, ...LONG] },
  },
  {
    name: "quality-classes-b4",
    shared: quality.file,
    data: () =>
      fileSlices({ ...quality, load: { ...noHeader, target: 11, task: "classification" } }),
    model: "mlp:32",
    batch: 4,
    runs: { adamw: [...MAIN, ...LONG], momentum: MAIN },
  },
  {
    name: "majority-rnn",
    data: generated((rows) => majorityTokens(rows, 8), sizes(1200, 200, 400)),
    model: tokenRecurrent("simpleRNN", 8, 16),
    batch: 32,
    runs: { rmsprop: SHORT, adamw: SHORT },
  },
  {
    name: "clinic-raw",
    data: generated(clinic, sizes(100, 80, 800)),
    model: "mlp:32",
    batch: 32,
    runs: { adam: MAIN, sgd: MAIN, adagrad: MAIN },
  },
  {
    name: "digits-cnn-bn",
    data: () => fileSlices({ file: digits, sizes: sizes(800, 200, 350), change: halveImages }),
    model: batchNormCnn([4, 8]),
    batch: 32,
    runs: { adam: SHORT, sgd: SHORT },
  },
  {
    name: "spirals-noisy",
    data: () => fileSlices({ ...spirals, change: labelNoise(0.25) }),
    model: "mlp:32,32",
    batch: 32,
    runs: { momentum: MAIN, rmsprop: MAIN },
  },
  {
    name: "banknote-b4",
    shared: "banknote_authentication.csv",
    data: () =>
      fileSlices({
        file: "banknote_authentication.csv",
        shared: true,
        sizes: sizes(700, 200, 400),
        load: { ...noHeader, target: 4, task: "classification" },
      }),
    model: "mlp:16",
    batch: 4,
    runs: { sgd: MAIN, adadelta: MAIN },
  },
  {
    name: "wine-unscaled",
    shared: "wine.csv",
    data: () =>
      fileSlices({
        ...wine,
        sizes: sizes(90, 35, 45),
        load: { ...noHeader, target: 13, scale: false },
      }),
    model: "mlp:32",
    batch: 32,
    runs: { rmsprop: MAIN, adagrad: MAIN },
  },
  {
    name: "digits-fine-tune",
    data: () =>
      fileSlices({
        file: digits,
        sizes: sizes(300, 120, 215),
        change: inTurn(halveImages, onlyClasses(["5", "6", "7", "8", "9"])),
      }),
    setup: pretrainedBody,
    model: bodyAndHead,
    batch: 32,
    runs: { adam: SHORT, momentum: SHORT },
  },
  {
    name: "house-raw",
    // In thousands: about 290 on average.
    data: () =>
      fileSlices({
        ...house,
        load: { target: "price", targetScale: "none" },
        change: targetsTimes(0.001),
      }),
    model: "mlp:32",
    batch: 32,
    runs: { adam: MAIN, adagrad: MAIN },
  },
  {
    name: "mnist-noisy",
    shared: mnist.file,
    data: () =>
      fileSlices({
        ...mnist,
        sizes: sizes(1000, 300, 700),
        change: inTurn(halveImages, labelNoise(0.2)),
      }),
    model: "mlp:48",
    batch: 32,
    runs: { adam: MAIN, adadelta: MAIN },
  },
  {
    name: "iris-b4",
    shared: "iris.csv",
    data: () =>
      fileSlices({
        file: "iris.csv",
        shared: true,
        sizes: sizes(80, 30, 38),
        load: { ...noHeader, target: 4 },
      }),
    model: "mlp:32",
    batch: 4,
    runs: { adam: MAIN, momentum: MAIN },
  },
  {
    name: "abalone-raw",
    shared: "abalone.csv",
    data: () =>
      fileSlices({
        file: "abalone.csv",
        shared: true,
        sizes: sizes(2000, 300, 700),
        load: { ...noHeader, target: 8, task: "regression", targetScale: "none" },
      }),
    model: "mlp:32",
    batch: 32,
    runs: { adam: MAIN, sgd: MAIN },
  },
  {
    name: "marker-attention",
    data: generated((rows) => markerTokens(rows, 10), sizes(1500, 200, 400)),
    model: attention(12, 12),
    batch: 32,
    runs: { adam: SHORT, sgd: SHORT },
  },
  {
    name: "spirals-tanh-b4",
    data: () => fileSlices(spirals),
    model: deepTanh(3),
    batch: 4,
    runs: { rmsprop: MAIN },
  },
  {
    name: "quality-raw",
    shared: quality.file,
    data: () =>
      fileSlices({
        ...quality,
        load: { ...noHeader, target: 11, task: "regression", targetScale: "none" },
      }),
    model: "mlp:48,24",
    batch: 128,
    runs: { rmsprop: MAIN, momentum: MAIN },
  },
  {
    name: "digits-mlp",
    data: () => fileSlices({ file: digits, sizes: sizes(800, 250, 400) }),
    model: "mlp:48",
    batch: 128,
    runs: { adam: MAIN, sgd: MAIN },
  },
  {
    name: "series-gru",
    data: generated((rows) => seriesWindows(rows, 6), sizes(900, 200, 400)),
    model: recurrent("gru", 8),
    batch: 32,
    runs: { adam: SHORT, momentum: SHORT },
  },
  {
    name: "mnist-cnn",
    shared: mnist.file,
    data: () => fileSlices({ ...mnist, sizes: sizes(2000, 250, 500), change: halveImages }),
    model: "cnn:6,12",
    batch: 32,
    runs: { rmsprop: SHORT, adadelta: SHORT },
  },
];

/**
 * All tasks; `unseen` ones were added after every constant of their time was fixed. `kind` names the
 * difficulty that a task was written for, `plain` where there is no other.
 */
export const TASKS = [
  ...[...SEEN_TASKS, ...UNSEEN_TASKS.map((task) => ({ ...task, unseen: true }))].map((task) => ({
    ...task,
    kind: "plain",
  })),
  ...TINY_TASKS,
  ...SPECIAL_TASKS,
];

export const MAIN_HORIZON = 800;

/** Whether a task's data is on this machine. */
export const available = (task) =>
  task.shared === undefined || existsSync(dataFile(task.shared, true));

/** A task with one optimizer at one horizon: the unit of every table. */
export const PAIRS = TASKS.flatMap((task) =>
  Object.entries(task.runs).flatMap(([optimizer, horizons]) =>
    horizons.map((horizon) => ({
      id: `${task.name}/${optimizer}${horizon === MAIN_HORIZON ? "" : `@${horizon}`}`,
      task,
      optimizer,
      horizon,
    })),
  ),
);
