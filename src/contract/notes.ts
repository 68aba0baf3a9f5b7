import type { Note } from "../core/note.ts";
import {
  type DataOf,
  type Fields,
  flag,
  list,
  loss,
  nullable,
  number,
  object,
  oneOf,
  optional,
  readFields,
  text,
} from "./fields.ts";

const none = {} as const;
const drop = { startLoss: loss, drop: loss, noise: loss, dropInErrors: loss };
const horizon = { totalSteps: number, epochs: number, stepsPerEpoch: number };
const configValue = { path: text, old: text };
const columns = { column: text };
const eventFile = { file: text, offset: number, events: number };
const votes = {
  middleLr: number,
  decades: number,
  votes: list(object({ name: text, lr: number })),
};
const ruleGivesNone = { rule: text, points: number };
const compared = {
  role: oneOf("default-lr", "runner-up"),
  loss,
  otherLoss: loss,
  kind: oneOf("held-out", "training"),
  lowerShare: nullable(loss),
};
const verdict = oneOf("diverged", "oscillating", "too-slow", "good");

/**
 * Every note by its code, with the data it carries: numbers and names from which a sentence can be
 * made in any language. Codes and fields are a contract: they are added, never renamed. Where a code
 * has several alternatives, they are told apart by their fields.
 *
 * LRs, losses and noise are in their own units; `share` and the like are parts of 1; `decades` are
 * factors of ten; rows and lines count from 1, steps from 0.
 */
export const NOTES = {
  // The suggestion
  "centred-minimum": {
    minimumLr: number,
    divisor: number,
    optimizer: text,
    of: text,
    stableLr: number,
    lr: number,
    totalSteps: optional(number),
  },
  overfitting: { lr: number, stableLr: number, share: number },
  probes: {
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
  },
  "probes-no-gain": { startLoss: loss, bestLoss: loss },
  rule: { rule: text, beware: optional(text) },
  "clear-minimum": drop,
  noisy: drop,
  "few-points-per-decade": { perDecade: number },
  "starts-too-high": { firstLr: number, flatDecades: number },
  "no-rise": { lastLr: number, rise: loss },
  "held-out-rises": { lowestLr: number, lowestLoss: loss, rise: loss },
  "single-run": none,
  "wide-range": { low: number, high: number, decades: number },
  "rules-agree": votes,
  "rules-disagree": votes,
  "short-probes": { times: number, probeSteps: number },
  "probe-at-edge": { lr: number, side: oneOf("lowest", "highest") },
  "hardly-learned": { share: loss },
  "overfit-uncertain": { share: number },
  "sweep-unclear": none,
  "sweep-agrees": { sweepLr: number, decades: number },
  "sweep-disagrees": { sweepLr: number, decades: number },
  "rounds-agree": { decades: number, lrs: list(number) },
  "rounds-disagree": { decades: number, lrs: list(number) },
  "no-held-out": none,
  // What single rules remark on their picks
  "rule-too-few-points": { points: number, needed: number },
  "rule-short-curve": { points: number },
  "rule-never-falls": none,
  "rule-never-falls-first": none,
  "rule-lowest-at-first": none,
  "rule-equal-lrs": none,
  "rule-no-sweep": none,
  // Why there is none
  "too-few-points": [{ points: number, needed: number }, ruleGivesNone],
  "diverged-at-once": { divergedLr: number, fromLr: nullable(number), points: number },
  rising: {
    startLoss: loss,
    untilLr: number,
    divergedLr: nullable(number),
    dropInErrors: loss,
  },
  flat: [
    { startLoss: loss, noise: loss, dropInErrors: loss, fromLr: number, toLr: number },
    ruleGivesNone,
  ],
  "still-falling": { lastLr: number, endLr: number, slope: loss },
  // The manual ladder
  "ladder-choice": { lr: number, end: loss, verdict, rungs: number, atEnd: flag },
  "ladder-none": none,
  "ladder-rung": {
    lr: number,
    verdict,
    start: loss,
    end: loss,
    kind: oneOf("held-out", "training"),
    steps: number,
  },
  // The plan
  "initial-lr": {
    lr: number,
    suggestedLr: optional(number),
    range: nullable(list(number)),
    divisor: optional(number),
    stepDecayOffsetLog10: optional(number),
  },
  "schedule-choice": {
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
  },
  warmup: { warmupSteps: number, totalSteps: number, rule: text, warmupStartLr: number },
  decay: { decaySteps: number, decayFrom: optional(number) },
  floor: { floorLr: number },
  milestones: { milestones: list(number), factor: number },
  "per-epoch": { epochs: number, stepsPerEpoch: number },
  "short-horizon": { totalSteps: number, below: number },
  "horizon-epochs": horizon,
  "horizon-steps": horizon,
  "horizon-open": horizon,
  "horizon-assumed": horizon,
  "batch-size": {
    batchSize: number,
    exponent: nullable(number),
    lrAtFourfold: optional(number),
  },
  noise: { noiseShare: number, window: number },
  "over-fitting": {
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
  },
  // The verification
  "not-verified": { cause: oneOf("no-plan", "cancelled", "failed"), why: optional(text) },
  "verified-default-lr": compared,
  "verified-runner-up": compared,
  "verification-lost": { role: oneOf("default-lr", "runner-up"), loss, bestLoss: loss },
  "verification-over-fitting": {
    bestStep: number,
    best: loss,
    end: loss,
    rise: loss,
    heldOutLosses: number,
  },
  "verification-short": { steps: number, totalSteps: number },
  "verification-training-loss": none,
  // The search and its trainer
  "budget-spent": { swept: number, budget: number },
  cancelled: none,
  "journal-incomplete": none,
  "repeats-differ": { runs: list(object({ seed: number, stopReason: text })) },
  "restore-differs": { firstLosses: list(loss) },
  "training-loss-only": none,
  "trainer-restarts": none,
  "trainer-info-missing": { missing: list(text) },
  "slow-engine": { engine: text, stepMs: number, steps: number, seconds: number },
  "unknown-epoch-length": none,
  "loss-activation": { loss: text, activation: text },
  // The data
  "batch-larger-than-data": { batchSize: number, rows: number },
  "more-features-than-rows": { features: number, trainingRows: number },
  "row-cap": { totalRows: number, kept: number },
  "not-utf8": none,
  "empty-column": { columns: list(text) },
  "row-number-column": columns,
  "mixed-column": { column: text, numbers: number, texts: number, row: number },
  "too-many-levels": { column: text, levels: number },
  "missing-values": {
    cells: number,
    columns: list(object({ column: text, cells: number, filledWith: text })),
  },
  "missing-target": { column: text, rows: number },
  // Logs
  "ragged-rows": { rows: number, firstRow: number, cells: number },
  "cut-off": none,
  "decimal-commas": { cells: number },
  "repeated-header": { times: number },
  "duplicate-columns": { names: list(text) },
  "skipped-lines": { lines: number, firstLine: number },
  "damaged-gzip": none,
  "truncated-event-file": eventFile,
  "corrupt-event-file": eventFile,
  "several-lr-columns": { used: text, others: list(text) },
  "several-passes": { passes: number },
  "losses-without-lr": { losses: number, of: number },
  "sorted-by-step": none,
  "zero-lr": { rows: number },
  "smoothed-losses": columns,
  "looks-smoothed": none,
  "averaged-losses": { steps: number },
  "lr-may-lead": { factor: number },
  "steps-per-epoch-assumed": { stepsPerEpoch: number },
  "unknown-optimizer": none,
  "no-lr": none,
  "lr-falls": { row: number, fromLr: number, toLr: number },
  "constant-lr": { lr: number },
  "narrow-lr": { fromLr: number, toLr: number },
  "lr-settles": { row: number, lr: number },
  resumed: { times: number, step: number, left: number },
  gaps: { count: number, from: number, to: number },
  // Configs
  "kept-quoted": configValue,
  "was-quoted": configValue,
  "was-not-a-number": configValue,
  "inline-comment": configValue,
  "duplicate-key": { path: text, times: number },
  "also-changes": { path: text, users: list(object({ path: text, line: number })) },
  "field-skipped": { field: text, path: text, kind: text },
  "not-in-profile": { warmupSteps: optional(number), warmupStartLr: optional(number) },
  "result-changed": { file: text },
  // The native engine
  "native-unverified": { folder: text },
} as const satisfies Readonly<Record<string, Fields | readonly Fields[]>>;

