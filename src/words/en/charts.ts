import {
  type DecidingMethod,
  purposeLabel,
  sideTitle,
  type TrialPurpose,
  type VerifiedPurpose,
} from "../../contract/index.ts";
import type { Regime } from "../../curve/index.ts";
import type { Plan, SchedulePlan } from "../../plan/index.ts";
import type { TrialStopReason } from "../../sweep/index.ts";
import { count, countOf, list } from "./format.ts";

export const loss = {
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
  } satisfies Record<Regime["kind"], string>,
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
  /** `part`: of a linear sweep's steps, in percent; null for other sweeps. */
  kernel: (decades: string, part: string | null) =>
    `The smoothed line is centred, so it is not shifted (kernel of ${decades} decades${part === null ? "" : `, at most ${part} of the steps of this linear sweep`}). Slopes are changes of the loss per factor of ten in LR.`,
};

export const plan = {
  title: "Planned schedule",
  names: {
    cosine: "cosine decay",
    step: "step decay",
    "warmup-stable-decay": "warmup, stable, decay",
  } satisfies Record<SchedulePlan["kind"], string>,
  planned: (name: string) => `Planned: ${name}`,
  alternative: (name: string) => `Alternative: ${name}`,
  warmup: "Warmup",
  endOfWarmup: "End of warmup",
  milestones: "Milestones",
  milestone: "Milestone",
  decayBegins: "Decay begins",
  step: "Step",
  epoch: "Epoch",
  lr: "Learning rate",
  hover: (name: string, lr: string, epoch: string) => `${name} <b>${lr}</b> (epoch ${epoch})`,
  summary: (steps: number, planned: string, alternative: string) =>
    `Learning rate over ${countOf(steps, "step")}. ${planned} Alternative: ${alternative}`,
  length: (steps: number, epochs: string | null) =>
    `${countOf(steps, "step")}${epochs === null ? "" : ` (${epochs} epochs)`}`,
  warmUp: (from: string, to: string, steps: number) =>
    `warm up from ${from} to ${to} over ${countOf(steps, "step")}, then `,
  cosine: (length: string, warmup: string, peak: string, floor: string, per: string) =>
    `Cosine decay over ${length}: ${warmup}fall from ${peak} to ${floor}, changing every ${per}.`,
  drop: (length: string, warmup: string, drops: string) =>
    `Step decay over ${length}: ${warmup}${drops}.`,
  hold: (peak: string) => `hold ${peak}`,
  multiply: (peak: string, factor: string, steps: readonly string[]) =>
    `multiply ${peak} by ${factor} at ${steps.length === 1 ? "step" : "each of the steps"} ${list(steps)}`,
  stable: (length: string, warmup: string, peak: string, from: string, floor: string) =>
    `Warmup, stable, decay over ${length}: ${warmup}hold ${peak} until step ${from}, then fall to ${floor}.`,
  per: { step: "step", epoch: "epoch" } satisfies Record<SchedulePlan["per"], string>,
  rows: {
    kind: "Kind",
    peak: "Peak LR",
    warmupSteps: "Warmup steps",
    warmupStart: "Warmup starts at LR",
    floor: "Floor LR",
    decayFrom: "Decay begins at step",
    milestones: "Milestones (steps)",
    factor: "Factor at each milestone",
    total: "Total steps",
    stepsPerEpoch: "Steps per epoch",
    per: "LR changes every",
  },
  none: "none",
  stepAndEpoch: (step: string, epoch: string) => `${step} (epoch ${epoch})`,
  tableTitle: "Schedule in numbers",
  tableCaption: (plan: Plan, initialLr: string) =>
    `The planned schedule and its alternative; initial LR ${initialLr}. Steps count from 0${plan.schedule.per === "epoch" ? ", and the LR changes at the start of an epoch" : ""}.`,
  columns: ["Number", "Planned", "Alternative"],
};

/** Trainings that ended lower at an LR, or at the one next to it, than at all lower ones. */
export function endedLower(lower: "at" | "beside" | null): string {
  if (lower === null) return "";
  return `, and they ended lower ${lower === "at" ? "there" : "next to it"} than at any lower one tried`;
}

