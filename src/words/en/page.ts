import type { Aim, Confidence, NoSuggestionCode } from "../../suggest/index.ts";
import type { StopReason } from "../../sweep/index.ts";
import { capital } from "../text.ts";
import { countOf } from "./format.ts";

/** How a kind of evidence speaks of a range and of its own weight. */
interface Tried {
  range(low: string, high: string): string;
  /** What the confidence rests on, or what would raise it: the end of the sentence that says it. */
  readonly why: Readonly<Record<Confidence, string>>;
}

/** What the confidence is in. Said here alone. */
function confidenceText(level: Confidence): string {
  return `${level} confidence that it is a good one`;
}

/** Strings that the page's first script needs, before anything is unpacked. */
export const boot = {
  toDark: "Dark theme",
  toLight: "Light theme",
  copied: "Copied",
  selected: "Selected: press Ctrl+C or ⌘C to copy",
  notDrawn:
    "The charts stand still: {why}. What they would say under the pointer is in the tables below.",
  withoutLibrary: "this file was made without the chart library",
  noUnpack: "this browser cannot unpack their scripts (it lacks DecompressionStream)",
};

export const page = {
  skip: "Skip to the answer",
  noScript:
    "Scripts are off, so the charts stand still. What they would say under the pointer is in the tables below.",
  footer: "Made by lr-finder. This file holds everything it shows and fetches nothing.",
  noLoss: "No sweep recorded a finite loss, so there is no curve of it to draw.",
  warnings: "Warnings",
  whyThis: "Why this one",
  moreOnThis: "More on this",
  whySchedule: "Why this schedule",
  useIt: "Use it",
  copy: "Copy",
  copyLr: (lr: string) => `Copy the learning rate ${lr}`,
  copyCode: (title: string) => `Copy the code for ${title}`,
  codeFor: (title: string) => `Code for ${title}`,
  /** Of what: a range of 32 times may stand beside it, and is no contradiction. */
  confidence: confidenceText,
  drawing: "Drawing…",
  toolsFor: (title: string) => `Tools for: ${title}`,
  keyOf: (title: string) => `Show or hide in: ${title}`,
  configLine: "Config line",
  copyConfig: "Copy the config line",
  applyCommand: "Write it into a config file",
};

export const tools = {
  reset: "Readable part",
  all: "Show all",
  log: "Log loss",
  png: "Save PNG",
  svg: "Save SVG",
  csv: "Save points as CSV",
  json: "Save result as JSON",
  print: "Print",
  saved: (file: string) => `Saved ${file}`,
  keep: "Keep it",
};

export const live = {
  title: "Try another smoothing, or trim the curve",
  smoothing: "Smoothing",
  decades: (width: string) => `${width} decades`,
  rulesRead: "Rules read",
  own: "the raw losses, each in its own way",
  curve: "the curve as it is drawn",
  reset: "As it was run",
  leftTrim: "Left trim",
  rightTrim: "Right trim",
  noTrim: "nothing is cut off",
  hint: "Drag the two handles in the chart, or move them with the arrow keys, to leave out an end of the curve.",
  found: (lr: string, low: string, high: string, confidence: string) =>
    `At these settings the curve gives ${lr}, between ${low} and ${high} (${confidence}).`,
  foundQuick: (lr: string) => `At these settings the curve gives ${lr}.`,
  recorded: (lr: string) => `As it was run: ${lr}.`,
  recordedNone: "As it was run: no suggestion.",
  tried: {
    probes: "The answer at the top was chosen by the probes.",
    "whole-runs": "The answer at the top was chosen by whole runs.",
    grid: "The answer at the top was chosen by the trainings of the grid.",
  },
  none: (why: string) => `At these settings there is no suggestion: ${why}`,
  noneQuick: "At these settings there is no suggestion.",
  failed: (why: string) => `This cannot be worked out: ${why}`,
};

