import { formatLr, lossesApart } from "../core/format.ts";
import type { Finding } from "./finding.ts";
import { fall, isReal, levelOf } from "./level.ts";
import { restarts, type Signal } from "./signal.ts";

/**
 * The loss has lost more than half of what it had gained and stays there, without being above its
 * start: the last tenth of the losses against the best block. Not where the LR is cycled, since a
 * restart raises the loss on purpose.
 */
export function rising(signal: Signal): Finding | null {
  const { losses, steps, blocks, bestBlock, start, best, drop, noise, magnitude, unit } = signal;
  if (losses.length < 20 || restarts(signal)) return null;
  const block = blocks[bestBlock];
  const tailFrom = Math.floor(0.9 * losses.length);
  if (block === undefined || block.to > tailFrom) return null;
  const end = levelOf(losses.slice(tailFrom), noise);
  const rise = fall(end, block.level);
  // The best block is the lowest of many, so that its level is low by luck as well.
  if (rise.size < drop / 2 || !isReal({ ...rise, error: 2 * rise.error }, magnitude)) return null;
  const lr = signal.lrs?.at(-1);
  const lower = lr ? ` (${formatLr(lr / 10)} to ${formatLr(lr / 3)})` : "";
  const [bestLoss, endLoss, startLoss] = lossesApart(best, end.value, start);
  const gained = drop > 0 ? `, more than half of the way back to its start (${startLoss})` : "";
  return {
    code: "rising",
    severity: "warning",
    steps: [steps[block.from] as number, steps.at(-1) as number],
    message: `The training loss rises: it was ${bestLoss} about ${unit} ${steps[block.from]} and is ${endLoss} now${gained}.`,
    advice: [
      `Lower the learning rate three to ten times${lower} and go on from the checkpoint before the rise.`,
      "If the rise began with a change of the data (a new shard, a sorted file, another epoch), shuffle the rows.",
    ],
    data: { best, end: end.value, start, fell: drop > 0, lr: lr ?? null },
  };
}
