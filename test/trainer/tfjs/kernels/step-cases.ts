import type { HostBatch } from "../../../../src/trainer/tfjs/data/host.ts";
import { floats } from "./engines.ts";
import type { ModelCase } from "./models.ts";

/** Models whose steps are recorded and repeated, beside a dense one. */
export const STEP_MODELS = {
  convolutions: {
    input: [6, 6, 3],
    build: (l) => [
      l.conv2d({ filters: 5, kernelSize: 3, padding: "same", activation: "relu" }),
      l.maxPooling2d({ poolSize: 2 }),
      l.separableConv2d({ filters: 4, kernelSize: 2, activation: "tanh" }),
    ],
  },
  "batch norm, layer norm": {
    input: [9],
    build: (l) => [l.dense({ units: 6 }), l.batchNormalization({}), l.layerNormalization({})],
  },
} as const satisfies Record<string, ModelCase>;

/** Rows of a model with three classes; inputs are whole numbers where it says below which. */
export function batchOf({ input, below }: ModelCase, rows: number, seed = 100): HostBatch {
  const size = rows * input.reduce((product, length) => product * length, 1);
  const x = floats(size, seed).map((v) =>
    below === undefined ? v : Math.floor(Math.abs(v) * 9) % below,
  );
  const y = Float32Array.from({ length: rows * 3 }, (_, i) =>
    i % 3 === Math.floor(i / 3) % 3 ? 1 : 0,
  );
  const host = (values: Float32Array, shape: readonly number[]) =>
    ({ values, shape: [rows, ...shape], dtype: "float32" }) as const;
  return { rows, xs: [host(Float32Array.from(x), input)], ys: [host(y, [3])] };
}
