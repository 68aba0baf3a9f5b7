import { checkOneOf } from "../../../core/check.ts";

/** Losses by the names users write; Keras' snake_case, dashes and `mse`, `mae` are understood too. */
export const LOSS_NAMES = [
  "softmaxCrossEntropy",
  "sigmoidCrossEntropy",
  "categoricalCrossentropy",
  "sparseCategoricalCrossentropy",
  "binaryCrossentropy",
  "meanSquaredError",
  "meanAbsoluteError",
  "meanAbsolutePercentageError",
  "meanSquaredLogarithmicError",
  "huber",
  "logcosh",
  "hinge",
  "squaredHinge",
  "categoricalHinge",
  "poisson",
  "kullbackLeiblerDivergence",
  "cosineProximity",
] as const;

/** A loss by its full name: one of {@link LOSS_NAMES}. */
export type LossName = (typeof LOSS_NAMES)[number];

const ALIASES: Readonly<Record<string, LossName>> = {
  mse: "meanSquaredError",
  mae: "meanAbsoluteError",
  mape: "meanAbsolutePercentageError",
  msle: "meanSquaredLogarithmicError",
  bce: "binaryCrossentropy",
  kld: "kullbackLeiblerDivergence",
  kldivergence: "kullbackLeiblerDivergence",
  cosinesimilarity: "cosineProximity",
  huberloss: "huber",
};

/**
 * The loss that a name means: `mean_squared_error`, `MeanSquaredError`, `mse` and `meanSquaredError`
 * are one.
 *
 * @throws InputError for an unknown name, with the list and the nearest one
 */
export function resolveLossName(given: unknown): LossName {
  if (typeof given === "string") {
    const bare = given.toLowerCase().replace(/[_\s-]/g, "");
    const found = LOSS_NAMES.find((name) => name.toLowerCase() === bare) ?? ALIASES[bare];
    if (found !== undefined) return found;
  }
  return checkOneOf("loss", given, LOSS_NAMES);
}

/** Losses that compare probabilities or scores of classes. */
export function isClassLoss(name: LossName): boolean {
  return /crossentropy$|categoricalHinge/i.test(name);
}
