import type { Note } from "../core/note.ts";
import { axisKindSchema, factorKindSchema, horizonUnitSchema } from "./factor-kind.ts";
import type { NoteCode, NoteData } from "./make-note.ts";
import { notNamed } from "./not-named.ts";
import { BATCH_DIRECTIONS } from "./optimizers/families.ts";
import {
  either,
  flag,
  type Infer,
  list,
  loss,
  nullable,
  number,
  object,
  oneOf,
  optional,
  pair,
  parse,
  type Schema,
  text,
} from "./schema.ts";
import { stopSchema } from "./stop.ts";
import { engineAbsenceSchema } from "./trainer.ts";

const none = object({});
/** What the LR of a curve's lowest place is divided by; older documents lack it. */
const margins = { unknown: optional(number), sgd: optional(number), adam: optional(number) };
const diagnosed = {
  losses: number,
  fromStep: number,
  toStep: number,
  /** What its steps count, where it is no steps. */
  unit: optional(oneOf("step", "epoch")),
};
const drop = object({
  startLoss: loss,
  drop: loss,
  noise: loss,
  dropInErrors: loss,
  /** Of the sweep; older documents lack it. */
  heldOutLosses: optional(number),
  /** Of the note `noisy`: the drop is hardly told from noise. */
  hardly: optional(flag),
});
const horizon = object({ totalSteps: number, epochs: number, stepsPerEpoch: number });
const configValue = object({ path: text, old: text });
const oneColumn = object({ column: text });
/** Of one log, where several may be read: its name, which older documents lack. */
const ofLog = { file: optional(text) };
const eventFile = object({ file: text, offset: number, events: number });
const votes = object({
  middleLr: number,
  decades: number,
  votes: list(object({ name: text, lr: number })),
});
const ruleGivesNone = object({
  rule: text,
  points: number,
  /** Points that the rule needs, and those that its trims left. */
  needed: optional(number),
  left: optional(number),
});
const compared = object({
  role: oneOf("default-lr", "runner-up"),
  loss,
  otherLoss: loss,
  kind: oneOf("held-out", "training"),
  lowerShare: nullable(loss),
  /** The highest LR of the other side. */
  otherLr: optional(number),
  /** How a side ended that did not come to its end. */
  stop: optional(stopSchema),
});
/** How the caller gives data and trainer. */
export const heldOutInterfaceSchema = oneOf(
  "api",
  "module",
  "data",
  "trainer",
  "protocol",
  "parent",
);
/** Why no rows are held out. */
export const heldOutCauseSchema = oneOf(
  "asked",
  "unknown-length",
  "not-repeatable",
  "too-few-rows",
  "no-evaluate",
);
/** Where it trains. */
const enginePlace = oneOf("node", "page");
const verdict = oneOf("diverged", "oscillating", "too-slow", "good");

/**
 * The notes that a curve gives at any settings: what a rule remarks on its pick, and why there is no
 * suggestion. A report makes them again while its reader moves the curve's controls, so that these
 * alone have their sentences in its page's script.
 */
export const REMARKS = {
  // What single rules remark on their picks
  "rule-too-few-points": object({ points: number, needed: number }),
  "rule-short-curve": object({ points: number }),
  "rule-never-falls": none,
  "rule-never-falls-first": none,
  "rule-lowest-at-first": none,
  "rule-equal-lrs": none,
  "rule-no-sweep": none,
  "rule-no-fall": none,
  // Why there is no suggestion
  "too-few-points": either(
    "its numbers",
    object({ points: number, needed: number }),
    ruleGivesNone,
  ),
  /** `grid`: of trainings, none of which has a finite loss. `linear`, here and below: of a linear sweep. */
  "diverged-at-once": object({
    divergedLr: number,
    fromLr: nullable(number),
    points: number,
    grid: optional(flag),
    linear: optional(flag),
  }),
  rising: object({
    startLoss: loss,
    untilLr: number,
    divergedLr: nullable(number),
    dropInErrors: loss,
    /** Of the sweep; older documents lack it. */
    heldOutLosses: optional(number),
    linear: optional(flag),
  }),
  flat: either(
    "its numbers",
    object({
      startLoss: loss,
      noise: loss,
      dropInErrors: loss,
      fromLr: number,
      toLr: number,
      heldOutLosses: optional(number),
    }),
    ruleGivesNone,
  ),
  /** `nextEndLr`: to be tried; left out where the sweep ended before its end. */
  "still-falling": object({
    lastLr: number,
    endLr: number,
    slope: loss,
    nextEndLr: optional(number),
  }),
  /** `message`: the trainer's own words, shortened. */
  "trainer-failed": object({
    message: text,
    losses: number,
    step: optional(number),
    steps: optional(number),
    lr: optional(number),
  }),
  "loss-not-finite": object({
    loss: text,
    step: number,
    steps: optional(number),
    lr: number,
  }),
  /** `lr`: the highest one tried, null where there was none; `steps`: those that were planned. */
  interrupted: object({
    points: number,
    lr: nullable(number),
    endLr: nullable(number),
    stepsDone: number,
    steps: optional(number),
  }),
} as const satisfies Readonly<Record<string, Schema>>;

