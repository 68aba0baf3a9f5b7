// One full training of a pair at one peak LR, scored on the test slice.

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

/**
 * Trains from the trainer's snapshot and measures along the way.
 *
 * @param startLoss held-out loss before the first step
 * @returns last and lowest held-out loss (both null when it diverged) and the step of the lowest;
 *   the lowest may be the one before training. `curve` has the losses at all checkpoints reached.
 */
export async function trainRun(trainer, { peakLr, steps, startLoss }) {
  const lrAt = warmupCosine(peakLr, steps);
  await trainer.restore();
  const curve = [];
  let best = { loss: startLoss, step: 0 };
  let checkpoint = 1;
  for (let step = 0; step < steps; step++) {
    const { loss } = await trainer.step(lrAt(step));
    if (!Number.isFinite(loss)) return { end: null, best: null, at: null, curve };
    if (step + 1 < Math.round((checkpoint * steps) / CHECKPOINTS)) continue;
    const held = await trainer.evaluate();
    const hopeless =
      checkpoint > CHECKPOINTS / 3 && held - startLoss > HOPELESS * Math.abs(startLoss);
    if (!Number.isFinite(held) || hopeless) return { end: null, best: null, at: null, curve };
    curve.push(held);
    if (held < best.loss) best = { loss: held, step: step + 1 };
    checkpoint += 1;
  }
  return { end: curve.at(-1), best: best.loss, at: best.step, curve };
}
