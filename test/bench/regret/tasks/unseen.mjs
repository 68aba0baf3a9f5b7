// Tasks of the benchmark that were written down, with their optimizers, after every constant of the
// finder but `sweepWeight` was fixed.
import { majorityTokens, markerTokens, seriesWindows, wideClasses } from "./generated.mjs";
import { attention, batchNormCnn, deepTanh, recurrent, tokenRecurrent } from "./models.mjs";
import { fileSlices, generated, halveImages, labelNoise, sizes } from "./slices.mjs";

const mnist = { file: "mnist-t10k-images-idx3-ubyte.gz", shared: true };
const banknote = { file: "banknote_authentication.csv", shared: true };
const abalone = { file: "abalone.csv", shared: true };
const quality = { file: "winequality-white.csv", shared: true };
/** Of the costlier models. */
const SHORT = [400];
const MAIN = [800];

export const UNSEEN_TASKS = [
  {
    name: "mnist-deep-tanh",
    shared: mnist.file,
    data: () => fileSlices({ ...mnist, sizes: sizes(2500, 300, 700), change: halveImages }),
    model: deepTanh(2),
    batch: 128,
    runs: { momentum: MAIN, adam: MAIN },
  },
  {
    name: "digits-mlp-b4",
    data: () => fileSlices({ file: "digits-images.idx3-ubyte.gz", sizes: sizes(900, 200, 350) }),
    model: "mlp:32",
    batch: 4,
    runs: { sgd: MAIN, rmsprop: MAIN },
  },
  {
    name: "banknote-b128",
    shared: banknote.file,
    data: () =>
      fileSlices({
        ...banknote,
        sizes: sizes(700, 200, 400),
        load: { header: false, target: 4, task: "classification" },
      }),
    model: "mlp:24",
    batch: 128,
    runs: { adam: MAIN, adagrad: MAIN },
  },
  {
    name: "abalone-scaled",
    shared: abalone.file,
    data: () =>
      fileSlices({
        ...abalone,
        sizes: sizes(2000, 300, 700),
        load: { header: false, target: 8, task: "regression" },
      }),
    model: "mlp:32",
    batch: 32,
    runs: { adamw: MAIN, sgd: MAIN },
  },
  {
    name: "quality-few-rows",
    shared: quality.file,
    data: () =>
      fileSlices({
        ...quality,
        sizes: sizes(120, 120, 1000),
        load: { header: false, target: 11, task: "regression" },
      }),
    model: "mlp:64,32",
    batch: 16,
    runs: { adam: MAIN, momentum: MAIN },
  },
  {
    name: "mnist-cnn-bn",
    shared: mnist.file,
    data: () => fileSlices({ ...mnist, sizes: sizes(2000, 250, 500), change: halveImages }),
    model: batchNormCnn([6, 12]),
    batch: 32,
    runs: { momentum: SHORT, adagrad: SHORT },
  },
  {
    name: "marker-gru",
    data: generated((rows) => markerTokens(rows, 8), sizes(1500, 200, 400)),
    model: tokenRecurrent("gru", 12, 16),
    batch: 32,
    runs: { adam: SHORT, rmsprop: SHORT },
  },
  {
    name: "majority-attention",
    data: generated((rows) => majorityTokens(rows, 12), sizes(1500, 200, 400)),
    model: attention(8, 12),
    batch: 32,
    runs: { adamw: SHORT, momentum: SHORT },
  },
  {
    name: "series-gru-b128",
    data: generated((rows) => seriesWindows(rows, 10), sizes(1200, 200, 400)),
    model: recurrent("gru", 12),
    batch: 128,
    runs: { sgd: SHORT, adadelta: SHORT },
  },
  {
    name: "wide-few-rows",
    data: generated((rows) => wideClasses(rows, 20, 0.1), sizes(200, 80, 800)),
    model: "mlp:64",
    batch: 32,
    runs: { sgd: MAIN, adamw: MAIN },
  },
  {
    name: "blobs-mlp-noisy-b4",
    data: () =>
      fileSlices({
        file: "blobs.csv",
        sizes: sizes(600, 200, 330),
        load: { target: "kind" },
        change: labelNoise(0.1),
      }),
    model: "mlp:16",
    batch: 4,
    runs: { adam: MAIN, momentum: MAIN },
  },
];
