// Summaries as tables of text: `{ id, title, caption, columns, rows, folded }`, first column the row's
// name. Pure; printed by `print.mjs` and put on the page by `page.mjs`.
import { FLOOR, GOOD_ANSWER, RIVAL, summarizeBy, summarizeFinders } from "./summary.mjs";

const WORDS = { best: "best checkpoint", end: "end of training" };
/** A number with so many digits after the point; empty for none. */
export const fixed = (value, digits = 3) =>
  value === null || value === undefined || Number.isNaN(value) ? "" : value.toFixed(digits);
const percent = (share) => `${Math.round(100 * share)} %`;

/**
 * What no finder can be expected to go below: the best of the whole grid by one training seed. As a
 * sentence, empty where it is not among the answers.
 */
export function floorWords(scored, pairs) {
  const of = (measure) =>
    summarizeFinders(scored, pairs, measure).find(({ finder }) => finder === FLOOR);
  const [best, end] = [of("best"), of("end")];
  if (best === undefined || end === undefined) return "";
  const both = (key) => `${fixed(best[key])} / ${fixed(end[key])}`;
  return ` The floor (${FLOOR}), best / end: mean ${both("mean")}, p90 ${both("p90")}.`;
}

/** Mean, quantiles, steps, and the record against valley, best finders first. */
export function mainTable(scored, pairs, measure, { id, title }) {
  const lines = summarizeFinders(scored, pairs, measure).sort((a, b) => a.mean - b.mean);
  return {
    id: `${id}-${measure}`,
    title: `${title}: ${WORDS[measure]}`,
    caption: `Regret over ${pairs.length} pairs; 95 % intervals from resampling tasks.${floorWords(scored, pairs)}`,
    columns: [
      ...[
        "finder",
        "mean",
        "95 % interval",
        "median",
        "p90",
        "worst",
        "within 5 %",
        "steps",
        "runs",
      ],
      ...["win/tie/loss", "no LR"],
    ],
    rows: lines.map((line) => [
      line.pairs === pairs.length ? line.finder : `${line.finder} (${line.pairs} pairs)`,
      fixed(line.mean),
      `${fixed(line.interval[0])} to ${fixed(line.interval[1])}`,
      fixed(line.median),
      fixed(line.p90),
      fixed(line.worst),
      percent(line.within5),
      line.steps === null ? "" : fixed(line.steps, 0),
      fixed(line.runs, 2),
      line.finder === RIVAL ? "" : `${line.win}/${line.tie}/${line.loss}`,
      line.none === 0 ? "" : `${line.none} of ${line.answers}`,
    ]),
    folded: false,
  };
}

/** Mean regret in the columns of a property; a mark where this project's finder loses to valley. */
export function byTable(scored, pairs, measure, { id, title, property, ours }) {
  const { columns, counts, rows } = summarizeBy(scored, pairs, measure, property);
  const rival = rows.find(({ finder }) => finder === RIVAL)?.means ?? [];
  const order = columns.map((_, i) => i).sort((a, b) => compare(columns[a], columns[b]));
  return {
    id: `${id}-${measure}`,
    title: `Mean regret by ${title}: ${WORDS[measure]}`,
    caption: `An exclamation mark: worse than ${RIVAL} by more than 0.01.${floorWords(scored, pairs)}`,
    columns: ["finder", ...order.map((i) => `${columns[i]} (${counts[i]})`)],
    rows: rows.map(({ finder, means }) => [
      finder,
      ...order.map((i) => {
        const worse = ours.includes(finder) && means[i] - rival[i] > 0.01;
        return `${fixed(means[i])}${worse ? " !" : ""}`;
      }),
    ]),
    folded: true,
  };
}

/** What the confidence words are worth. */
export function calibrationTable(lines, floor = "") {
  return {
    id: "calibration",
    title: "What the confidence means",
    caption: `Single answers (pair and seed). Good: regret under ${GOOD_ANSWER} in the measure that the answer is for (the best checkpoint where it does not say); intervals from resampling tasks.${floor}`,
    columns: [
      "finder",
      "confidence",
      "answers",
      "share",
      "good",
      "95 % interval",
      "mean best",
      "mean end",
    ],
    rows: lines.map((line) => [
      line.finder,
      line.confidence,
      String(line.answers),
      percent(line.share),
      line.good === null ? "" : percent(line.good),
      line.good === null ? "" : `${percent(line.interval[0])} to ${percent(line.interval[1])}`,
      fixed(line.meanBest),
      fixed(line.meanEnd),
    ]),
    folded: false,
  };
}

/** Every pair: where its optimum lies, and the regrets of some finders. */
export function pairTable(scored, pairs, grids, finders) {
  const cell = (id, finder, measure) => {
    const values = scored
      .filter((answer) => answer.pair === id && answer.finder === finder)
      .map((answer) => answer[measure]);
    return values.length === 0 ? "" : fixed(values.reduce((a, b) => a + b, 0) / values.length);
  };
  return {
    id: "pairs",
    title: "Every pair",
    caption: `Optimum as log10 LR (best / end), regrets as best / end, means over seeds.${floorWords(scored, pairs)}`,
    columns: ["pair", "optimum", "over-fits", ...finders],
    rows: pairs.map(({ id }) => [
      id,
      `${grids[id].log10Best.best} / ${grids[id].log10Best.end}`,
      grids[id].overfits ? "yes" : "",
      ...finders.map((finder) => `${cell(id, finder, "best")} / ${cell(id, finder, "end")}`),
    ]),
    folded: true,
  };
}

/** Whether the answer says so where over-fitting decides. */
export function overfitTable(scored, pairs, grids) {
  const finders = [...new Set(scored.filter(({ codes }) => codes).map(({ finder }) => finder))];
  const said = (finder, overfits) => {
    const ids = new Set(
      pairs.filter(({ id }) => grids[id].overfits === overfits).map(({ id }) => id),
    );
    const answers = scored.filter((answer) => answer.finder === finder && ids.has(answer.pair));
    const yes = answers.filter(({ codes }) => codes.some((code) => /over-?fit/.test(code)));
    return answers.length === 0 ? "" : `${yes.length} of ${answers.length}`;
  };
  return {
    id: "overfit-said",
    title: "Does the answer name over-fitting?",
    caption: `Answers with a reason whose code contains \`overfit\`.${floorWords(scored, pairs)}`,
    columns: ["finder", "where it decides", "elsewhere"],
    rows: finders.map((finder) => [finder, said(finder, true), said(finder, false)]),
    folded: false,
  };
}

function compare(a, b) {
  return typeof a === "number" && typeof b === "number"
    ? a - b
    : String(a).localeCompare(String(b));
}
