// One full training of a pair at one peak LR, scored on the test slice and on the tune slice.

/** Held-out measurements along a run, spread evenly; the last one is the end. */
export const CHECKPOINTS = 25;
/** A loss so many times as far above the untrained one, after the first third, counts as diverged. */
const HOPELESS = 100;

/** LR of each step: linear warmup over 5 % of the steps, then a cosine to 0. */
export function warmupCosine(peakLr, steps) {
  const warmup = Math.max(1, Math.round(0.05 * steps));
  return (step) =>
    step < warmup
      ? (peakLr * (step + 1)) / warmup
      : (peakLr / 2) * (1 + Math.cos((Math.PI * (step - warmup)) / (steps - warmup)));
}

/** Of a run that diverged: what it had reached is not told. */
const DIVERGED = {
  ...{ end: null, best: null, at: null },
  ...{ tuneEnd: null, tuneBest: null, bestByTune: null },
};

/** The loss of what `evaluate` gives: a number, or an object with it. */
export const lossOf = (told) => (typeof told === "number" ? told : told.loss);

/**
 * Trains from the trainer's snapshot and measures along the way.
 *
 * @param judged `{ trainer, tune }` as `openJudged` gives it
 * @param start `{ test, tune }`: the losses before the first step
 * @returns last and lowest loss of the test slice and the step of the lowest (`end`, `best`, `at`),
 *   of the tune slice (`tuneEnd`, `tuneBest`), and the test loss where the tune slice's is lowest
 *   (`bestByTune`), all null when it diverged; the lowest may be the one before training. `curve` and
 *   `tuneCurve` have the losses at all checkpoints reached.
 */
export async function trainRun({ trainer, tune }, { peakLr, steps, start }) {
  const lrAt = warmupCosine(peakLr, steps);
  await trainer.restore();
  const curve = [];
  const tuneCurve = [];
  let best = { loss: start.test, step: 0 };
  let chosen = { loss: start.tune, test: start.test };
  let checkpoint = 1;
  for (let step = 0; step < steps; step++) {
    const { loss } = await trainer.step(lrAt(step));
    if (!Number.isFinite(loss)) return { ...DIVERGED, curve, tuneCurve };
    if (step + 1 < Math.round((checkpoint * steps) / CHECKPOINTS)) continue;
    const held = lossOf(await trainer.evaluate());
    const hopeless =
      checkpoint > CHECKPOINTS / 3 && held - start.test > HOPELESS * Math.abs(start.test);
    if (!Number.isFinite(held) || hopeless) return { ...DIVERGED, curve, tuneCurve };
    const tuned = await tune();
    curve.push(held);
    tuneCurve.push(tuned);
    if (held < best.loss) best = { loss: held, step: step + 1 };
    if (tuned < chosen.loss) chosen = { loss: tuned, test: held };
    checkpoint += 1;
  }
  return {
    ...{ end: curve.at(-1), best: best.loss, at: best.step },
    ...{ tuneEnd: tuneCurve.at(-1), tuneBest: chosen.loss, bestByTune: chosen.test },
    ...{ curve, tuneCurve },
  };
}
