import type { Aim } from "../../contract/index.ts";
import { note } from "../../contract/make-note.ts";
import { formatLoss, formatLr } from "../../core/format.ts";
import { maxOf } from "../../core/stats.ts";
import type { TrialHeldOut } from "../../sweep/trial-types.ts";
import type { Check } from "../check.ts";
import { noHeldOut, rowChecks } from "../few-rows.ts";
import type { ProbeHorizon } from "../probes/choose.ts";
import type { Confidence } from "../suggestion.ts";
import { compare } from "./compare.ts";
import { divisionsOf } from "./divisions.ts";
import {
  isWhole,
  losesMost,
  lowestOf,
  mixedLoss,
  type WholeRunScore,
  type WholeRunScores,
} from "./score.ts";

/** An LR chosen by whole runs. */
export interface WholeRunPick {
  readonly best: WholeRunScore;
  readonly aim: Aim;
  readonly horizon: ProbeHorizon;
}

/** How sure an LR chosen by whole runs can be. */
export function wholeRunChecks(runs: WholeRunScores, pick: WholeRunPick): Check[] {
  return [
    ...lowerOther(runs, pick),
    ...edge(runs, pick),
    ...broken(pick),
    ...little(runs, pick),
    ...nextBroke(runs, pick),
    ...risk(runs, pick),
    ...(pick.best.trials.some(({ heldOut }) => heldOut.length > 0)
      ? rowChecks(rowsOf(pick.best), pick.horizon, pick.aim)
      : noHeldOut()),
  ];
}

/** The held-out rows of all divisions together; undefined where no run has any. */
function rowsOf({ trials }: WholeRunScore): Pick<TrialHeldOut, "count"> | undefined {
  const ends = divisionsOf(trials).flatMap(({ heldOut }) => heldOut.at(-1) ?? []);
  if (ends.length === 0) return undefined;
  const counts = ends.flatMap(({ count }) => count ?? []);
  return counts.length < ends.length ? {} : { count: counts.reduce((sum, count) => sum + count) };
}

/** Fewer LRs than this have none in their midst. */
const FEWEST = 3;

/** Between neighbouring whole runs. */
const STEP = 10 ** 0.49;

function edge({ scores }: WholeRunScores, { best, aim, horizon }: WholeRunPick): Check[] {
  const { endLr } = horizon;
  const at = scores.indexOf(best);
  if (at > 0 && at < scores.length - 1) return [];
  // One that came lower lies on the other side, where others were tried: nothing calls for going on.
  if (scores.length >= FEWEST && lowestOf(scores, aim) !== best) return [];
  const side = at === 0 ? "lowest" : "highest";
  const isEnd = side === "highest" && endLr !== undefined && best.lr * STEP > endLr;
  const how = isEnd
    ? "A higher --end-lr or a larger --budget lets whole runs go on."
    : "A larger --budget tries more.";
  const message = `The best whole run was at the ${side} LR tried, ${formatLr(best.lr)}: an LR beyond it may be better. ${how}`;
  // Between two LRs, or beside none, nothing says where the best one lies.
  const most = scores.length < FEWEST ? "low" : "medium";
  return [{ most, note: note("whole-run-at-edge", message, { lr: best.lr, side, isEnd }) }];
}

/** Another LR's runs that came lower by what was compared: why it was not chosen all the same. */
function lowerOther(runs: WholeRunScores, { best, aim }: WholeRunPick): Check[] {
  const other = lowestOf(runs.scores, aim);
  const { difference, error } = compare(best, other, aim);
  if (!(difference > 0)) return [];
  const share = difference / runs.gain[aim];
  const most = maxOf(runs.scores.map(({ trials }) => trials.length));
  const why =
    other.trials.length < most - 1
      ? "fewer-runs"
      : mixedLoss(best, aim) < mixedLoss(other, aim)
        ? "both-losses"
        : best.lr < other.lr
          ? "as-good"
          : "usual";
  const noise = error === null ? "" : `, with a noise of ${formatLoss(error)}`;
  const message = `${formatLr(other.lr)} came ${formatLoss(difference)} lower ${aim === "end" ? "at the end" : "at its best checkpoint"} (${percentOf(share)} of what training gains${noise}); ${NOT_CHOSEN[why](formatLr(best.lr))}.`;
  const data = { lr: best.lr, otherLr: other.lr, difference, share, why, for: aim } as const;
  return [
    {
      most: "high",
      note: note("whole-runs-other-lower", message, { ...data, ...(error !== null && { error }) }),
    },
  ];
}

