import { formatLoss, formatLr, lossesApart } from "../core/format.ts";
import { median } from "../core/stats.ts";
import type { Finding, TrainingLog } from "./finding.ts";
import type { Signal } from "./signal.ts";

/** Further causes of a loss that blows up, for when a lower LR does not help. */
const RULE_OUT = [
  "If a ten times lower LR fails at about the same step, the LR is not the cause. Rule out: rows with NaN, infinite or huge values in inputs or targets (look at the batch of that step); a logarithm, division or square root of 0 in the loss (add a small epsilon); half precision without loss scaling.",
  "If it fails only after a while, clip the gradients (norm 1 is a usual start) and warm up for longer.",
];

/** The first loss that is no number, and whether numbers came again after it. */
export function nonFinite(log: TrainingLog): Finding | null {
  const { steps, losses, lrs, unit = "step" } = log;
  const bad = [...losses.keys()].filter((i) => !Number.isFinite(losses[i]));
  const first = bad[0];
  if (first === undefined) return null;
  const last = bad.at(-1) as number;
  const healthyAfter = losses.length - 1 - last;
  const at = steps[first] as number;
  const lr = lrs?.[first];
  const value = formatLoss(losses[first] as number);
  const data = { kind: "non-finite", count: bad.length, value, lr: lr ?? null } as const;
  if (healthyAfter >= 3) {
    return {
      code: "spike",
      severity: "warning",
      steps: [at, steps[last] as number],
      message: `The loss was ${value} at ${bad.length === 1 ? `${unit} ${at}` : `${bad.length} of the ${unit}s from ${at} to ${steps[last]}`}, and a number again after that.`,
      advice: [
        "With mixed precision this is the loss scaling at work, and fine when it is rare. Without it, look at the batches of these steps for broken rows.",
      ],
      data,
    };
  }
  return {
    code: "diverged",
    severity: "error",
    steps: [at, steps.at(-1) as number],
    message: `The loss became ${value} at ${unit} ${at}: the training is lost from there on.`,
    advice: [tenTimesLower(lr), ...RULE_OUT],
    data,
  };
}

/** Losses in a row that must all but for noise lie above the limit. */
const LEAST = 3;

/**
 * The loss ends far above where it started: its last losses (one in twenty, 3 to 20 of them) have
 * their median above start + max(drop / 2, 8 noise), the noise being that of the quieter half.
 */
export function diverged(signal: Signal, noise: number): Finding | null {
  const { losses, start, drop, magnitude, unit } = signal;
  if (losses.length < 5) return null;
  const tail = losses.slice(-Math.max(LEAST, Math.min(20, Math.round(losses.length / 20))));
  const end = median(tail);
  const limit = start + Math.max(drop / 2, 8 * noise, 1e-9 * magnitude);
  if (!(end > limit)) return null;
  const from = riseFrom(signal, limit);
  const first = signal.steps[from] as number;
  const lr = signal.lrs?.[from];
  const [startLoss, bestLoss, endLoss] = lossesApart(start, signal.best, end);
  return {
    code: "diverged",
    severity: "error",
    steps: [first, signal.steps.at(-1) as number],
    message: `The loss diverged: it started at ${startLoss}, ${drop > 0 ? `was ${bestLoss} at best, ` : ""}rises from ${unit} ${first} on and is at ${endLoss}.`,
    advice: [tenTimesLower(lr), ...RULE_OUT],
    data: { kind: "above-start", start, best: signal.best, end, fell: drop > 0, lr: lr ?? null },
  };
}

/** Index from which on the loss rises to the limit and stays: the lowest loss before it. */
function riseFrom({ losses }: Signal, limit: number): number {
  let above = losses.length - 1;
  while (above > 0 && (losses[above - 1] as number) > limit) above--;
  let low = above;
  const reach = Math.max(10, Math.round(losses.length / 20));
  for (let i = above; i >= Math.max(0, above - reach); i--) {
    if ((losses[i] as number) < (losses[low] as number)) low = i;
  }
  return low;
}

function tenTimesLower(lr: number | undefined): string {
  const to = lr === undefined || lr === 0 ? "" : `, from ${formatLr(lr)} to ${formatLr(lr / 10)}`;
  return `Start again, or from the last good checkpoint, with a learning rate ten times lower${to}.`;
}
