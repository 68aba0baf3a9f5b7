// Random search with the steps of the standard budget: short annealed trainings from the same state
// at random LRs, the lowest loss on the tune slice wins.
import { random } from "../../../../dist/core/random.js";
import { runTrial } from "../../../../dist/sweep/index.js";
import { warmupCosine } from "../train.mjs";

const TRIALS = 4;
const STEPS = 100;
/** log10 of the LRs that are drawn from, uniformly. */
const RANGE = [-5, 1];

export async function randomSearch(trainer, seed) {
  const stream = random(seed, "random search");
  let steps = 0;
  let best = { loss: Number.POSITIVE_INFINITY, lr: null };
  await trainer.snapshot();
  for (let i = 0; i < TRIALS; i++) {
    const lr = 10 ** (RANGE[0] + stream.float() * (RANGE[1] - RANGE[0]));
    const { trial, failure } = await runTrial(trainer, {
      label: "random trial",
      steps: STEPS,
      lrAt: warmupCosine(lr, STEPS),
    });
    if (failure !== null) throw failure;
    steps += trial.lrs.length;
    const loss = trial.stopReason === "completed" ? trial.heldOut.at(-1).loss : Number.NaN;
    if (loss < best.loss) best = { loss, lr };
  }
  await trainer.restore();
  return { lr: best.lr, steps };
}
