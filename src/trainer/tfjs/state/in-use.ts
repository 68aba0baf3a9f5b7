import type { LayersModel } from "@tensorflow/tfjs-layers";
import { InputError } from "../../../core/errors.ts";
import { take } from "../../../core/in-use.ts";
import type { Optimizer } from "../lib/core.ts";
import { variablesOf } from "./model-state.ts";

/** A model as far as it says whether `fit` trains it, and is kept from it. */
interface Trained {
  isTraining?: boolean;
}

/**
 * Takes a model and its optimizer for training: no other search, and no other trainer, gets them or a
 * model with the same weights meanwhile, and their `fit` refuses to begin.
 *
 * @returns what gives them back
 * @throws InputError `model-busy` where `fit` or another search trains the model
 */
export function takeForTraining(model: LayersModel, optimizer: Optimizer): () => void {
  const models = fittedBy(model);
  const giveBack = models.some(({ isTraining }) => isTraining === true)
    ? null
    : take([...models, ...variablesOf(model)]);
  if (giveBack === null) throw busy("model");
  const leaveOptimizer = take([optimizer]);
  if (leaveOptimizer === null) {
    giveBack();
    throw busy("optimizer");
  }
  for (const each of models) each.isTraining = true;
  return () => {
    for (const each of models) each.isTraining = false;
    giveBack();
    leaveOptimizer();
  };
}

/** A Sequential trains by a model within. */
function fittedBy(model: object): Trained[] {
  const { model: within } = model as { readonly model?: object };
  return within === undefined ? [model] : [model, within];
}

function busy(option: "model" | "optimizer"): InputError {
  return new InputError(
    "model-busy",
    `\`${option}\` is being trained, by \`fit\` or by another search: wait for that, or stop it (\`signal\` of \`findLearningRate\`)`,
    { data: { option } },
  );
}
