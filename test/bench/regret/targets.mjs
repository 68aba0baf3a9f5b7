// What was set as the aim of this project's finder, against what it reaches. Pure.
import { MEASURES } from "./regret.mjs";
import {
  agreement,
  calibration,
  GOOD_ANSWER,
  promised,
  RIVAL,
  summarizeBy,
  summarizeFinders,
} from "./summary.mjs";
import { fixed, floorWords } from "./tables.mjs";

/** `steps` and `runs` are what an answer may cost at most; `steps` where it made no whole runs. */
const TARGETS = {
  quick: { best: { mean: 0.035, p90: 0.08 }, end: { mean: 0.12, p90: 0.45 }, steps: 100 },
  standard: { best: { mean: 0.025, p90: 0.06 }, end: { mean: 0.045, p90: 0.12 }, steps: 400 },
  thorough: { best: { mean: 0.022, p90: 0.05 }, end: { mean: 0.04, p90: 0.1 }, runs: 1 },
  full: { best: { mean: 0.018, p90: 0.04 }, end: { mean: 0.025, p90: 0.07 }, runs: 4 },
};

/**
 * The figures that were set as the aim, and what was reached.
 *
 * @param scored answers with their regrets
 * @param pairs all pairs
 * @param properties of pairs, in whose columns this project's finder must not lose to valley
 * @param ours names of this project's finders: those above, and shares of a run (`200%`)
 */
export function targetTable(scored, pairs, properties, ours = Object.keys(TARGETS)) {
  const rows = [];
  const row = (finder, what, value, limit, met) =>
    rows.push([finder, what, value, limit, met ? "met" : "not met"]);
  const horizons = new Map(pairs.map(({ id, horizon }) => [id, horizon]));
  for (const [finder, aims] of Object.entries(TARGETS)) {
    const answers = scored.filter((answer) => answer.finder === finder);
    if (answers.length === 0) continue;
    for (const measure of MEASURES) {
      const line = summarizeFinders(answers, pairs, measure)[0];
      for (const [key, limit] of Object.entries(aims[measure])) {
        row(finder, `${measure}: ${key}`, fixed(line[key]), `≤ ${limit}`, line[key] <= limit);
      }
    }
    if (aims.steps !== undefined) {
      const short = answers.filter(({ wholeRuns = 0 }) => wholeRuns === 0);
      const most = Math.max(0, ...short.map(({ steps }) => steps));
      row(
        finder,
        "most steps, without whole runs",
        fixed(most, 0),
        `≤ ${aims.steps}`,
        most <= aims.steps,
      );
    }
    if (aims.runs !== undefined) {
      const most = Math.max(...answers.map(({ pair, steps }) => steps / horizons.get(pair)));
      row(finder, "most runs", fixed(most, 2), `≤ ${aims.runs}`, most <= aims.runs);
    }
  }
  for (const finder of ours) {
    for (const cells of searchRows(scored, pairs, finder)) row(finder, ...cells);
    for (const cells of confidenceRows(scored, pairs, finder)) row(finder, ...cells);
    for (const cells of saturationRows(scored, pairs, finder)) row(finder, ...cells);
    const lost = lostColumns(scored, pairs, properties, finder);
    if (lost === undefined) continue;
    const where = lost.length === 0 ? "none" : lost.join(", ");
    row(finder, `columns worse than ${RIVAL} by more than 0.01`, where, "none", lost.length === 0);
  }
  return {
    id: "targets",
    title: "Aims",
    caption: `Over all pairs.${floorWords(scored, pairs)}`,
    columns: ["finder", "figure", "reached", "aim", ""],
    rows,
    folded: false,
  };
}

/** Runs that a budget may spend, for the searches of the same cost; undefined where it has no such cost. */
function runsOf(finder) {
  const share = /^(\d+)%$/.exec(finder)?.[1];
  return share === undefined ? TARGETS[finder]?.runs : Number(share) / 100;
}

/** Against the best of the searches by whole runs that cost as much, on the pairs of both. */
function searchRows(scored, pairs, finder) {
  const runs = runsOf(finder);
  const rivals = [...new Set(scored.map((answer) => answer.finder))].filter(
    (name) => name !== finder && runs !== undefined && name.endsWith(` ${runs}`),
  );
  const own = scored.filter((answer) => answer.finder === finder);
  return MEASURES.flatMap((measure) => {
    const meansOn = rivals.map((name) => {
      const theirs = scored.filter((answer) => answer.finder === name);
      const both = pairs.filter(({ id }) =>
        [own, theirs].every((of) => of.some(({ pair }) => pair === id)),
      );
      const mean = (answers) => summarizeFinders(answers, both, measure)[0]?.mean;
      return { name, own: mean(own), theirs: mean(theirs) };
    });
    const known = meansOn.filter((each) => each.own !== undefined);
    if (known.length === 0) return [];
    const hardest = known.reduce((a, b) => (b.theirs - b.own < a.theirs - a.own ? b : a));
    const what = `${measure}: mean against the searches of ${runs} runs`;
    const limit = `≤ ${fixed(hardest.theirs)} (${hardest.name})`;
    return [[what, fixed(hardest.own), limit, hardest.own <= hardest.theirs]];
  });
}

function confidenceRows(scored, pairs, finder) {
  const own = scored.filter((answer) => answer.finder === finder);
  const percent = (share) => `${Math.round(100 * share)} %`;
  const high = calibration(own, pairs).find(
    ({ confidence, answers }) => confidence === "high" && answers > 0,
  );
  const rows = [];
  if (high !== undefined) {
    const [low] = high.interval;
    rows.push([
      `called high: regret under ${GOOD_ANSWER} for what is promised (lower end of the interval)`,
      `${percent(high.good)} of ${high.answers} (${percent(low)})`,
      ...["≥ 95 % (90 %)", high.good >= 0.95 && low >= 0.9],
    ]);
  }
  const tiny = new Set(pairs.filter(({ kind }) => kind === "tiny").map(({ id }) => id));
  const others = own.filter(({ pair, confidence }) => confidence !== undefined && !tiny.has(pair));
  if (others.length > 0) {
    const share = others.filter(({ confidence }) => confidence === "high").length / others.length;
    rows.push([
      "called high, of the pairs that are not tiny",
      percent(share),
      "≥ 50 %",
      share >= 0.5,
    ]);
  }
  const agreed = agreement(own, finder);
  if (agreed !== null) {
    rows.push([
      "called high: seeds within half a decade",
      `${percent(agreed.share)} of ${agreed.pairs} pairs`,
      ...["≥ 90 %", agreed.share >= 0.9],
    ]);
  }
  return rows;
}

/** On tasks that saturate no answer is worse than the default LR, in the measure that it is for. */
function saturationRows(scored, pairs, finder) {
  const ids = new Set(pairs.filter(({ kind }) => kind === "saturation").map(({ id }) => id));
  const of = (name) => scored.filter((answer) => answer.finder === name && ids.has(answer.pair));
  const usual = new Map(of("default LR").map((answer) => [answer.pair, answer]));
  const own = of(finder).filter(({ pair }) => usual.has(pair));
  if (own.length === 0) return [];
  const worse = own.filter(
    (answer) => promised(answer) > usual.get(answer.pair)[answer.for ?? "best"] + 1e-3,
  );
  const reached = `${worse.length} of ${own.length}`;
  return [["saturation: answers worse than the default LR", reached, "0", worse.length === 0]];
}

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
