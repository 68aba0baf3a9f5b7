// The body of the fine-tuning tasks: a small CNN trained on the digits 0 to 4.
import { trainerFromParts } from "../../../../dist/trainer/index.js";
import { bodyAndHead } from "./models.mjs";
import { fileSlices, halveImages, inTurn, onlyClasses } from "./slices.mjs";

const STEPS = 300;
const PEAK_LR = 3e-3;
let body;

/** Weights of all layers but the last, as `{ values, shape }`; the same at every call. */
export async function pretrainedBody() {
  body ??= pretrain();
  return body;
}

async function pretrain() {
  const { dataset, train } = await fileSlices({
    file: "digits-images.idx3-ubyte.gz",
    sizes: { train: 600, tune: 10, test: 10 },
    change: inTurn(halveImages, onlyClasses(["0", "1", "2", "3", "4"])),
  });
  let model;
  const trainer = await trainerFromParts(
    {
      model: () => {
        model = bodyAndHead()(dataset, 11);
        return model;
      },
      data: { dataset, split: { train, heldOut: new Uint32Array() } },
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
  return weights.slice(0, -2);
}