export const headline = {
  none: "No suggestion",
  found: "Recommended learning rate",
  range: (low: string, high: string) =>
    `Anything from ${low} to ${high} cannot be told from it on this curve.`,
  noRange: "Its range is this one value.",
  confidence: (level: Confidence, why: string) =>
    `${capital(confidenceText(level))} (how exact it is, the range says): ${why}.`,
  why: {
    high: "the curve is clear",
    medium: "good enough to start with; repeats would say more",
    low: "a first guess, to be checked with a short run",
  } satisfies Record<Confidence, string>,
  /** Methods that tried LRs instead of reading a curve, by name. */
  tried: {
    probes: {
      range: (low: string, high: string) =>
        `By the probes, anything from ${low} to ${high} is about as good.`,
      why: {
        high: "the probes tell it clearly",
        medium: "good enough to start with; more or longer probes would say more",
        low: "a first guess, to be checked with a longer run",
      },
    },
    ladder: {
      range: (low: string, high: string) =>
        `By the ladder, anything from ${low} to ${high} is about as good.`,
      why: {
        high: "the ladder tells it clearly",
        medium: "good enough to start with; closer rungs would say more",
        low: "a first guess, to be checked with a longer run",
      },
    },
    grid: {
      range: (low: string, high: string) =>
        `By the trainings of the grid, anything from ${low} to ${high} is about as good.`,
      why: {
        high: "the grid tells it clearly",
        medium: "good enough to start with; repeats would say more",
        low: "noise, or the edge of the grid, decides",
      },
    },
    "whole-runs": {
      range: (low: string, high: string) =>
        `By the whole runs, anything from ${low} to ${high} is about as good.`,
      why: {
        high: "whole runs show it",
        medium: "good enough to start with; more held-out rows would say more",
        low: "noise decides between the learning rates tried",
      },
    },
  } satisfies Record<string, Tried>,
  /** The LR for the other aim, where the two part. */
  other: {
    end: (lr: string, isSure: boolean) =>
      `For the loss at the end of the run, ${lr} ${isSure ? "is better" : "may be better: noise decides here"}.`,
    best: (lr: string, isSure: boolean) =>
      `If you stop early or keep the best checkpoint, ${lr} ${isSure ? "is better" : "may be better: noise decides here"}.`,
  } satisfies Record<Aim, (lr: string, isSure: boolean) => string>,
  noneTitles: {
    flat: "The loss does not react to the learning rate",
    "still-falling": "The loss was still falling at the end of the range",
    "diverged-at-once": "Training diverged at once",
    "too-few-points": "There are too few points to tell",
    rising: "The loss only rises",
    "trainer-failed": "The trainer failed",
    "loss-not-finite": "The loss is not a number, whatever the learning rate",
    interrupted: "The sweep was interrupted before it told anything",
  } satisfies Record<NoSuggestionCode, string>,
  noneNext: {
    flat: "Raise the end LR, train more steps, and check that the model, the loss and the labels fit together.",
    "still-falling":
      "Run again with a higher end LR, so that the sweep reaches the point where training breaks.",
    "diverged-at-once":
      "Run again with much lower learning rates; if that diverges too, look at the scaling of the inputs and the loss.",
    "too-few-points": "Run again with more steps, or over a wider range.",
    rising:
      "Run again with lower learning rates; if it still rises, check the sign of the loss and the labels.",
    "trainer-failed": "Mend what the trainer says, and run again.",
    "loss-not-finite":
      "Look for NaN or infinite values in the data, and for a logarithm of 0 or a division by 0 in the loss.",
    interrupted: "Let the sweep run to its end.",
  } satisfies Record<NoSuggestionCode, string>,
  pageTitle: (lr: string | null, name: string) =>
    `${lr === null ? "No suggestion" : `LR ${lr}`} · ${name} · lr-finder`,
};

export const facts = {
  range: "Range",
  confidence: "Confidence",
  rule: foundBy,
  schedule: "Schedule",
  warmup: (steps: number) => `${countOf(steps, "step")} of warmup`,
  noWarmup: "no warmup",
  swept: "Swept",
  steps: (steps: number) => countOf(steps, "step"),
  stops: {
    completed: "whole range",
    diverged: "stopped: diverged",
    "non-finite": "stopped: non-finite loss",
    "trainer-ended": "stopped: trainer ended",
    cancelled: "stopped: cancelled",
  } satisfies Record<StopReason, string>,
  sweptDetail: (steps: string, stop: string) => `${steps}, ${stop}`,
  trained: "Trained",
  batch: (optimizer: string, size: number) => `${optimizer}, batch ${size}`,
  unknownOptimizer: "optimizer not known",
  parameters: (parameters: number) => countOf(parameters, "parameter"),
  cost: "Cost",
  updates: (steps: number) => `${countOf(steps, "update")} in all`,
};

const TRIED: Readonly<Record<string, string>> = {
  probes: "chosen by probes",
  "whole-runs": "chosen by whole runs",
  grid: "chosen by the grid",
  ladder: "chosen by the ladder",
};

/** How the answer was found: by trying LRs, or by a rule. */
export function foundBy(method: string): string {
  return TRIED[method] ?? `rule: ${method}`;
}
