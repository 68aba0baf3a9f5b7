// Weights that fine-tuning tasks start from: small models trained on other images.
import { trainerFromParts } from "../../../../dist/trainer/index.js";
import { bodyAndHead } from "./models.mjs";
import { fileSlices, halveImages, inTurn, onlyClasses, sizes } from "./slices.mjs";

const STEPS = 300;
const PEAK_LR = 3e-3;

/**
 * A task's `setup`: the weights of a model after training, as `{ values, shape }`, in order of the
 * layers; trained at the first call, the same at every call.
 *
 * @param load gives slices, of which `train` is used
 * @param make the body that it starts from (none) to a function (dataset, seed) that builds it
 */
export function pretrained(load, make) {
  let weights;
  return () => {
    weights ??= train(load, make);
    return weights;
  };
}

async function train(load, make) {
  const { dataset, train: rows } = await load();
  let model;
  const trainer = await trainerFromParts(
    {
      model: () => {
        model = make()(dataset, 11);
        return model;
      },
      data: { dataset, split: { train: rows, heldOut: new Uint32Array() } },
      optimizer: "adam",
    },
    { seed: 11, batchSize: 32, engine: "wasm" },
  );
  for (let step = 0; step < STEPS; step++) {
    await trainer.step((PEAK_LR / 2) * (1 + Math.cos((Math.PI * step) / STEPS)));
  }
  const weights = model.getWeights().map((weight) => ({
    values: Float32Array.from(weight.dataSync()),
    shape: weight.shape,
  }));
  await trainer.close();
  model.dispose();
  return weights;
}

const lowDigits = pretrained(
  () =>
    fileSlices({
      file: "digits-images.idx3-ubyte.gz",
      sizes: sizes(600, 10, 10),
      change: inTurn(halveImages, onlyClasses(["0", "1", "2", "3", "4"])),
    }),
  bodyAndHead,
);

/** Of a small CNN trained on the digits 0 to 4: the weights of all layers but the last. */
export const pretrainedBody = async () => (await lowDigits()).slice(0, -2);
