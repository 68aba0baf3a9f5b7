import { formatLr } from "../../core/format.ts";
import { count, countOf, list } from "../../words/text.ts";
import { valueText } from "./factors.ts";
import type { Comparison } from "./types.ts";
import type { CompareWords } from "./words.ts";

/** How many values of a setting are named in a sentence. */
const NAMED = 6;

export const englishWords: CompareWords = {
  language: "en",
  title: (results) => `${countOf(results, "result")} compared · lr-finder`,
  kicker: "Comparison",
  headline: ({ rows }) => {
    const found = rows.flatMap(({ lr }) => (lr === null ? [] : [lr]));
    if (found.length === 0) {
      return rows.length === 1
        ? "The result has no suggestion"
        : `None of ${count(rows.length)} results has a suggestion`;
    }
    const [low, high] = [Math.min(...found), Math.max(...found)].map((lr) => formatLr(lr));
    const lrs =
      low === high ? `a learning rate of ${low}` : `learning rates from ${low} to ${high}`;
    return `${countOf(rows.length, "result")}: ${lrs}`;
  },
  sentences,
  overlayTitle: "Loss against learning rate, all results",
  overlaySummary: ({ rows }) =>
    `The smoothed loss of ${countOf(rows.length, "result")} against the learning rate on one log axis, with a diamond at each suggested learning rate. The table below holds the numbers.`,
  pickNote: "Smoothed curves; a diamond marks each suggested learning rate.",
  notComparable: (differs) =>
    `The results differ in ${list(differs)}, so their losses cannot be set against each other: each curve is drawn from its own start (1) to its own minimum (0).`,
  looks: (color, dash) => `Colours by ${color}${dash === null ? "" : `, line styles by ${dash}`}.`,
  lrAxis: "Learning rate (log scale)",
  lossAxis: "Smoothed loss",
  dropAxis: "Part of the drop that is left",
  multiplesTitle: "One by one",
  multiplesNote:
    "The same axes in each: its own curve over all others, a line at the suggested learning rate.",
  multipleLabel: ({ label, lr }) =>
    lr === null ? `${label}: no suggestion` : `${label}: learning rate ${formatLr(lr)}`,
  noLr: "no suggestion",
  tableTitle: "All results",
  tableCaption:
    "One row a result. Lowest loss: of the smoothed curve. Held-out: the best finished probe, or the lowest along the sweep.",
  columns: {
    result: "Result",
    lr: "LR",
    low: "Low",
    high: "High",
    confidence: "Confidence",
    lowestLoss: "Lowest loss",
    lowestLossLr: "at LR",
    heldOutLoss: "Held-out",
    schedule: "Schedule",
    stop: "Sweep ended",
    updates: "Updates",
    seconds: "Seconds",
    warnings: "Warnings",
  },
  sortBy: (column) => `Sort by ${column}`,
  sorted: (column, falling) => `Sorted by ${column}, ${falling ? "falling" : "rising"}`,
  groupTitle: (factor) => `By ${factor}`,
  groupCaption: (factor) =>
    `Results with the same ${factor}, whatever else differs. Median: of the suggested learning rates, on a log scale.`,
  groupColumns: [
    "Results",
    "With a suggestion",
    "Median LR",
    "Lowest LR",
    "Highest LR",
    "Lowest loss, median",
  ],
  groupFound: ({ found, rows }) => `${found} of ${rows.length}`,
  none: (reason) => `none: ${reason.replaceAll("-", " ")}`,
  confidence: { high: "high", medium: "medium", low: "low" },
  schedules: { cosine: "cosine", step: "step", "warmup-stable-decay": "warmup, stable, decay" },
  stops: {
    completed: "completed",
    diverged: "diverged",
    "non-finite": "non-finite loss",
    "trainer-ended": "trainer ended",
    cancelled: "cancelled",
  },
  saveCsv: "Save CSV",
  saveJson: "Save JSON",
  skip: "Skip to the comparison",
};

function sentences({ rows, factors, groups, comparable }: Comparison): string[] {
  const lines: string[] = [];
  const missing = rows.filter(({ lr }) => lr === null).length;
  if (missing > 0 && missing < rows.length) {
    lines.push(`${countOf(missing, "result")} without a suggestion.`);
  }
  if (rows.length < 2) return lines;
  if (factors.length === 0) {
    lines.push("They were made with the same settings.");
    return lines;
  }
  const described = factors.slice(0, 4).map(({ name, title, values }) => {
    const shown = values.slice(0, NAMED).map((value) => valueText(name, value));
    return `${title} (${shown.join(", ")}${values.length > NAMED ? ", …" : ""})`;
  });
  const more = factors.length - described.length;
  lines.push(
    `They differ in ${list([...described, ...(more > 0 ? [countOf(more, "other setting")] : [])])}.`,
  );
  const first = factors.find(({ name }) => Object.hasOwn(groups, name));
  if (first) {
    const medians = (groups[first.name] ?? []).flatMap(({ value, lr }) =>
      lr === null ? [] : [`${valueText(first.name, value)}: ${formatLr(lr.median)}`],
    );
    if (medians.length > 1 && medians.length <= NAMED) {
      lines.push(`Median learning rate by ${first.title}: ${medians.join(", ")}.`);
    }
  }
  const lowest = rows
    .filter(({ lowestLoss }) => lowestLoss !== null)
    .sort((a, b) => (a.lowestLoss as number) - (b.lowestLoss as number))[0];
  if (comparable.losses && lowest)
    lines.push(`The lowest smoothed loss is that of ${lowest.label}.`);
  return lines;
}
