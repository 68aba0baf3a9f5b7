import type { Aim } from "../../contract/index.ts";
import { note } from "../../contract/notes.ts";
import { formatLr } from "../../core/format.ts";
import { mean } from "../../core/stats.ts";
import type { Trial, TrialHeldOut } from "../../sweep/trial-types.ts";
import type { Check } from "../check.ts";
import { rowChecks } from "../few-rows.ts";
import { differenceOf } from "../paired.ts";
import type { ProbeHorizon } from "../probes/choose.ts";
import type { Confidence } from "../suggestion.ts";
import { divisionsOf, type WholeRunScore, type WholeRunScores } from "./score.ts";

/** An LR chosen by whole runs. */
export interface WholeRunPick {
  readonly best: WholeRunScore;
  readonly aim: Aim;
  readonly horizon: ProbeHorizon;
}

/** How sure an LR chosen by whole runs can be. */
export function wholeRunChecks(runs: WholeRunScores, pick: WholeRunPick): Check[] {
  return [
    ...edge(runs, pick),
    ...risk(runs, pick),
    ...rowChecks(rowsOf(pick.best), pick.horizon, pick.aim),
  ];
}

/** The held-out rows of all divisions together; undefined where no run has any. */
function rowsOf({ trials }: WholeRunScore): Pick<TrialHeldOut, "count"> | undefined {
  const ends = divisionsOf(trials).flatMap(({ heldOut }) => heldOut.at(-1) ?? []);
  if (ends.length === 0) return undefined;
  const counts = ends.flatMap(({ count }) => count ?? []);
  return counts.length < ends.length ? {} : { count: counts.reduce((sum, count) => sum + count) };
}

function edge({ scores }: WholeRunScores, { best }: WholeRunPick): Check[] {
  const at = scores.indexOf(best);
  if (at > 0 && at < scores.length - 1) return [];
  const side = at === 0 ? "lowest" : "highest";
  const message = `The best whole run was at the ${side} LR tried, ${formatLr(best.lr)}: an LR beyond it may be better. A larger --budget tries more.`;
  return [{ most: "medium", note: note("whole-run-at-edge", message, { lr: best.lr, side }) }];
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
  const compared = others.map((other) => ({ other, ...compare(best, other, aim) }));
  const unknown = compared.every(({ error }) => error === null);
  const lost = ({ difference, error }: { difference: number; error: number | null }) =>
    (difference + ERRORS * (error ?? 0)) / gain;
  const worst = compared.reduce((a, b) => (lost(b) > lost(a) ? b : a));
  const share = Math.min(1, Math.max(0, lost(worst)));
  const most: Confidence = share > LOST[1] ? "low" : share > LOST[0] || unknown ? "medium" : "high";
  const data = { otherLr: worst.other.lr, share, unknown };
  const percent = `${Math.round(100 * share)} %`;
  const message = unknown
    ? "One run at each LR, and no noise of its held-out loss is known: how much of the differences is luck, nobody can say. Let `evaluate` return the rows' losses."
    : share > LOST[0]
      ? `By the noise of the held-out rows and of the runs, ${formatLr(worst.other.lr)} may be better by up to ${percent} of what training gains: more held-out rows would tell.`
      : `Noise of the held-out rows and of the runs counted in, no other LR tried is better by more than ${percent} of what training gains.`;
  return [{ most, note: note("whole-runs-noise", message, data) }];
}

/** Loss of the one less that of the other, with the noise of rows and seeds; null where none is known. */
function compare(one: WholeRunScore, other: WholeRunScore, aim: Aim) {
  const difference = one.losses[aim] - other.losses[aim];
  const pairs = one.trials.flatMap((trial) => {
    const twin = other.trials.find(({ seed }) => seed === trial.seed);
    const [a, b] = [pointOf(trial, aim), twin && pointOf(twin, aim)];
    return a === undefined || b === undefined ? [] : [differenceOf(a, b)];
  });
  const ofRows = pairs.flatMap(({ standardError }) => standardError ?? []);
  const seeds = pairs.map((pair) => pair.difference).filter(Number.isFinite);
  const divisions = divisionsOf(one.trials).length;
  const rows = ofRows.length === 0 ? null : mean(ofRows) / Math.sqrt(divisions);
  const runs = seeds.length < 2 ? null : Math.sqrt(variance(seeds) / seeds.length);
  if (rows === null && runs === null) return { difference, error: null };
  return { difference, error: Math.hypot(rows ?? 0, runs ?? 0) };
}

/** The held-out loss that counts for an aim; undefined for a run that broke, or had none. */
function pointOf({ heldOut, stopReason }: Trial, aim: Aim): TrialHeldOut | undefined {
  if (stopReason !== "completed") return undefined;
  if (aim === "end") return heldOut.at(-1);
  return heldOut.reduce<TrialHeldOut | undefined>(
    (low, point) => (low === undefined || point.loss < low.loss ? point : low),
    undefined,
  );
}

function variance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}
