import type { LayersModel } from "@tensorflow/tfjs-layers";
import { InputError } from "../../../core/errors.ts";
import { take } from "../../../core/in-use.ts";
import type { Optimizer } from "../lib/core.ts";
import { fittedBy, isTraining } from "../models/layers-model.ts";
import { variablesOf } from "./model-state.ts";

/**
 * Takes a model and its optimizer for training: no other search, and no other trainer, gets them or a
 * model with the same weights meanwhile, and their `fit` refuses to begin.
 *
 * @returns what gives them back
 * @throws InputError `model-busy` where `fit` or another search trains the model
 */
export function takeForTraining(model: LayersModel, optimizer: Optimizer): () => void {
  const models = fittedBy(model);
  const giveBack = isTraining(model) ? null : take([...models, ...variablesOf(model)]);
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

function busy(option: "model" | "optimizer"): InputError {
  return new InputError(
    "model-busy",
    `\`${option}\` is being trained, by \`fit\` or by another search: wait for that, or stop it (\`signal\` of \`findLearningRate\`)`,
    { data: { option } },
  );
}
