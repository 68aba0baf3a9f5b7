import { lossesApart } from "../core/format.ts";
import { differenceNoise, mean, median } from "../core/stats.ts";
import type { Finding } from "./finding.ts";
import { called, type NamedHeldOut, nameIn } from "./held-out-lost.ts";
import type { Signal } from "./signal.ts";

const LEAST = 6;

/**
 * The held-out loss has passed its minimum while the training loss has not risen: the mean of the
 * later half of what follows the minimum lies above that of running medians of three by 10 % of
 * the held-out fall (5 % of the training loss's, where the held-out loss never fell) and by 4
 * standard errors. Needs 6 held-out losses, two of them after the minimum.
 */
export function overFitting(signal: Signal): readonly Finding[] {
  return signal.heldOutSets.flatMap((set) => overFittingOf(set, signal) ?? []);
}

function overFittingOf(set: NamedHeldOut, { steps, losses, drop, unit }: Signal): Finding | null {
  const heldOut = set.losses;
  if (heldOut.length < LEAST) return null;
  const held = heldOut.map(({ loss }) => loss);
  const smooth = held.map((_, i) => median(held.slice(Math.max(0, i - 1), i + 2)));
  const lowest = smooth.reduce((low, loss) => Math.min(low, loss));
  const best = held.reduce((low, loss) => Math.min(low, loss));
  const at = held.indexOf(best);
  const after = held.slice(at + 1);
  if (after.length < 2) return null;
  const late = after.slice(Math.floor(after.length / 2));
  const end = mean(late);
  const noise = differenceNoise(held);
  const error = noise * Math.sqrt(1 / late.length + 1 / 3);
  const fell = Math.max(0, (smooth[0] as number) - lowest);
  const least = fell > 2 * noise ? 0.1 * fell : Math.max(0.05 * drop, 1e-9 * Math.abs(lowest));
  if (end - lowest <= Math.max(least, 4 * error)) return null;
  const bestStep = heldOut[at]?.step as number;
  const lastStep = heldOut.at(-1)?.step as number;
  if (trainingRises(steps, losses, bestStep, drop)) return null;
  const already =
    heldOut.slice(at + 1).find(({ loss }) => loss > lowest + least) ?? heldOut[at + 1];
  const [bestLoss, endLoss] = lossesApart(best, end);
  return {
    code: "over-fitting",
    severity: "warning",
    steps: [already?.step ?? bestStep, lastStep],
    message: `Over-fitting: the ${called(set)} was lowest (${bestLoss}) at ${unit} ${bestStep} and has risen to ${endLoss} since, while the training loss has not.`,
    advice: [
      `Stop early: keep the checkpoint of ${unit} ${bestStep}, and end the schedule about there the next time.`,
      "Or train with a learning rate three times lower, more weight decay, dropout, augmented or more data, or a smaller model.",
    ],
    data: { bestStep, best, end, rise: end - best, heldOutLosses: held.length, ...nameIn(set) },
  };
}

/** Whether the training loss ends clearly above where it was when the held-out loss was lowest. */
function trainingRises(
  steps: readonly number[],
  losses: readonly number[],
  bestStep: number,
  drop: number,
): boolean {
  const at = steps.findIndex((step) => step >= bestStep);
  if (at < 0 || losses.length - at < 3) return false;
  const width = Math.max(3, Math.round(losses.length / 10));
  const then = median(losses.slice(Math.max(0, at - width), at + 1));
  return median(losses.slice(-width)) > then + 0.25 * drop;
}
