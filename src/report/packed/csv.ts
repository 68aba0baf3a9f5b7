import type { Curve } from "../../curve/index.ts";
import type { SweepRun } from "../../sweep/types.ts";

/**
 * Every recorded point as CSV: `seed,step,lr,loss,held_out,smoothed,slope_per_decade`, one line a
 * step of a run, in full precision. The last two are those of the curve at that LR, empty where it
 * has none. `lr-finder analyze` reads it again.
 */
export function pointsCsv(runs: readonly SweepRun[], curve: Curve): string {
  const places = new Map(curve.lrs.map((lr, i) => [lr, i]));
  const lines = ["seed,step,lr,loss,held_out,smoothed,slope_per_decade"];
  for (const { seed, lrs, losses, stepIndices, heldOut } of runs) {
    const measured = new Map(heldOut.map(({ stepIndex, loss }) => [stepIndex, loss]));
    lrs.forEach((lr, i) => {
      const step = stepIndices[i] ?? i;
      const place = places.get(lr) ?? -1;
      const cells = [measured.get(step), curve.smoothed[place], curve.slope[place]];
      lines.push([seed, step, lr, losses[i], ...cells.map((cell) => cell ?? "")].join(","));
    });
  }
  return `${lines.join("\n")}\n`;
}