/**
 * Warnings: what is amiss with a search, a trainer, data or a log. How sure an answer can be beside each
 * of them is said in `src/suggest/most-after.ts`, which does not compile without.
 */
export const WARNINGS = {
  // The search and its trainer
  "range-extended": object({
    side: oneOf("below", "above", "scaled"),
    fromLr: number,
    toLr: number,
    atLr: number,
    loss: optional(loss),
  }),
  "budget-short": object({ name: text, held: number, least: number }),
  "budget-spent": object({ swept: number, budget: number }),
  /** `during`: what was cut short; older documents lack it. */
  cancelled: object({ during: optional(oneOf("sweep", "trainings")) }),
  "resumed-unchecked": none,
  /** Engines with their version and features. */
  "resumed-arithmetic": object({ before: text, after: text }),
  // A study
  "study-tasks-failed": object({ failed: number }),
  "study-other-results": object({ other: number }),
  "study-other-batch": object({ tasks: number, axis: text, wanted: number, trained: number }),
  "study-law-left-out": object({ tasks: number, most: number }),
  "journal-incomplete": none,
  "repeats-differ": object({ runs: list(object({ seed: number, stopReason: text })) }),
  "restore-differs": object({
    firstLosses: list(loss),
    cause: optional(oneOf("restore", "evaluation", "after-update")),
  }),
  "held-out-differs": object({ losses: list(loss) }),
  /** The lowest held-out loss of all trainings, and that of the best constant answer. */
  "no-better-than-constant": object({
    lowestLoss: loss,
    constantLoss: loss,
    is: oneOf("mean", "median", "class-shares"),
    /** Held-out rows that are too few to tell, where the lowest loss is the lower one. */
    fewRows: optional(number),
  }),
  "held-out-not-finite": object({ loss: text, evaluations: number }),
  /**
   * By the script's own words for them; `kinds` beside them. `later`: losses show it only after further
   * updates. `harmless`: number of trainings that started alike all the same.
   */
  "state-not-named": notNamed,
  "training-loss-only": object({
    interface: optional(heldOutInterfaceSchema),
    cause: optional(heldOutCauseSchema),
  }),
  "rows-held-out": object({
    interface: oneOf("api", "module", "data"),
    of: oneOf("rows", "batches"),
    total: number,
    heldOut: number,
    how: oneOf("shuffled", "by-class", "groups", "ordered", "spread"),
    groups: optional(number),
    heldOutGroups: optional(number),
  }),
  "trainer-restarts": none,
  "trainer-not-restored": none,
  "unseeded-draws": none,
  /** Names of options, variables and fields, `URL` (its login) and `token` (known by its shape). */
  "secrets-left-out": object({ places: list(text) }),
  "trainer-info-missing": object({ missing: list(text) }),
  "slow-engine": object({
    engine: text,
    stepMs: number,
    steps: number,
    seconds: number,
    place: optional(enginePlace),
  }),
  "unknown-epoch-length": none,
  "loss-activation": object({ loss: text, activation: text }),
  // The data
  "batch-larger-than-data": object({ batchSize: number, rows: number }),
  "more-features-than-rows": object({ features: number, trainingRows: number }),
  "row-cap": object({ totalRows: number, kept: number }),
  /** The first few rows and their targets; half of all targets lie from `low` to `high`. */
  "outlying-targets": object({
    column: text,
    rows: list(number),
    values: list(number),
    count: number,
    low: number,
    high: number,
  }),
  "not-utf8": object({ file: optional(text), line: optional(number) }),
  "empty-column": object({ columns: list(text) }),
  "row-number-column": oneColumn,
  "mixed-column": object({ column: text, numbers: number, texts: number, row: number }),
  "too-many-levels": object({ column: text, levels: number, dates: optional(flag) }),
  "same-name-columns": object({ names: list(text) }),
  "classes-not-held-out": object({ classes: list(object({ name: text, rows: number })) }),
  "missing-values": object({
    cells: number,
    columns: list(object({ column: text, cells: number, filledWith: text })),
  }),
  "missing-target": object({ column: text, rows: number }),
  // Logs
  "ragged-rows": object({
    ...ofLog,
    rows: number,
    firstRow: number,
    cells: number,
    columns: optional(number),
  }),
  "cut-off": object(ofLog),
  "decimal-commas": object({ ...ofLog, cells: number }),
  "repeated-header": object({ ...ofLog, times: number }),
  "duplicate-columns": object({ ...ofLog, names: list(text) }),
  "skipped-lines": object({ ...ofLog, lines: number, firstLine: number }),
  "damaged-gzip": object(ofLog),
  "truncated-event-file": eventFile,
  "corrupt-event-file": eventFile,
  "several-lr-columns": object({ used: text, others: list(text) }),
  "grid-varies": object({ ...ofLog, columns: list(text) }),
  "matched-lines": object({ ...ofLog, columns: list(text), lines: number, of: number }),
  "losses-summed": object({ parts: list(text) }),
  /** `kind`: whose losses they are; older documents lack it, of the training too. */
  "columns-left-out": object({
    used: text,
    others: list(text),
    kind: optional(oneOf("held-out", "training")),
  }),
  "several-passes": object({ passes: number }),
  "losses-without-lr": object({ losses: number, of: number }),
  "sorted-by-step": none,
  "losses-averaged": object({ perStep: number }),
  "held-out-zeros": object({ column: text, values: number }),
  "steps-within-epochs": object({ stepsPerEpoch: number }),
  "zero-lr": object({ ...ofLog, rows: number }),
  "smoothed-losses": oneColumn,
  "looks-smoothed": none,
  "average-undone": object({ tool: text, mark: oneOf("ramp", "shrinking") }),
  "averaged-losses": object({ ...ofLog, steps: number }),
  "lr-may-lead": object({ factor: number }),
  "steps-per-epoch-assumed": object({ stepsPerEpoch: number }),
  "unknown-optimizer": object(margins),
  "optimizer-not-known": object({ optimizer: text, nearest: optional(text), ...margins }),
  "no-lr": none,
  "lr-falls": object({ row: number, fromLr: number, toLr: number }),
  "constant-lr": object({ lr: number }),
  "narrow-lr": object({ fromLr: number, toLr: number }),
  "lr-settles": object({ row: number, lr: number }),
  resumed: object({ times: number, step: number, left: number }),
  /** `usual`: distance between two steps; older documents lack it. */
  gaps: object({ count: number, from: number, to: number, usual: optional(number) }),
} as const satisfies Readonly<Record<string, Schema>>;

