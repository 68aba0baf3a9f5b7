import { formatLr } from "../../core/format.ts";
import type { LossSources } from "./sources.ts";
import { stepOfLr } from "./sources.ts";
import type { Column, Table } from "./types.ts";
import { count, lossText } from "./words.ts";

const RUN_COLUMNS = 12;

/** Every point of the sweep, also those that the curve leaves out (a last non-finite loss). */
export function pointsTable({ runs, curve }: LossSources): Table {
  const steps = stepOfLr(runs);
  const indexOf = new Map(curve.lrs.map((lr, i) => [lr, i]));
  const heldOut = new Map(curve.heldOut.map(({ lr, loss }) => [lr, loss]));
  const losses = runs.map((run) => new Map(run.lrs.map((lr, i) => [lr, run.losses[i]])));
  const perRun = runs.length > 1 && runs.length <= RUN_COLUMNS;
  const lrs = [...new Set([...curve.lrs, ...steps.keys(), ...heldOut.keys()])].sort(
    (a, b) => a - b,
  );
  const columns: Column[] = ["Step", "LR"].map(numeric);
  columns.push(numeric(runs.length > 1 ? "Raw, mean" : "Raw"));
  if (perRun) columns.push(...runs.map(({ seed }) => numeric(`Raw, seed ${seed}`)));
  columns.push(...["Smoothed", "± error", "Slope / decade"].map(numeric));
  if (heldOut.size > 0) columns.push(numeric("Held-out"));
  const rows = lrs.map((lr) => {
    const i = indexOf.get(lr);
    const at = (values: readonly number[]) => (i === undefined ? "–" : lossText(values[i]));
    const step = steps.get(lr);
    const row = [step === undefined ? "–" : count(step), formatLr(lr, 4)];
    row.push(
      i === undefined ? lossText(losses.find((run) => run.has(lr))?.get(lr)) : at(curve.raw),
    );
    if (perRun) row.push(...losses.map((run) => lossText(run.get(lr))));
    row.push(at(curve.smoothed), at(curve.standardError), at(curve.slope));
    if (heldOut.size > 0) row.push(lossText(heldOut.get(lr)));
    return row;
  });
  return {
    id: "points",
    title: `All ${count(rows.length)} points of the sweep`,
    caption: "Loss before the update at each learning rate. Steps count from 0.",
    columns,
    rows,
    folded: true,
  };
}

function numeric(label: string): Column {
  return { label, numeric: true };
}
