import type { Aim } from "../../contract/index.ts";
import { mean } from "../../core/stats.ts";
import type { Trial, TrialHeldOut } from "../../sweep/trial-types.ts";
import { differenceOf } from "../paired.ts";
import { divisionsOf } from "./divisions.ts";

/** Whole runs at one LR, and their losses to compare. */
interface ComparedRuns {
  readonly trials: readonly Trial[];
  readonly losses: Readonly<Record<Aim, number>>;
}

/** Loss of the one less that of the other, with the noise of rows and seeds; null where none is known. */
export function compare(one: ComparedRuns, other: ComparedRuns, aim: Aim) {
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