/**
 * Every note by its code, with the data it carries: numbers and names from which a sentence can be
 * made in any language. Codes and fields are a contract: they are added, never renamed.
 *
 * LRs, losses and noise are in their own units; `share` and the like are parts of 1; `decades` are
 * factors of ten; rows and lines count from 1, steps from 0.
 */
export const NOTES = {
  // The suggestion
  "centred-minimum": object({
    minimumLr: number,
    divisor: number,
    optimizer: text,
    of: text,
    stableLr: number,
    lr: number,
    totalSteps: optional(number),
    /** How `minimumLr` was read off; older documents lack it. */
    lowest: optional(
      object({
        /** By the training loss, the held-out loss, half-way between them, or from where the floor is reached. */
        read: oneOf("training", "held-out", "both", "floor"),
        /** Where the smoothed curve is lowest as it is drawn. */
        curveLr: number,
        /** Half-way between these, in decades, lies `trainingLr`: the highest stretch as low within its noise. */
        bottom: pair(number),
        trainingLr: number,
        heldOutLr: optional(number),
      }),
    ),
    /** From `minimumLr` to `lr`: each LR is the one before it times `factor`. */
    steps: optional(
      list(
        object({
          by: oneOf("margin", "length", "usual", "floor", "highest", "over-fitting"),
          factor: number,
          lr: number,
        }),
      ),
    ),
    /** What is usual for the optimizer, where it counts. */
    usualLr: optional(number),
  }),
  /** `why`: what put the LR above `toLr`, the highest at which the smoothed curve is as low within its noise. */
  "above-lowest": object({
    lr: number,
    lowestLr: number,
    toLr: number,
    why: oneOf("held-out", "noise", "usual", "length"),
  }),
  overfitting: object({ lr: number, stableLr: number, share: number }),
  probes: object({
    probes: number,
    probeSteps: number,
    bestLr: number,
    probedLr: number,
    startLoss: loss,
    bestLoss: loss,
    totalSteps: number,
    rounds: number,
    sweepLr: optional(number),
    sweepWeight: optional(number),
    /** What all of it makes for the run. */
    lr: optional(number),
    /** Which losses were compared. */
    of: optional(oneOf("held-out", "training")),
  }),
  "probes-no-gain": object({ startLoss: loss, bestLoss: loss }),
  "whole-runs": object({
    runs: number,
    steps: number,
    lrs: list(number),
    lr: number,
    startLoss: loss,
    endLoss: loss,
    bestLoss: loss,
    for: oneOf("end", "best"),
    /** Which losses they are; older documents lack it. */
    kind: optional(oneOf("held-out", "training")),
    /** Ways in which the rows were divided, where there were several. */
    divisions: optional(number),
  }),
  "whole-runs-no-gain": object({ runs: number }),
  grid: object({
    runs: number,
    points: number,
    fromLr: number,
    toLr: number,
    bestLr: number,
    loss,
    lr: number,
  }),
  "grid-at-edge": object({ lr: number, side: oneOf("lowest", "highest") }),
  "grid-single": object({ points: number }),
  "grid-noise": object({ lr: number, others: list(number) }),
  "whole-run-at-edge": object({
    lr: number,
    side: oneOf("lowest", "highest"),
    /** It lies at the end of the swept range. */
    isEnd: optional(flag),
  }),
  /** `error`: standard error of the difference; `why`: what the choice rests on all the same. */
  "whole-runs-other-lower": object({
    lr: number,
    otherLr: number,
    difference: loss,
    share: number,
    error: optional(loss),
    why: oneOf("both-losses", "fewer-runs", "as-good", "usual"),
    for: oneOf("end", "best"),
  }),
  "whole-runs-broke": object({ lr: number, runs: number, broke: number }),
  "whole-runs-overfit": object({ lr: number, bestLoss: loss, endLoss: loss }),
  "whole-runs-next-broke": object({ lr: number, nextLr: number }),
  "whole-runs-hardly": object({ share: number }),
  "whole-runs-noise": object({ otherLr: number, share: number, unknown: flag }),
  "few-held-out-rows": object({ passes: number, wanted: number, rows: optional(number) }),
  "other-aim": object({ for: oneOf("end", "best"), lr: number, loss: optional(loss) }),
  rule: object({ rule: text, beware: optional(text), lr: optional(number) }),
  "clear-minimum": drop,
  noisy: drop,
  "few-points-per-decade": object({ perDecade: number, aroundLr: optional(number) }),
  "starts-too-high": object({
    firstLr: number,
    flatDecades: number,
    /** Whether the suggestion lies below the first LR. */
    below: optional(flag),
    linear: optional(flag),
  }),
  "no-rise": object({ lastLr: number, rise: loss }),
  "learns-by-heart": object({
    lr: number,
    stableLr: number,
    passes: number,
    parametersARow: number,
  }),
  "floor-reached": object({ lr: number }),
  "held-out-rises": object({ lowestLr: number, lowestLoss: loss, rise: loss }),
  "single-run": none,
  "wide-range": object({
    low: number,
    high: number,
    decades: number,
    heldOutLosses: optional(number),
    /** Sweeps that were made. */
    runs: optional(number),
  }),
  "hardly-told-apart": object({ low: number, high: number, decades: number }),
  "rules-agree": votes,
  "rules-disagree": votes,
  "short-sweep": object({ times: number, sweepSteps: number, totalSteps: number }),
  "short-probes": object({ times: number, probeSteps: number }),
  "probe-at-edge": object({ lr: number, side: oneOf("lowest", "highest") }),
  "hardly-learned": object({ share: loss, probeSteps: optional(number) }),
  "overfit-uncertain": object({ share: number }),
  "sweep-unclear": none,
  "sweep-agrees": object({ sweepLr: number, decades: number }),
  "sweep-disagrees": object({ sweepLr: number, decades: number }),
  "rounds-agree": object({ decades: number, lrs: list(number) }),
  "rounds-disagree": object({ decades: number, lrs: list(number) }),
  "no-held-out": none,
  // The manual ladder
  "ladder-choice": object({ lr: number, end: loss, verdict, rungs: number, atEnd: flag }),
  "ladder-none": none,
  "ladder-rung": object({
    lr: number,
    verdict,
    start: loss,
    end: loss,
    kind: oneOf("held-out", "training"),
    steps: number,
    /** The best rung, where it is that one which shows this one to be too slow. */
    besideLr: optional(number),
    /** A non-finite loss that ended it, and the step of that, counted from 0. */
    loss: optional(text),
    step: optional(number),
  }),
  // The plan
  "initial-lr": object({
    lr: number,
    suggestedLr: optional(number),
    range: nullable(list(number)),
    divisor: optional(number),
    stepDecayOffsetLog10: optional(number),
  }),
  "schedule-choice": object({
    kind: text,
    alternative: text,
    rule: text,
    asked: flag,
    ahead: number,
    meanGap: number,
    medianGap: number,
    meanShare: number,
    alternativeMeanShare: number,
    lowShare: number,
    alternativeLowShare: number,
    totalSteps: optional(number),
    /** Numbers of the alternative; those that its kind has. */
    alternativeLr: optional(number),
    alternativeFloorLr: optional(number),
    alternativeMilestones: optional(list(number)),
    alternativeFactor: optional(number),
    alternativeDecayFrom: optional(number),
    /** Part of the peak at which a cosine would train the last of a few epochs. */
    lastEpochShare: optional(number),
  }),
  warmup: object({
    warmupSteps: number,
    totalSteps: number,
    rule: text,
    warmupStartLr: number,
    peakLr: optional(number),
    optimizer: optional(text),
    /** 2 / (1 - beta2). */
    settleSteps: optional(number),
    /** Part of the loss that the sweep took off. */
    dropShare: optional(number),
    /** Over which LRs are of use. */
    decades: optional(number),
    /** Whether the LR changes at epochs only. */
    perEpoch: optional(flag),
    /** Before they were rounded to whole epochs. */
    wishedSteps: optional(number),
  }),
  /** `open`: the end of the run is. */
  decay: object({ decaySteps: number, decayFrom: optional(number), open: optional(flag) }),
  /** `rule`: `assumed` is 1 % of the peak, for a run whose length is. */
  floor: object({ floorLr: number, rule: optional(oneOf("given", "assumed", "best")) }),
  /** `shares`: of the run, where the steps were not given; `epochs`: rounded to whole ones. */
  milestones: object({
    milestones: list(number),
    factor: number,
    totalSteps: optional(number),
    shares: optional(list(number)),
    epochs: optional(flag),
  }),
  "per-epoch": object({ epochs: number, stepsPerEpoch: number }),
  "optimizer-unknown": object({ optimizer: text, nearest: text }),
  "short-horizon": object({ totalSteps: number, below: number }),
  "horizon-epochs": horizon,
  "horizon-steps": horizon,
  "horizon-open": horizon,
  "horizon-assumed": horizon,
  "batch-size": object({
    batchSize: number,
    /** Null; older documents may have a number. */
    exponent: nullable(number),
    lrAtFourfold: optional(number),
    direction: optional(oneOf(...BATCH_DIRECTIONS)),
  }),
  noise: object({ noiseShare: number, window: number }),
  "over-fitting": object({
    stableLr: number,
    bestStep: number,
    offers: optional(
      list(
        object({
          kind: oneOf("lower-lr", "early-stopping"),
          lr: number,
          evaluateEvery: optional(number),
          patience: optional(number),
        }),
      ),
    ),
  }),
  // The verification
  "not-verified": object({ cause: oneOf("no-plan", "cancelled", "failed"), why: optional(text) }),
  "verified-default-lr": compared,
  "verified-runner-up": compared,
  "verification-lost": object({
    role: oneOf("default-lr", "runner-up"),
    loss,
    bestLoss: loss,
    lr: optional(number),
  }),
  "verification-over-fitting": object({
    bestStep: number,
    best: loss,
    end: loss,
    rise: loss,
    heldOutLosses: number,
  }),
  "verification-short": object({ steps: number, totalSteps: number }),
  "verification-training-loss": none,
  ...WARNINGS,
  // How data were prepared, and what trained
  "data-table": object({
    rows: number,
    cells: number,
    delimiter: text,
    header: flag,
  }),
  "data-groups": oneColumn,
  "data-numeric": object({ columns: number, scaled: flag }),
  /** `levels`: the first of `inputs`. */
  "data-one-hot": object({ column: text, inputs: number, levels: list(text) }),
  "data-constant": object({ columns: list(text) }),
  "data-images": object({ images: number, shape: list(number) }),
  "data-labels": object({ file: text, digest: text }),
  "data-arrays": object({ rows: number, shape: list(number), scaled: flag }),
  "data-target": object({
    kind: oneOf("text", "integers", "numbers", "labels-file", "regression"),
    column: optional(text),
    classes: optional(number),
    from: optional(text),
    to: optional(text),
  }),
  "data-target-scaled": object({ mean: number, deviation: number }),
  "data-split": object({
    how: oneOf("shuffled", "by-class", "groups", "ordered"),
    train: number,
    heldOut: number,
    groups: optional(number),
    heldOutGroups: optional(number),
  }),
  "engine-chosen": object({
    name: text,
    asked: flag,
    failures: list(object({ name: text, reason: text })),
    /** Of a page, in English: `absent` and `oneThread` are the same as data. */
    remarks: optional(list(text)),
    place: optional(enginePlace),
    /** Engines that would have come before, and why they are not there. */
    absent: optional(list(object({ name: text, reason: engineAbsenceSchema }))),
    /** It computes on one thread, because the page has no shared memory. */
    oneThread: optional(flag),
    /** Why it was started without threads where it might have had them, in English. */
    noThreads: optional(text),
    /** Of an engine whose last bits depend on the machine; `alone` where it has one thread. */
    arithmetic: optional(object({ fused: flag, threads: number, alone: optional(text) })),
  }),
  "engine-outside": object({ command: optional(text) }),
  "engine-none": object({ of: oneOf("losses", "trainings"), names: list(text) }),
  // Configs
  "kept-quoted": configValue,
  "was-quoted": configValue,
  "was-not-a-number": configValue,
  "was-text": configValue,
  "inline-comment": configValue,
  "duplicate-key": object({ path: text, times: number }),
  "also-changes": object({ path: text, users: list(object({ path: text, line: number })) }),
  "field-skipped": object({ field: text, path: text, kind: text }),
  "not-in-profile": object({ warmupSteps: optional(number), warmupStartLr: optional(number) }),
  "result-changed": object({ file: text }),
  "lr-was-auto": configValue,
  "lr-far-from-old": object({ path: text, oldLr: number, newLr: number }),
  "lr-optimizer-differs": object({ path: text, optimizer: text, result: text }),
  "lr-overridden": object({
    path: text,
    by: list(object({ path: text, line: number })),
    profile: text,
  }),
  "lr-left": object({ path: text, others: list(object({ path: text, line: number })) }),
  "lr-idle": object({ path: text, by: text, value: text }),
  // Laws
  "law-columns-follow": object({ columns: list(text) }),
  "law-columns-pooled": object({ columns: list(text) }),
  "law-unfinished": object({ rows: number }),
  "law-without-lr": object({ column: text, rows: number }),
  "law-rows-at-zero": object({ columns: list(text), rows: number }),
  "law-columns-unclear": object({ columns: list(text) }),
  "law-factors-guessed": object({
    factors: list(object({ column: text, kind: axisKindSchema, unit: horizonUnitSchema })),
  }),
  "law-fit": object({ cells: number, scatterLog10: number }),
  "law-beyond": object({
    distanceLog10: number,
    factors: list(object({ name: text, at: number, from: number, to: number })),
  }),
  "law-at-cell": none,
  "law-steeper-above": object({ times: number, byLog10: number }),
  /** `of`: all cells. */
  "law-edge-cells": object({
    cells: number,
    lowest: number,
    highest: number,
    of: optional(number),
  }),
  "law-broke-cells": object({ cells: number, of: optional(number) }),
  "law-one-value": object({ factor: text, value: number }),
  "law-kind-doubt": object({ factor: text, kind: factorKindSchema, other: factorKindSchema }),
  "law-duplicates": object({ rows: number }),
  "law-nearest-cells": object({ used: number, cells: number }),
  "law-wide": object({ low: number, high: number }),
  "law-no-point": none,
  "law-too-few-cells": object({ cells: number, needed: number }),
  "law-no-minimum": object({ cells: number, lowest: number, highest: number, broke: number }),
  "law-not-varied": object({
    factor: text,
    value: number,
    at: number,
    exponent: number,
    standardDeviation: number,
  }),
  "law-too-far": object({
    factor: text,
    decades: number,
    most: number,
    /** What was measured. */
    from: optional(number),
    to: optional(number),
  }),
  "law-contradicting": object({ scatterLog10: number, most: number }),
  // The native engine
  "native-unverified": object({ folder: text }),
  ...REMARKS,
  // What a diagnosis says on the whole
  "diagnosis-empty": none,
  "diagnosis-findings": object({ ...diagnosed, findings: number }),
  "diagnosis-short": object(diagnosed),
  /** `try`: what to change, where the log is long; `lr` is its highest LR. */
  "diagnosis-noisy": object({
    ...diagnosed,
    try: optional(oneOf("higher")),
    lr: optional(number),
  }),
  "diagnosis-no-lower": object({ ...diagnosed, startLoss: loss, endLoss: loss }),
  "diagnosis-healthy": object({ ...diagnosed, startLoss: loss, endLoss: loss }),
} as const satisfies Readonly<Record<string, Schema>>;

