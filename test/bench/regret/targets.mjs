// What was set as the aim of this project's finder, against what it reaches. Pure.
import { MEASURES } from "./regret.mjs";
import { calibration, RIVAL, summarizeBy, summarizeFinders } from "./summary.mjs";
import { fixed, floorWords } from "./tables.mjs";

/**
 * The figures that were set as the aim, and what was reached.
 *
 * @param scored answers with their regrets
 * @param pairs all pairs
 * @param properties of pairs, in whose columns this project's finder must not lose to valley
 */
export function targetTable(scored, pairs, properties) {
  const rows = [];
  const row = (finder, what, value, limit, met) =>
    rows.push([finder, what, value, limit, met ? "met" : "not met"]);
  for (const measure of MEASURES) {
    const lines = summarizeFinders(scored, pairs, measure);
    const of = (name) => lines.find(({ finder }) => finder === name);
    const rivals = [of(RIVAL), of("minimum/10")].filter((line) => line !== undefined);
    for (const [finder, aims] of Object.entries(TARGETS)) {
      const line = of(finder);
      if (line === undefined) continue;
      for (const [key, limit] of Object.entries(aims[measure])) {
        row(finder, `${measure}: ${key}`, fixed(line[key]), `≤ ${limit}`, line[key] <= limit);
      }
      if (finder === "quick" && rivals.length === 2) {
        const limit = 0.75 * Math.min(...rivals.map(({ mean }) => mean));
        const what = `${measure}: mean against 0.75 x the better of valley and minimum/10`;
        row(finder, what, fixed(line.mean), `≤ ${fixed(limit)}`, line.mean <= limit);
      }
      if (measure === "best") {
        const over = line.mostSteps > aims.steps;
        row(finder, "most steps", fixed(line.mostSteps, 0), `≤ ${aims.steps}`, !over);
      }
    }
  }
  for (const finder of Object.keys(TARGETS)) {
    const sure = calibration(scored).find(
      (line) => line.finder === finder && line.confidence === "high" && line.answers > 0,
    );
    if (sure !== undefined) {
      const share = `${Math.round(100 * sure.good)} % of ${sure.answers}`;
      row(finder, "called high: best regret under 0.1", share, "≥ 90 %", sure.good >= 0.9);
    }
    const lost = lostColumns(scored, pairs, properties, finder);
    if (lost === undefined) continue;
    const where = lost.length === 0 ? "none" : lost.join(", ");
    row(finder, `columns worse than ${RIVAL} by more than 0.01`, where, "none", lost.length === 0);
  }
  return {
    id: "targets",
    title: "Aims",
    caption: `Over all pairs. The steps allowed grow with the horizon: 10 % and 20 % of it.${floorWords(scored, pairs)}`,
    columns: ["finder", "figure", "reached", "aim", ""],
    rows,
    folded: false,
  };
}

const TARGETS = {
  quick: {
    best: { mean: 0.05, p90: 0.15, worst: 0.33 },
    end: { mean: 0.1, p90: 0.28, worst: 0.6 },
    steps: 100,
  },
  standard: {
    best: { mean: 0.035, p90: 0.1, worst: 0.3 },
    end: { mean: 0.08, p90: 0.2, worst: 0.5 },
    steps: 400,
  },
  thorough: {
    best: { mean: 0.02, p90: 0.06, worst: 0.2 },
    end: { mean: 0.06, p90: 0.15, worst: 0.4 },
    steps: 700,
  },
};

function lostColumns(scored, pairs, properties, finder) {
  const lost = [];
  for (const measure of MEASURES) {
    for (const { property } of properties) {
      const { columns, rows } = summarizeBy(scored, pairs, measure, property);
      const of = (name) => rows.find((line) => line.finder === name)?.means;
      const [own, rival] = [of(finder), of(RIVAL)];
      if (own === undefined || rival === undefined) return undefined;
      columns.forEach((column, i) => {
        if (own[i] - rival[i] > 0.01) lost.push(`${column} (${measure})`);
      });
    }
  }
  return lost;
}
