import type { FactorKind, HorizonUnit } from "../../contract/factor-kind.ts";

const kinds: Readonly<Record<FactorKind, string>> = {
  batch: "batch size",
  horizon: "length of the run",
  size: "size of the model",
  plain: "another setting",
};
const units: Readonly<Record<HorizonUnit, string>> = { updates: "updates", examples: "examples" };

/** The page of a law. */
export const law = {
  pageTitle: (name: string) => `Law of the learning rate: ${name} · lr-finder`,
  kicker: "Law of the learning rate",
  skip: "Skip to the answer",
  answer: (at: string) => (at === "" ? "Learning rate" : `Learning rate at ${at}`),
  /** Where no point was asked for: the table has the LRs of what was measured. */
  noPoint: "No point was asked for",
  none: (at: string) => (at === "" ? "No learning rate" : `No learning rate at ${at}`),
  intervals: (low: string, high: string, lower: string, higher: string) =>
    `In 80 of 100 cases the best one lies from ${low} to ${high}, in 95 from ${lower} to ${higher}.`,
  schedule: (kind: string, steps: string, warmup: string) =>
    `Schedule: ${kind} over ${steps} updates, ${warmup} of them warmup.`,
  point: (name: string, value: string) => `${name} ${value}`,
  warnings: "What to know first",
  reasons: "Where it comes from",
  next: "What to measure next",
  nextText: (at: string, lrs: readonly string[], low: string, high: string) =>
    `${at}, with learning rates ${lrs.join(", ")}: it would narrow the 80 % interval to ${low} to ${high}.`,
  nextCost: (percent: string) => `A training there costs ${percent} % of one at the point.`,
  valleys: "The valley of each cell",
  valleysSummary: (cells: number, from: string, to: string) =>
    `Loss above the cell's lowest against the learning rate, for ${cells} cells; their best learning rates go from ${from} to ${to}.`,
  valleysSome: (shown: number, of: number) =>
    `Of ${of} cells the ${shown} nearest to the point are drawn.`,
  joined: "best learning rates, joined",
  lrAxis: "Learning rate",
  lossAxis: "Loss above the cell's lowest",
  against: (name: string) => `Learning rate against ${name}`,
  againstSummary: (name: string, exponent: string, low: string, high: string) =>
    `The best learning rate moves with ${name} to the power of ${exponent} amid the cells (80 %: ${low} to ${high}).`,
  againstBend: (bend: string) => `Over a decade that power changes by ${bend}.`,
  heldAt: (at: string) => `Line and band hold the other factors at ${at}.`,
  cells: "cells",
  line: "law",
  band: "80 % interval",
  target: "the point",
  factorsTitle: "How the learning rate moves",
  factorsCaption:
    "Powers of each factor amid the cells. Unknown: the factor has one value everywhere.",
  factorsColumns: [
    "Factor",
    "Kind",
    "Power",
    "80 % interval",
    "Change over a decade",
    "Believed before",
  ],
  unknown: "unknown",
  kind: (kind: FactorKind, unit: HorizonUnit | undefined) =>
    unit === undefined ? kinds[kind] : `${kinds[kind]}, ${units[unit]}`,
  belief: (exponent: string, deviation: string) => `${exponent} ± ${deviation}`,
  cellsTitle: "Cells",
  cellsCaption:
    "The best learning rate of each combination, with its standard error and how far it lies from the law, in decades.",
  cellsColumns: ["Best LR", "Error", "Off the law", "Rows", "Remark"],
  broke: "every training broke",
  edge: { lowest: "at the lowest LR tried", highest: "at the highest LR tried" },
  published: {
    sqrt: "square root of the batch (arXiv 2205.10287)",
    linear: "linear in the batch (arXiv 1706.02677)",
    bjorckHorizon: "power −0.32 (arXiv 2409.19913)",
    power: "power −0.51 (arXiv 2408.13359)",
    bjorckSize: "power −0.23 (arXiv 2409.19913)",
    stepSize: "power −0.71 (arXiv 2503.04715)",
  },
  publishedNote:
    "Dashed: published laws, drawn through the middle of the cells; they disagree with each other, and none is built in.",
};
