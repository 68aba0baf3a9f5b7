import { formatLoss, formatLr } from "../core/format.ts";
import type { Finding } from "./finding.ts";
import { fall, isReal, levelOf } from "./level.ts";
import { highest, type Signal } from "./signal.ts";

const LEAST = 20;
/** The LR's floor: at most this share of its peak. */
const FLOOR_SHARE = 0.1;

/**
 * The LR stays at its lowest value, a tenth of the peak or less, for at least a tenth of the log:
 * - `still-falling`: and the loss still falls between the halves of the later half of that, by 2 %
 *   of the whole drop or more;
 * - `frozen`: and the loss, which fell until the LR got there, stands still with it, for a fifth of
 *   the log or more.
 * Needs the LRs.
 */
export function scheduleEnded(signal: Signal): Finding | null {
  const { lrs, losses, steps, drop, noise, magnitude, unit } = signal;
  if (lrs === null || losses.length < LEAST) return null;
  const peak = highest(lrs);
  const floor = lrs.at(-1) as number;
  let from = lrs.length;
  while (from > 0 && (lrs[from - 1] as number) <= floor + 1e-6 * peak) from--;
  const tail = losses.length - from;
  if (floor > FLOOR_SHARE * peak || from === 0 || tail < Math.max(10, losses.length / 10)) {
    return null;
  }
  const stretch = (first: number, last: number) => levelOf(losses.slice(first, last), noise);
  const step = steps[from] as number;
  const last = steps.at(-1) as number;
  const facts = { floorLr: floor, peakLr: peak, since: step, length: last - step };
  const half = from + Math.floor(tail / 2);
  const three = from + Math.floor((3 * tail) / 4);
  const falling = fall(stretch(half, three), stretch(three, losses.length));
  if (isReal(falling, magnitude) && falling.size > 0.02 * drop) {
    return {
      code: "schedule-ended",
      severity: "warning",
      steps: [step, last],
      message: `The schedule ended early: the LR has been at its floor (${formatLr(floor)}) since ${unit} ${step}, and the loss still falls (it is at ${formatLoss(signal.end)}).`,
      advice: [
        `Plan for more ${unit}s, so that the LR is still high where the loss is: at least ${Math.ceil(1.5 * last)} in all instead of about ${step}.`,
        `To go on with this run, raise the LR to about ${formatLr(peak / 3)} and let it fall again over as many ${unit}s.`,
      ],
      data: { kind: "still-falling", ...facts, loss: signal.end },
    };
  }
  const length = Math.min(from, Math.max(8, Math.floor(losses.length / 5)));
  const before = from - length;
  const fellBefore = fall(
    stretch(before, before + Math.floor(length / 2)),
    stretch(before + Math.floor(length / 2), from),
  );
  const later = fall(stretch(from, half), stretch(half, losses.length));
  const stands = Math.abs(later.size) + 2 * later.error < Math.max(0.25 * fellBefore.size, 0);
  if (
    tail < losses.length / 5 ||
    floor > 0.02 * peak ||
    !stands ||
    !isReal(fellBefore, magnitude) ||
    fellBefore.size < 0.05 * drop
  ) {
    return null;
  }
  return {
    code: "schedule-ended",
    severity: "warning",
    steps: [step, last],
    message: `The schedule ended before the training: the loss fell until the LR reached its floor (${formatLr(floor)}) at ${unit} ${step}, and has stood still since.`,
    advice: [
      `Let the schedule end where the training ends: plan for ${last} ${unit}s. What came after ${unit} ${step} changed nothing.`,
    ],
    data: { kind: "frozen", ...facts },
  };
}
