import { InputError } from "../../../core/errors.ts";
import { deriveSeed } from "../../../core/random.ts";
import * as tfl from "../lib/layers.ts";
import type { ModelSpec } from "./spec.ts";

/**
 * Builds a spec for a data set, with seeded weights (He normal before relu, Glorot uniform for the
 * output) and linear outputs (logits).
 *
 * - `linear`: flatten, dense
 * - `mlp`: flatten, then a dense layer with relu for each size, dense
 * - `cnn`: for each filter count a 3x3 same convolution with relu and a 2x2 max-pool; flatten, dense
 *
 * @param featureShape shape of one row
 * @param outputs number of output units
 * @param seed the same seed gives the same weights on every engine
 * @throws InputError when a `cnn` meets a table, or images too small for its pools
 */
export function buildModel(
  spec: ModelSpec,
  featureShape: readonly number[],
  outputs: number,
  seed: number,
): tfl.LayersModel {
  if (spec.kind === "cnn") checkImage(featureShape, spec.filters.length);
  const model = tfl.sequential();
  const shape = [...featureShape];
  // tfjs takes a seed of 0 for none.
  const seedOf = (layer: number) => deriveSeed(seed, `weights ${layer}`) || 1;
  let layers = 0;
  if (spec.kind === "cnn") {
    for (const filters of spec.filters) {
      model.add(
        tfl.layers.conv2d({
          ...(layers === 0 ? { inputShape: shape } : {}),
          filters,
          kernelSize: 3,
          padding: "same",
          activation: "relu",
          kernelInitializer: tfl.initializers.heNormal({ seed: seedOf(layers++) }),
        }),
      );
      model.add(tfl.layers.maxPooling2d({ poolSize: 2 }));
    }
    model.add(tfl.layers.flatten());
  } else {
    // A flatten of a flat row changes nothing, but it fixes the input shape for both cases.
    model.add(
      shape.length === 1
        ? tfl.layers.inputLayer({ inputShape: shape })
        : tfl.layers.flatten({ inputShape: shape }),
    );
  }
  for (const units of spec.kind === "mlp" ? spec.units : []) {
    model.add(
      tfl.layers.dense({
        units,
        activation: "relu",
        kernelInitializer: tfl.initializers.heNormal({ seed: seedOf(layers++) }),
      }),
    );
  }
  model.add(
    tfl.layers.dense({
      units: outputs,
      kernelInitializer: tfl.initializers.glorotUniform({ seed: seedOf(layers) }),
    }),
  );
  return model;
}

function checkImage(featureShape: readonly number[], pools: number): void {
  const [height, width] = featureShape as [number, number];
  if (featureShape.length !== 3) {
    throw new InputError(
      "model-data",
      `\`model\` cnn needs images (height, width, channels), and a row of the data has the shape ` +
        `[${featureShape.join(", ")}]; use an mlp`,
      { data: { option: "model", featureShape } },
    );
  }
  const smallest = 2 ** pools;
  if (Math.min(height, width) < smallest) {
    throw new InputError(
      "model-data",
      `\`model\` cnn with ${pools} pools needs images of at least ${smallest}x${smallest}, and ` +
        `these are ${height}x${width}; name fewer filters`,
      { data: { option: "model", featureShape, pools, smallest } },
    );
  }
}
