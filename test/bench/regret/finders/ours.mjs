// This project's finder with each of its budgets.
import { BUDGET_NAMES, findLearningRate } from "../../../../dist/search/index.js";

/** The budgets with a name; the finder takes others too. */
export const BUDGETS = BUDGET_NAMES;

/**
 * @param settings.budget as a user gives it: `quick`, `200%`, `600`
 * @returns the answer, and what it was made from (for reading the curve again without training)
 */
export async function runOurs(trainer, { budget, seed, horizon }) {
  const started = performance.now();
  const { result, failure } = await findLearningRate(trainer, {
    budget,
    sweep: { seed },
    horizon: { totalSteps: horizon },
  });
  if (failure !== null) throw failure;
  const { suggestion, cost } = result;
  const { stepsPerEpoch, parameterCount, batchSize } = result.record.info;
  const found = result.status === "found";
  return {
    answer: {
      lr: found ? suggestion.lr : null,
      steps: cost.trainSteps,
      evaluations: cost.evaluations,
      seconds: (performance.now() - started) / 1000,
      range: found ? suggestion.range : null,
      confidence: found ? suggestion.confidence : null,
      // What the LR is for, and the one for the other aim where they part.
      ...(found && suggestion.for !== undefined && { for: suggestion.for }),
      ...(found && suggestion.other !== undefined && { other: suggestion.other }),
      wholeRuns: result.probes.filter(({ lrs }) => lrs.length >= horizon).length,
      codes: [...suggestion.reasons, ...result.warnings].map(({ code }) => code),
      reasons: suggestion.reasons.map(({ message }) => message),
    },
    info: { stepsPerEpoch, parametersARow: parameterCount / (batchSize * stepsPerEpoch) },
    runs: result.record.runs,
    probes: result.probes,
  };
}