const NOT_CHOSEN = {
  "both-losses": (lr: string) =>
    `counted together with the other of end and best checkpoint, ${lr} is the better one`,
  "fewer-runs": (lr: string) =>
    `it was trained less often, and one lucky run is not chosen over ${lr}`,
  usual: (lr: string) =>
    `so close together the two are as good, and ${lr} is nearer to what is usual`,
  "as-good": (lr: string) => `so close together the two are as good, and ${lr} is the safer one`,
} as const;

/** Two digits. */
function percentOf(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}

/** Runs at the chosen LR that did not come to their end. */
function broken({ best }: WholeRunPick): Check[] {
  const runs = best.trials.length;
  const count = best.trials.filter((trial) => !isWhole(trial)).length;
  if (count === 0) return [];
  const message = `${count} of the ${runs} whole runs at ${formatLr(best.lr)} broke: whether the next one comes through is luck. Look for lower learning rates (--end-lr), scale the inputs and targets, or clip the gradients.`;
  return [
    { most: "low", note: note("whole-runs-broke", message, { lr: best.lr, runs, broke: count }) },
  ];
}

/** Parts of the starting loss: a gain below the first is none to speak of, one below the second may be a plateau. */
const LITTLE = [0.01, 0.4] as const;

function little({ gain, startLoss }: WholeRunScores, { aim }: WholeRunPick): Check[] {
  if (!(startLoss > 0) || gain[aim] >= LITTLE[1] * startLoss) return [];
  const share = gain[aim] / startLoss;
  const percent = `The best whole run took no more than ${Number((100 * share).toPrecision(2))} % off the starting loss`;
  const isNone = share < LITTLE[0];
  const message = isNone
    ? `${percent}: the model hardly learns at any LR tried. Look at the scale of inputs and targets and at the model, or search elsewhere (--start-lr, --end-lr).`
    : `${percent}: that may be all there is to learn, or a plateau that the next run leaves sooner or later by luck.`;
  return [{ most: isNone ? "low" : "medium", note: note("whole-runs-hardly", message, { share }) }];
}

/** Part of the gain after the first held-out losses below which the LRs tried differ by little of it. */
const LATE = 0.1;

/** The next LR above broke, and all LRs but that one gain most of what they gain at once. */
function nextBroke(
  { scores, gain, lateGain }: WholeRunScores,
  { best, aim }: WholeRunPick,
): Check[] {
  const next = scores[scores.indexOf(best) + 1];
  if (next === undefined || next.trials.every(isWhole)) return [];
  if (lateGain[aim] >= LATE * gain[aim]) return [];
  const message = `A whole run at ${formatLr(next.lr)}, the next LR above, broke: with another start one at ${formatLr(best.lr)} may too.`;
  return [
    {
      most: "medium",
      note: note("whole-runs-next-broke", message, { lr: best.lr, nextLr: next.lr }),
    },
  ];
}

/** Standard errors that another LR may be better by. */
const ERRORS = 1.5;
/** Shares of the gain that may be lost: above the first medium, above the second low. */
const LOST = [0.1, 0.3] as const;

/** What another of the tried LRs may be better by, noise of rows and of seeds counted in. */
function risk(runs: WholeRunScores, { best, aim }: WholeRunPick): Check[] {
  const gain = runs.gain[aim];
  const others = runs.scores.filter((score) => score !== best);
  if (others.length === 0 || gain <= 0) return [];
  const all = others.map((other) => ({ other, ...compare(best, other, aim) }));
  const unknown = all.every(({ error }) => error === null);
  // What lost most of the gain is no better for its losses being wide apart.
  const near = all.filter(({ other }) => !losesMost(other, best, aim, gain));
  const compared = near.length === 0 ? all.map((each) => ({ ...each, error: 0 })) : near;
  const lost = ({ difference, error }: { difference: number; error: number | null }) =>
    (difference + ERRORS * (error ?? 0)) / gain;
  const worst = compared.reduce((a, b) => (lost(b) > lost(a) ? b : a));
  const share = Math.min(1, Math.max(0, lost(worst)));
  const most: Confidence = share > LOST[1] ? "low" : share > LOST[0] || unknown ? "medium" : "high";
  const data = { otherLr: worst.other.lr, share, unknown };
  const percent = percentOf(share);
  const isHeldOut = best.trials.some(({ heldOut }) => heldOut.length > 0);
  const message = unknown
    ? `How much of the differences between the runs is luck is not known: no two of them tell the noise of their ${isHeldOut ? "held-out losses" : "losses"}.`
    : share > LOST[0]
      ? `By the noise of the held-out rows and of the runs, ${formatLr(worst.other.lr)} may be better by up to ${percent} of what training gains: more held-out rows would tell.`
      : `Noise of the held-out rows and of the runs counted in, no other LR tried is better by more than ${percent} of what training gains.`;
  return [{ most, note: note("whole-runs-noise", message, data) }];
}
