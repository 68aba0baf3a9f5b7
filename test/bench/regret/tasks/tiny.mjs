// Tables of 200 rows and fewer: 80 to 300 passes over them in 800 steps, so that over-fitting, the few
// rows that choose and the luck of a seed decide. The rows that judge are many where they are made here.
import {
  bentRegression,
  clinic,
  ringClasses,
  teacherRegression,
  wideClasses,
} from "./generated.mjs";
import { deepTanh } from "./models.mjs";
import { fileSlices, generated, labelNoise, sizes } from "./slices.mjs";

const noHeader = { header: false };
const abalone = { file: "abalone.csv", shared: true };
const banknote = { file: "banknote_authentication.csv", shared: true };
const quality = { file: "winequality-white.csv", shared: true };
const wine = { file: "wine.csv", shared: true };
const iris = { file: "iris.csv", shared: true };
const MAIN = [800];

const TUNED_ON = [
  {
    name: "tiny-teacher",
    data: generated((rows) => teacherRegression(rows, 0.5), sizes(160, 40, 600)),
    model: "mlp:32",
    batch: 16,
    runs: { adam: MAIN, sgd: MAIN },
  },
  {
    name: "tiny-flips",
    data: generated((rows) => wideClasses(rows, 12, 0.15), sizes(150, 40, 800)),
    model: "mlp:32",
    batch: 16,
    runs: { adamw: MAIN, momentum: MAIN },
  },
  {
    name: "tiny-abalone",
    shared: abalone.file,
    data: () =>
      fileSlices({
        ...abalone,
        sizes: sizes(150, 40, 800),
        load: { ...noHeader, target: 8, task: "regression" },
      }),
    model: "mlp:48",
    batch: 16,
    runs: { adam: MAIN, rmsprop: MAIN },
  },
  {
    name: "tiny-banknote",
    shared: banknote.file,
    data: () =>
      fileSlices({
        ...banknote,
        sizes: sizes(80, 40, 500),
        load: { ...noHeader, target: 4, task: "classification" },
        change: labelNoise(0.1),
      }),
    model: "mlp:32",
    batch: 8,
    runs: { adam: MAIN },
  },
  {
    name: "tiny-clinic",
    data: generated((rows) => ({ ...clinic(rows), targetScale: "standard" }), sizes(120, 40, 800)),
    model: "mlp:32",
    batch: 32,
    runs: { adam: MAIN, momentum: MAIN },
  },
];

const HELD_BACK = [
  {
    name: "tiny-quality",
    shared: quality.file,
    data: () =>
      fileSlices({
        ...quality,
        sizes: sizes(200, 40, 1000),
        load: { ...noHeader, target: 11, task: "regression" },
      }),
    model: "mlp:48,24",
    batch: 32,
    runs: { adam: MAIN, momentum: MAIN },
  },
  {
    name: "tiny-bent",
    data: generated((rows) => bentRegression(rows, 0.4), sizes(100, 40, 800)),
    model: "mlp:32,32",
    batch: 16,
    runs: { adam: MAIN, sgd: MAIN },
  },
  {
    name: "tiny-wine",
    shared: wine.file,
    data: () =>
      fileSlices({
        ...wine,
        sizes: sizes(88, 40, 49),
        load: { ...noHeader, target: 13, heldOut: 0.5 },
        change: labelNoise(0.1),
      }),
    model: "mlp:32",
    batch: 16,
    runs: { adamw: MAIN, sgd: MAIN },
  },
  {
    name: "tiny-iris",
    shared: iris.file,
    data: () =>
      fileSlices({
        ...iris,
        sizes: sizes(60, 40, 50),
        load: { ...noHeader, target: 4, heldOut: 0.6 },
        change: labelNoise(0.15),
      }),
    model: "mlp:32",
    batch: 8,
    runs: { rmsprop: MAIN },
  },
  {
    name: "tiny-rings",
    data: generated((rows) => ringClasses(rows, 0.1), sizes(150, 40, 800)),
    model: deepTanh(2),
    batch: 16,
    runs: { adam: MAIN, momentum: MAIN },
  },
];

/** `heldBack` ones are for judging alone: nothing is tuned on them. */
export const TINY_TASKS = [
  ...TUNED_ON,
  ...HELD_BACK.map((task) => ({ ...task, heldBack: true })),
].map((task) => ({ ...task, kind: "tiny", dense: true }));
