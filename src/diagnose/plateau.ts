import { formatLoss, formatLr } from "../core/format.ts";
import type { Finding } from "./finding.ts";
import { fall, levelOf } from "./level.ts";
import { highest, type Signal } from "./signal.ts";

/** A plateau must be at least this share of the log, and this many losses. */
const LEAST_SHARE = 0.5;
const LEAST = 20;
/** It falls, for sure, by less than this share of the fall before it. */
const STILL = 0.05;
/** And so slow a fall does not count, even where it is no noise. */
const CREEP = 0.005;

/**
 * The loss fell and then stands still over half of the log or more, with an LR that is not lowered
 * to less than a tenth of its highest: that is the end of a run, not a plateau. "Stands still" is proved, not assumed: between the
 * halves of the plateau it fell by less than 5 % of the fall before, three standard errors
 * included, and by no more than noise (or by less than 0.5 %). Where noise does not allow that proof, there is no plateau.
 */
export function plateau(signal: Signal): Finding | null {
  const { steps, losses, lrs, blocks, unit } = signal;
  const from = plateauStart(signal);
  if (from === null) return null;
  const peak = lrs === null ? 0 : highest(lrs);
  const lr = lrs === null ? null : highest(lrs.slice(from));
  if (lrs !== null && (lrs.at(-1) as number) < peak / 10) return null;
  const level = levelOf(losses.slice(from), signal.noise).value;
  const length = (steps.at(-1) as number) - (steps[from] as number);
  const trial = Math.max(1, Math.round(length / 10));
  const to = (factor: number) => (lr === null ? "" : ` to ${formatLr(lr * factor)}`);
  return {
    code: "plateau",
    severity: "warning",
    steps: [steps[from] as number, steps.at(-1) as number],
    message: `The loss has stood still at ${formatLoss(level)} since ${unit} ${steps[from]}, for the last ${length} ${unit}s.`,
    advice: [
      ...(lr === null
        ? [
            "If the learning rate had decayed by then, this is the end of the run and all is well: a log with the learning rates shows it.",
          ]
        : []),
      `First take it for a minimum in which the steps are too long: save a checkpoint, lower the learning rate ten times${to(0.1)} and train ${trial} ${unit}s. If the loss falls at once, that was it: stay there or let the LR decay to 0.`,
      `If it does not move, take it for a saddle: back to the checkpoint, raise the learning rate three to five times${lr === null ? "" : ` to between ${formatLr(3 * lr)} and ${formatLr(5 * lr)}`} and train ${trial} ${unit}s, then return to the old one. If the loss is lower than before, go on from there.`,
      "If neither helps, the model has learned what it can: stop here, or change the model or the data.",
    ],
    data: { level, since: steps[from] as number, length, lr, blocks: blocks.length },
  };
}

/** Index of the first loss of the plateau: the longest still end of the log, or null. */
function plateauStart({ losses, blocks, start, noise }: Signal): number | null {
  // A dozen places are enough for a plateau of at least half of the log.
  const stride = Math.max(1, Math.floor(blocks.length / 24));
  for (let block = 1; block < blocks.length; block += stride) {
    const from = blocks[block]?.from as number;
    const length = losses.length - from;
    if (length < LEAST || length < LEAST_SHARE * losses.length) return null;
    const middle = from + Math.floor(length / 2);
    const all = levelOf(losses.slice(from), noise);
    const before = start - all.value;
    // A fall that is no more than noise is none, and there is nothing to stand still after.
    if (before < 4 * all.error + noise) continue;
    const change = fall(
      levelOf(losses.slice(from, middle), noise),
      levelOf(losses.slice(middle), noise),
    );
    // The first losses of it must not lie above the rest, or the fall is not over yet.
    const entry = fall(levelOf(losses.slice(from, from + Math.ceil(length / 6)), noise), all);
    const most = Math.abs(change.size) + 3 * change.error;
    if (
      (most < CREEP * before || (most < STILL * before && change.size < 3 * change.error)) &&
      entry.size + 2 * entry.error < 2 * STILL * before
    ) {
      return from;
    }
  }
  return null;
}
