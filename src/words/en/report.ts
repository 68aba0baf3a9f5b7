import { count, countOf, list } from "../text.ts";
import { enDetails } from "./details.ts";

type Confidence = "high" | "medium" | "low";

/** How a kind of evidence speaks of a range and of its own weight. */
interface Tried {
  range(low: string, high: string): string;
  readonly confidence: Readonly<Record<Confidence, string>>;
}

/**
 * Every string of the single-result page in English; the type of this object is what a language has
 * to fill. Functions take text that is ready to be shown (numbers formatted, names cleaned); the
 * strings hold no markup, and where they go they are escaped.
 */
export const en = {
  /** Of the page: a BCP 47 tag. */
  tag: "en",
  list: (items: readonly string[]): string => list(items),
  dash: "–",

  /** Strings that the page's first script needs, before anything is unpacked. */
  boot: {
    toDark: "Dark theme",
    toLight: "Light theme",
    copied: "Copied",
    selected: "Selected: press Ctrl+C or ⌘C to copy",
    notDrawn: "The charts are not drawn: {why}. Everything they show is in words and tables below.",
    withoutLibrary: "this file was made without the chart library",
    noUnpack: "this browser cannot unpack them (it lacks DecompressionStream)",
  },
  page: {
    skip: "Skip to the answer",
    noScript:
      "Scripts are off, so the charts are not drawn. Everything they show is in words and tables below.",
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
    confidence: (level: Confidence) => `${level} confidence`,
    drawing: "Drawing…",
    toolsFor: (title: string) => `Tools for: ${title}`,
    keyOf: (title: string) => `Show or hide in: ${title}`,
    configLine: "Config line",
    copyConfig: "Copy the config line",
    applyCommand: "Write it into a config file",
  },
  tools: {
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
  },
  live: {
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
    probed: "The answer at the top was chosen by the probes.",
    none: (why: string) => `At these settings there is no suggestion: ${why}`,
    noneQuick: "At these settings there is no suggestion.",
    failed: (why: string) => `This cannot be worked out: ${why}`,
  },
  headline: {
    none: "No suggestion",
    found: "Recommended learning rate",
    range: (low: string, high: string) =>
      `Anything from ${low} to ${high} cannot be told from it on this curve.`,
    noRange: "Its range is this one value.",
    confidence: {
      high: "High confidence: the curve is clear.",
      medium: "Medium confidence: good enough to start with; repeats would say more.",
      low: "Low confidence: a first guess, to be checked with a short run.",
    } as Record<Confidence, string>,
    /** Methods that tried LRs instead of reading a curve, by name. */
    tried: {
      probes: {
        range: (low: string, high: string) =>
          `By the probes, anything from ${low} to ${high} is about as good.`,
        confidence: {
          high: "High confidence: the probes tell it clearly.",
          medium:
            "Medium confidence: good enough to start with; more or longer probes would say more.",
          low: "Low confidence: a first guess, to be checked with a longer run.",
        },
      },
      ladder: {
        range: (low: string, high: string) =>
          `By the ladder, anything from ${low} to ${high} is about as good.`,
        confidence: {
          high: "High confidence: the ladder tells it clearly.",
          medium: "Medium confidence: good enough to start with; closer rungs would say more.",
          low: "Low confidence: a first guess, to be checked with a longer run.",
        },
      },
    } as Record<string, Tried>,
    noneTitles: {
      flat: "The loss does not react to the learning rate",
      "still-falling": "The loss was still falling at the end of the range",
      "diverged-at-once": "Training diverged at once",
      "too-few-points": "There are too few points to tell",
      rising: "The loss only rises",
    } as Record<string, string>,
    noneNext: {
      flat: "Raise the end LR, train more steps, and check that the model, the loss and the labels fit together.",
      "still-falling":
        "Run again with a higher end LR, so that the sweep reaches the point where training breaks.",
      "diverged-at-once":
        "Run again with a much lower start LR; if that diverges too, look at the scaling of the inputs and the loss.",
      "too-few-points": "Run again with more steps, or over a wider range.",
      rising:
        "Run again with a lower start LR; if it still rises, check the sign of the loss and the labels.",
    } as Record<string, string>,
    pageTitle: (lr: string | null, name: string) =>
      `${lr === null ? "No suggestion" : `LR ${lr}`} · ${name} · lr-finder`,
  },
  facts: {
    range: "Range",
    rule: (name: string) => `rule: ${name}`,
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
    } as Record<string, string>,
    sweptDetail: (steps: string, stop: string) => `${steps}, ${stop}`,
    trained: "Trained",
    batch: (optimizer: string, size: number) => `${optimizer}, batch ${size}`,
    parameters: (parameters: number) => countOf(parameters, "parameter"),
    cost: "Cost",
    updates: (steps: number) => `${countOf(steps, "update")} in all`,
  },
  /** Hours and minutes are 0 where they are not needed. */
  duration: (hours: number, minutes: number, seconds: string): string => {
    if (hours > 0) return `${hours} h ${minutes} min`;
    return minutes > 0 ? `${minutes} min ${seconds} s` : `${seconds} s`;
  },
  loss: {
    title: "Loss against learning rate",
    spread: "Spread over repeats",
    raw: "Raw loss",
    smoothed: "Smoothed loss",
    heldOut: "Held-out loss",
    slope: "Slope per decade",
    xAxis: "Learning rate (log scale)",
    yAxis: "Loss",
    regimes: "Regimes",
    regime: {
      flat: "too small (flat)",
      useful: "useful",
      unstable: "unstable",
      diverged: "diverged",
    } as Record<string, string>,
    regimeFromTo: (kind: string, from: string, to: string) => `${kind} from ${from} to ${to}`,
    regimeSentence: (named: readonly string[]) => {
      const text = list(named);
      return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
    },
    recommended: (lr: string) => `Recommended ${lr} and its range`,
    divergedAt: (lr: string) => `Diverged at ${lr}`,
    divergedMark: "diverged",
    hoverLr: "LR",
    hover: (step: string, raw: string, smoothed: string, slope: string, ofRuns: boolean) => [
      `Step ${step}`,
      `${ofRuns ? "Raw, mean of runs" : "Raw"} ${raw}`,
      `Smoothed <b>${smoothed}</b>`,
      `Slope ${slope} per decade`,
    ],
    hoverHeldOut: (loss: string) => `Held-out ${loss}`,
    hoverSlope: (slope: string) => `Slope ${slope} per decade`,
    summary: (from: string, to: string, points: number, runs: number) =>
      `Loss against learning rate on a log axis from ${from} to ${to}, ${countOf(points, "point")}${runs > 1 ? ` over ${runs} runs` : ""}.`,
    least: (start: string, loss: string, lr: string) =>
      `The smoothed loss starts at ${start} and is smallest, ${loss}, at ${lr}.`,
    recommendedIs: (lr: string) => `The recommended learning rate is ${lr}.`,
    divergedSentence: (lr: string) => `Diverged at ${lr}.`,
    outline: (points: number) =>
      `Of ${count(points)} raw losses those that make the outline are drawn; the saved CSV holds every one.`,
    cutOff: (top: string) =>
      `The vertical axis shows the readable part; losses reach ${top} above it. “Show all” draws everything.`,
    kernel: (decades: string) =>
      `The smoothed line is centred, so it is not shifted (kernel of ${decades} decades). Slopes are changes of the loss per factor of ten in LR.`,
  },
  ...enDetails,
};

/** Every string of the page in one language. */
export type Words = typeof en;
