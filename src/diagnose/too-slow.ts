import { formatLoss, formatLr, lossesApart } from "../core/format.ts";
import type { Finding } from "./finding.ts";
import { curvatureNoise, fall, isReal, type Level, levelOf, levelWith } from "./level.ts";
import { highest, restarts, type Signal } from "./signal.ts";

const LEAST = 40;
const LEAST_HELD_OUT = 12;
/** An LR that few models bear from the first step on. */
const HIGH_LR = 0.1;

/**
 * Too slow, in two forms, judged after any warmup that the LRs show, and not where they are cycled:
 * - `steady`: the loss, training or held-out, falls, and at the end still as fast as at the start:
 *   see `isSteady`. For a loss that decays as exp(-t / tau) that means that the log is shorter than
 *   1.4 tau: not half of what there is to learn has been learned.
 * - `still`: the loss does not fall: by no more than a standard error, by less than 1.5 times its
 *   noise for sure, and its first losses lie no further away than that noise.
 */
export function tooSlow(signal: Signal): Finding | null {
  const { steps, lrs, noise, heldOutSets, magnitude } = signal;
  const from = warmedUp(lrs);
  const losses = signal.losses.slice(from);
  if (losses.length < LEAST || restarts(signal)) return null;
  const range = [steps[from] as number, steps.at(-1) as number] as const;
  const held = heldOutSets.map((set) =>
    set.losses.filter(({ step }) => step >= range[0]).map(({ loss }) => loss),
  );
  const levels = quarters(losses, (part) => levelOf(part, noise));
  const lr = lrs === null ? null : highest(lrs.slice(from));
  const [first, , , last] = levels;
  const values = { from: first.value, to: last.value, lr };
  const isHeldSteady = (losses: readonly number[]) => {
    const heldNoise = curvatureNoise(losses);
    const levels = () => quarters(losses, (part) => levelWith(part, heldNoise));
    return losses.length >= LEAST_HELD_OUT && isSteady(levels(), magnitude);
  };
  const isSlow =
    isSteady(levels, magnitude) ||
    // Held-out losses hardly scatter, and see what batch losses hide. Falling is not rising.
    (first.value > last.value && held.some(isHeldSteady));
  if (isSlow) {
    const [fromLoss, toLoss] = lossesApart(values.from, values.to);
    return {
      code: "too-slow",
      severity: "warning",
      steps: range,
      message: `Too slow: the loss falls steadily, from ${fromLoss} to ${toLoss}, and at the end still as fast as at the start, so that most of what there is to learn lies ahead.`,
      advice: [
        `Raise the learning rate five to ten times${raised(lr)}. If the loss then jumps about or blows up, go back half of the way.`,
      ],
      data: { kind: "steady", ...values },
    };
  }
  return still(signal, levels, losses, range, lr);
}

/**
 * Whether a loss falls from quarter to quarter at one pace: the fall from the third to the fourth is
 * surely (three standard errors) more than half of that from the first to the second, not above
 * twice that, and no slower than the fall between.
 */
function isSteady([a, b, c, d]: Quarters, magnitude: number): boolean {
  const early = fall(a, b);
  const middle = fall(b, c);
  const late = fall(c, d);
  if (!isReal(early, magnitude) || !isReal(late, magnitude)) return false;
  const ratio = (late.size - 3 * late.error) / (early.size + 3 * early.error);
  // A loss that falls fastest in the middle has found its way, and slows down.
  const bulges = middle.size - 2 * middle.error > 1.5 * Math.max(early.size, late.size);
  return ratio >= 0.5 && late.size <= 2 * early.size && !bulges;
}

function still(
  { start, noise, magnitude }: Signal,
  [first, , , last]: Quarters,
  losses: readonly number[],
  steps: readonly [number, number],
  lr: number | null,
): Finding | null {
  const whole = fall(first, last);
  const isStill =
    whole.size + 2 * whole.error <= 1.5 * noise + 1e-9 * magnitude && whole.size <= whole.error;
  const moved = Math.abs(start - last.value) > noise + 1e-9 * magnitude;
  if (!isStill || moved || -whole.size > 4 * whole.error) return null;
  // A jump in the first losses, or an LR that few models bear, speaks for a model that broke.
  const jump = highest(losses.slice(0, 10).map((loss) => Math.abs(loss - last.value)));
  const broke = jump > 6 * noise + 1e-9 * magnitude || (lr !== null && lr >= HIGH_LR);
  const lower = `Start anew with a learning rate ten times lower${lr === null ? "" : ` (${formatLr(lr / 10)})`}: the first steps may have broken the model (units that are 0 for every row).`;
  const higher = `Raise the learning rate ten times${lr === null ? "" : ` (from ${formatLr(lr)} to ${formatLr(10 * lr)})`}, and again if nothing happens.`;
  return {
    code: "too-slow",
    severity: "warning",
    steps,
    message: `The loss has not moved from ${formatLoss(first.value)} in ${losses.length} losses.`,
    advice: [
      ...(broke ? [lower, higher] : [higher, lower]),
      "If neither helps, check that the optimizer gets the model's parameters and that the labels match their rows.",
    ],
    data: {
      kind: broke ? "broken" : "still",
      from: first.value,
      to: last.value,
      lr,
      losses: losses.length,
    },
  };
}

type Quarters = readonly [Level, Level, Level, Level];

function quarters(losses: readonly number[], level: (part: readonly number[]) => Level): Quarters {
  const quarter = (i: number) =>
    level(
      losses.slice(Math.floor((i * losses.length) / 4), Math.floor(((i + 1) * losses.length) / 4)),
    );
  return [quarter(0), quarter(1), quarter(2), quarter(3)];
}

function raised(lr: number | null): string {
  return lr === null
    ? ""
    : `, from ${formatLr(lr)} to between ${formatLr(5 * lr)} and ${formatLr(10 * lr)}`;
}

/** Index from which on the LR has reached half of its highest value; 0 when it is not known. */
function warmedUp(lrs: readonly number[] | null): number {
  if (lrs === null) return 0;
  const half = highest(lrs) / 2;
  return Math.max(
    0,
    lrs.findIndex((lr) => lr >= half),
  );
}
