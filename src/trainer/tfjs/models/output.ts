import type { LayersModel } from "@tensorflow/tfjs-layers";
import { note } from "../../../contract/make-note.ts";
import { InputError } from "../../../core/errors.ts";
import type { Note } from "../../../core/note.ts";
import type { Dataset } from "../../../dataset/dataset.ts";
import { isClassLoss, type LossName, resolveLossName } from "../losses/names.ts";
import { showShape } from "./shapes.ts";

/** How targets become a tensor: one column of 0 and 1 a class, or one column of numbers. */
export type TargetEncoding = "one-hot" | "column";

interface TargetPlan {
  readonly loss: LossName;
  readonly encoding: TargetEncoding;
  readonly warnings: readonly Note[];
}

/** Name of the activation that makes the model's (first) output: `softmax`, `sigmoid`, `linear`, … */
export function outputActivation(model: LayersModel): string {
  let layer: unknown = model.outputs[0]?.sourceLayer;
  // A nested model's output comes from its last layer.
  for (;;) {
    const inner = (layer as { layers?: unknown[] }).layers?.at(-1);
    if (inner === undefined) break;
    layer = inner;
  }
  const { activation, getClassName } = layer as {
    activation?: { getClassName(): string };
    getClassName(): string;
  };
  if (activation !== undefined) return activation.getClassName();
  return /softmax/i.test(getClassName.call(layer)) ? "softmax" : "linear";
}

/**
 * The loss and target encoding that fit a data set to a model's output.
 *
 * Classification: as many units as classes (softmax gives `categoricalCrossentropy`, sigmoid
 * `binaryCrossentropy`, anything else counts as logits: `softmaxCrossEntropy`), or one unit for two
 * classes (sigmoid gives `binaryCrossentropy`, else `sigmoidCrossEntropy`). Regression: one unit and
 * `meanSquaredError`.
 *
 * @param asked the loss that the user or the model file named
 * @throws InputError when the units do not fit, or a loss for classes is asked for numbers
 */
export function planTargets(
  model: LayersModel,
  dataset: Dataset,
  asked: string | undefined,
): TargetPlan {
  const output = model.outputs[0]?.shape.slice(1) ?? [];
  const units = output.length === 1 ? output[0] : undefined;
  const classes = dataset.classes.length;
  const named = asked === undefined ? undefined : resolveLossName(asked);
  const activation = outputActivation(model);
  if (dataset.task === "regression") {
    if (model.outputs.length !== 1 || units !== 1) rejectOutput(output, "1 (a number)");
    if (named !== undefined && isClassLoss(named)) {
      throw new InputError(
        "bad-option",
        `\`loss\` ${named} is for classes, and the target is a number; use meanSquaredError or ` +
          "another loss for numbers",
        { data: { option: "loss", value: named } },
      );
    }
    return { loss: named ?? "meanSquaredError", encoding: "column", warnings: [] };
  }
  const single = units === 1 && classes === 2;
  if (model.outputs.length !== 1 || (units !== classes && !single)) {
    rejectOutput(output, classes === 2 ? "2 or 1 (two classes)" : `${classes} (one a class)`);
  }
  const loss = dense(named) ?? classLoss(activation, single);
  if (single && /^(categorical|softmax)/.test(loss)) {
    throw new InputError(
      "bad-option",
      `\`loss\` ${loss} needs one unit a class, and the model has one unit for two classes; use ` +
        "binaryCrossentropy (sigmoid output) or sigmoidCrossEntropy",
      { data: { option: "loss", value: loss } },
    );
  }
  const mismatch = activationMismatch(loss, activation);
  return {
    loss,
    encoding: single ? "column" : "one-hot",
    warnings: mismatch === undefined ? [] : [mismatch],
  };
}

// Targets are one-hot already, for which the sparse loss is the same number.
function dense(loss: LossName | undefined): LossName | undefined {
  return loss === "sparseCategoricalCrossentropy" ? "categoricalCrossentropy" : loss;
}

function classLoss(activation: string, single: boolean): LossName {
  if (activation === "sigmoid") return "binaryCrossentropy";
  if (single) return "sigmoidCrossEntropy";
  return activation === "softmax" ? "categoricalCrossentropy" : "softmaxCrossEntropy";
}

/** A warning when a loss for logits meets probabilities, or the other way round. */
export function activationMismatch(loss: LossName, activation: string): Note | undefined {
  const probabilities = activation === "softmax" || activation === "sigmoid";
  const wantsLogits = loss === "softmaxCrossEntropy" || loss === "sigmoidCrossEntropy";
  const wantsProbabilities = isClassLoss(loss) && !wantsLogits && loss !== "categoricalHinge";
  if (!(probabilities && wantsLogits) && !(!probabilities && wantsProbabilities)) return undefined;
  return note(
    "loss-activation",
    `the loss ${loss} expects ${wantsLogits ? "logits" : "probabilities"}, and the model's output ` +
      `has the activation ${activation}`,
    { loss, activation },
  );
}

function rejectOutput(output: readonly (number | null)[], expected: string): never {
  throw new InputError(
    "model-data",
    `the model's output has the shape ${showShape(output)}, and the target needs ${expected}`,
    { data: { output, expected } },
  );
}