export const trials = {
  probes: "Trainings at several learning rates: probes, and whole runs where there are any",
  verification: "The plan, trained beside what else one would do",
  /** What a training was for. */
  purpose: (purpose: TrialPurpose): string => purposeLabel(purpose),
  /** What a side of a verification trained. */
  side: (side: VerifiedPurpose): string => sideTitle(side),
  chosenBy: {
    probes: "the probes",
    "whole-runs": "the whole runs",
    ladder: "the ladder",
  } satisfies Record<DecidingMethod, string>,
  /** `lower`: where they ended lower than at all lower LRs that were tried, at it or next to it. */
  onRise: (lr: string, by: string, lower: "at" | "beside" | null) =>
    `At ${lr} this curve has risen: not the curve but ${by} chose it${endedLower(lower)} (below). A curve is read in passing, a training at one learning rate has time to settle.`,
  triedTitle: "Where these trainings ended, by learning rate",
  triedSummary: (trainings: number, lr: string) =>
    `The loss at the end of ${countOf(trainings, "training")} against the learning rate on a log axis; ${lr} was chosen.`,
  /** `broke`: some that the line counts did. */
  triedNote: (lr: string, best: boolean, broke: boolean) =>
    `A mark is a training${best ? ", at its lowest on the way" : ""}; the line joins the means of those that chose ${lr}. Trainings that broke or were given up have none${broke ? `, and count in the line ${best ? "by what they had reached" : "as not trained"}` : ""}.`,
  /** `compared`: by the thick line. */
  triedDivisions: (compared: boolean) =>
    `The rows were divided into training and held-out ones in several ways: a dotted line joins the runs on one division.${compared ? " The thick line is what was compared: all brought to the level of the first division." : ""}`,
  triedOther: (lr: string) =>
    `${lr} came lowest on this line; the reasons say why it was not chosen.`,
  triedAxis: (best: boolean): string => (best ? "Lowest loss on the way" : "Loss at the end"),
  triedKinds: {
    probe: "Probes",
    "whole-run": "Whole runs",
    ladder: "Ladder",
  } satisfies Partial<Record<TrialPurpose["kind"], string>>,
  xAxis: "Updates made",
  yAxis: "Loss",
  batchLoss: (label: string) => `${label} (batch loss, smoothed)`,
  heldOut: (label: string) => `${label} (held-out)`,
  hover: (label: string, loss: string) => `${label} <b>${loss}</b>`,
  summary: (shown: number, steps: number, isDivided: boolean) =>
    `Loss of ${countOf(shown, "training")} over at most ${countOf(steps, "update")}, from the same state and on the same batches${isDivided ? ", but for those on rows divided anew, whose batches and held-out rows are others" : ""}.`,
  won: (label: string, loss: string, margin: string, second: string, isTie: boolean) =>
    `${label} ends lowest, at ${loss}: ${margin} below ${second}${isTie ? ", less than a hundredth of what training gains: too little to tell the two apart" : ""}.`,
  wonAlone: (label: string, loss: string) =>
    `${label} ends at ${loss}; nothing is left to compare it with.`,
  noneEnded: "None of them came to its end.",
  cost: (updates: number, trainings: number) =>
    `Cost: ${countOf(updates, "update")} in ${countOf(trainings, "training")}.`,
  smoothedNote:
    "Thin lines are batch losses, averaged over a tenth of the training; squares are held-out losses.",
  probesTable: "These trainings in numbers",
  verificationTable: "Trainings in numbers",
  caption:
    "Final loss: the last held-out loss, or the mean over the last tenth of the batch losses where there is none. Behind: how far above the lowest of them.",
  columns: ["Training", "Highest LR", "Updates", "Final loss", "Behind", "End"],
  stops: {
    completed: "completed",
    abandoned: "given up early: clearly behind",
    diverged: "diverged",
    "non-finite": "non-finite loss",
    "trainer-ended": "trainer ended",
    cancelled: "cancelled",
  } satisfies Record<TrialStopReason, string>,
  ofPlanned: (done: string, planned: string) => (done === planned ? done : `${done} of ${planned}`),
};