/** Notes that tell what was done: nothing is amiss. */
const FACTS = ["rows-held-out", "matched-lines"] as const satisfies (keyof typeof NOTES)[];
/** A code of them. */
export type FactCode = (typeof FACTS)[number];

/** Whether a note only tells what was done, and warns of nothing. */
export function isFact(one: Note): one is Note & { readonly code: FactCode } {
  return FACTS.some((code) => code === one.code);
}

/** A code of {@link WARNINGS}. */
export type WarningCode = keyof typeof WARNINGS;

/** A code of {@link REMARKS}. */
export type RemarkCode = keyof typeof REMARKS;

/** The data of every note, by its code. */
type Data = { readonly [Code in keyof typeof NOTES]: Infer<(typeof NOTES)[Code]> };

declare module "./make-note.js" {
  interface KnownNotes extends Data {}
}

/**
 * The data of a note as its code describes them; undefined for data that lack a field or hold
 * something else there (a file of another version).
 */
export function knownData<Code extends NoteCode>(
  code: Code,
  data: Note["data"],
): NoteData[Code] | undefined {
  const schemas: { readonly [Each in NoteCode]: Schema<NoteData[Each]> } = NOTES;
  const parsed = parse(schemas[code], data);
  return parsed.ok ? parsed.value : undefined;
}

/** Whether this version knows a code. */
export function isNoteCode(code: string): code is NoteCode {
  return Object.hasOwn(NOTES, code);
}
