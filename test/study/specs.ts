import type { StudySpec } from "../../src/study/index.ts";

/** A study by a trainer's command. */
export const commandSpec = {
  version: 1,
  name: "width-and-batch",
  trainer: "python train.py --batch-size {batch} --width {width}",
  axes: {
    batch: { kind: "batch", values: [16, 64, 256] },
    steps: { kind: "horizon", values: [400, 1600] },
    width: { kind: "size", values: [32, 128] },
  },
  repeats: 2,
  run: { budget: "quick" },
  at: { batch: 1024, steps: 100_000, width: 2048 },
} as const satisfies StudySpec;

/** A study that trains within a second: a bundled table, sweeps alone. */
export const quickSpec = {
  version: 1,
  name: "blobs",
  data: "datasets/blobs.csv",
  target: "kind",
  model: "mlp:{width}",
  axes: {
    batch: { kind: "batch", values: [16, 64] },
    width: { kind: "size", values: [4, 8] },
  },
  run: { budget: "quick", steps: 20, engine: "cpu" },
} as const satisfies StudySpec;
