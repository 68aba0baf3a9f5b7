// GeN (generalized Newton, arXiv 2407.02772): along the update direction of a step the loss is taken for
// a parabola through three losses, and its lowest point is the LR. As a finder: the first steps of
// training go at the LR that the method moves, and the median of the parabolas' lowest points is the
// answer. The three losses are held-out ones, at no step, one step and two steps of the present LR, on
// one batch: a trainer gives losses of batches before their update only.
import { quantile } from "../../../../dist/core/stats.js";
import { lossOf } from "../train.mjs";

const STEPS = 20;
/** Weight of the present LR in the moving average, as in the paper. */
const KEPT = 0.9;
/** Where the parabola has no lowest point ahead: how far the LR moves in one step. */
const MOVE = 2;
/** The lowest point is trusted so many times beyond the LRs that were tried. */
const TRUST = 10;

/**
 * LR of the lowest point of the parabola through the losses at 0, `lr` and 2 `lr`. Where it opens
 * downwards or falls towards less than 0: twice as much or half of `lr`, by whether the loss falls.
 *
 * @param losses three; any that is not finite counts as rising
 */
export function parabolaLr(lr, losses) {
  const [none, one, two] = losses;
  const slope = (4 * one - 3 * none - two) / (2 * lr);
  const bend = (two - 2 * one + none) / (2 * lr * lr);
  if (!losses.every(Number.isFinite) || !(slope < 0)) return lr / MOVE;
  if (!(bend > 0)) return lr * MOVE;
  return Math.min(-slope / (2 * bend), TRUST * lr);
}

/**
 * @param trainer of its own: it is left where the search ends
 * @param startLr LR of the first step
 */
export async function genParabola(trainer, startLr) {
  const held = async () => lossOf(await trainer.evaluate());
  const after = async (lr) => {
    const { loss } = await trainer.step(lr);
    const there = Number.isFinite(loss) ? await held() : Number.NaN;
    await trainer.restore();
    return there;
  };
  const found = [];
  let lr = startLr;
  let steps = 0;
  for (let step = 0; step < STEPS; step++) {
    await trainer.snapshot();
    const losses = [await held(), await after(lr), await after(2 * lr)];
    steps += 2;
    const lowest = parabolaLr(lr, losses);
    if (step > 0) found.push(lowest);
    // The first one takes the place of the guess.
    lr = step === 0 ? lowest : KEPT * lr + (1 - KEPT) * lowest;
    const { loss } = await trainer.step(lr);
    steps += 1;
    if (!Number.isFinite(loss)) break;
  }
  return { lr: quantile(found.length > 0 ? found : [lr], 0.5), steps };
}