/** A code that this version knows. */
export type NoteCode = keyof typeof NOTES;

type Described<F> = F extends readonly (infer Each)[] ? EachOf<Each> : DataOf<F>;
type EachOf<F> = F extends Fields ? DataOf<F> : never;

/** The data of every note, by its code. */
export type NoteData = { readonly [Code in NoteCode]: Described<(typeof NOTES)[Code]> };

/** A {@link Note} of a known code. */
export type KnownNote<Code extends NoteCode = NoteCode> = Note & {
  readonly code: Code;
  readonly data: NoteData[Code];
};

/** Data may be left out where a code has none. */
type GivenData<Code extends NoteCode> =
  Record<never, never> extends NoteData[Code] ? [data?: NoteData[Code]] : [data: NoteData[Code]];

/**
 * Builds a {@link Note}.
 *
 * @param message the sentence in English, with the numbers of `data`
 */
export function note<Code extends NoteCode>(
  code: Code,
  message: string,
  ...data: GivenData<Code>
): KnownNote<Code>;
export function note(code: NoteCode, message: string, data: Note["data"] = {}): Note {
  return { code, message, data };
}

/**
 * The data of a note as its code describes them; undefined for a code that this version does not
 * know, and for data that lack a field or hold something else there (a file of another version).
 */
export function knownData<Code extends NoteCode>(
  code: Code,
  data: Note["data"],
): NoteData[Code] | undefined {
  const described: Fields | readonly Fields[] = NOTES[code];
  const alternatives: readonly Fields[] = isList(described) ? described : [described];
  for (const fields of alternatives) {
    const read = readFields(fields, data);
    if (read !== undefined) return read as NoteData[Code];
  }
  return undefined;
}

/** Whether this version knows a code. */
export function isNoteCode(code: string): code is NoteCode {
  return Object.hasOwn(NOTES, code);
}

function isList(described: Fields | readonly Fields[]): described is readonly Fields[] {
  return Array.isArray(described);
}
