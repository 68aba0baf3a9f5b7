import { SETTING_TITLES } from "../../contract/index.ts";
import type { SchedulePlan } from "../../plan/index.ts";
import type { Confidence, NoSuggestionCode } from "../../suggest/index.ts";
import type { StopReason } from "../../sweep/index.ts";
import { endedLower } from "./charts.ts";
import { count, countOf, list } from "./format.ts";

/** The page that sets results side by side. */
export const comparison = {
  title: (results: number) => `${countOf(results, "result")} compared · lr-finder`,
  kicker: "Comparison",
  skip: "Skip to the comparison",
  /** `found`: the lowest and highest suggested LR, null where no result has one. */
  headline: (results: number, found: readonly [low: string, high: string] | null) => {
    if (found === null) {
      return results === 1
        ? "The result has no suggestion"
        : `None of ${count(results)} results has a suggestion`;
    }
    const [low, high] = found;
    const lrs =
      low === high ? `a learning rate of ${low}` : `learning rates from ${low} to ${high}`;
    return `${countOf(results, "result")}: ${lrs}`;
  },
  /** Titles of settings, by their names in results; those that are missing follow from the name. */
  settings: SETTING_TITLES,
  withoutSuggestion: (results: number) => `${countOf(results, "result")} without a suggestion.`,
  sameSettings: "They were made with the same settings.",
  /** `cut`: there are more values than these. */
  setting: (title: string, values: readonly string[], cut: boolean) =>
    `${title} (${values.join(", ")}${cut ? ", …" : ""})`,
  /** `more`: settings that are not named. */
  differIn: (settings: readonly string[], more: number) =>
    `They differ in ${list([...settings, ...(more > 0 ? [countOf(more, "other setting")] : [])])}.`,
  mediansBy: (factor: string, medians: readonly (readonly [value: string, lr: string])[]) =>
    `Median learning rate by ${factor}: ${medians.map(([value, lr]) => `${value}: ${lr}`).join(", ")}.`,
  lowestIs: (label: string) => `The lowest smoothed loss is that of ${label}.`,
  overlayTitle: "Loss against learning rate, all results",
  overlaySummary: (results: number) =>
    `The smoothed loss of ${countOf(results, "result")} against the learning rate on one log axis, with a diamond at each suggested learning rate. The table below holds the numbers.`,
  pickNote: "Smoothed curves; a diamond marks each suggested learning rate.",
  triedAxis: "After training",
  triedNote:
    "Below: the loss at the end of the trainings that chose between learning rates (probes, whole runs), the diamond at the chosen one.",
  triedAboveAxis: "Above its best",
  triedAboveNote:
    "Below: how far the trainings that chose between learning rates (probes, whole runs) ended above the best of their own result (0), in parts of the drop of its curve; the diamond at the chosen one.",
  triedDivisions: (labels: readonly string[]) =>
    `The rows of ${list(labels)} were divided into training and held-out ones in several ways: below, all are brought to the level of the first one, as they were compared.`,
  triedOther: (labels: readonly string[]) =>
    `In the lower panel another learning rate came lower than the chosen one of ${list(labels)}: ${labels.length === 1 ? "its own report says" : "their own reports say"} why it was not chosen.`,
  /** `lower`: where the trainings ended lower than at all lower LRs that were tried, at it or next to it. */
  onRise: (labels: readonly string[], lower: "at" | "beside" | null) =>
    `The learning rate of ${list(labels)} lies where the curve has risen: not the curve but trainings at several learning rates chose it${endedLower(lower)}. A curve is read in passing, a training at one learning rate has time to settle.`,
  coincide: (groups: readonly (readonly string[])[]) =>
    `Curves that lie on each other, the first of them the widest: ${groups.map((labels) => list(labels)).join("; ")}.`,
  more: (labels: number) => `${count(labels)} more`,
  notComparable: (differs: readonly string[]) =>
    `The results differ in ${list(differs)}, so their losses cannot be set against each other: each curve is drawn from its own start (1) to its own minimum (0).`,
  looks: (color: string, dash: string | null) =>
    `Colours by ${color}${dash === null ? "" : `, line styles by ${dash}`}.`,
  lrAxis: "Learning rate (log scale)",
  lossAxis: "Smoothed loss",
  dropAxis: "Part of the drop that is left",
  hoverLr: "LR",
  multiplesTitle: "One by one",
  multiplesNote:
    "The same axes in each: its own curve over all others, a line at the suggested learning rate.",
  multipleLabel: (label: string, lr: string | null) =>
    lr === null ? `${label}: no suggestion` : `${label}: learning rate ${lr}`,
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
  sortBy: (column: string) => `Sort by ${column}`,
  sorted: (column: string, falling: boolean) =>
    `Sorted by ${column}, ${falling ? "falling" : "rising"}`,
  groupTitle: (factor: string) => `By ${factor}`,
  groupCaption: (factor: string) =>
    `Results with the same ${factor}, whatever else differs. Median: of the suggested learning rates, on a log scale.`,
  groupColumns: [
    "Results",
    "With a suggestion",
    "Median LR",
    "Lowest LR",
    "Highest LR",
    "Lowest loss, median",
  ] as [string, string, string, string, string, string],
  groupFound: (found: number, of: number) => `${found} of ${of}`,
  none: (reason: string) => `none: ${reason}`,
  reasons: {
    flat: "flat",
    "still-falling": "still falling",
    "diverged-at-once": "diverged at once",
    "too-few-points": "too few points",
    rising: "rising",
    "trainer-failed": "trainer failed",
    "loss-not-finite": "loss not finite",
    interrupted: "interrupted",
  } satisfies Record<NoSuggestionCode, string>,
  confidence: { high: "high", medium: "medium", low: "low" } satisfies Record<Confidence, string>,
  schedules: {
    cosine: "cosine",
    step: "step",
    "warmup-stable-decay": "warmup, stable, decay",
  } satisfies Record<SchedulePlan["kind"], string>,
  stops: {
    completed: "completed",
    diverged: "diverged",
    "non-finite": "non-finite loss",
    "trainer-ended": "trainer ended",
    cancelled: "cancelled",
  } satisfies Record<StopReason, string>,
  saveCsv: "Save CSV",
  saveJson: "Save JSON",
};
