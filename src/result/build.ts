import { type Aim, type DatasetSummary, stopDetail, type TrainerInfo } from "../contract/index.ts";
import { note } from "../contract/make-note.ts";
import { roundLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { mapValues } from "../core/records.ts";
import { buildCurve, type Curve } from "../curve/index.ts";
import { decideHorizon, makePlan, type PlanOptions } from "../plan/index.ts";
import {
  allRules,
  type Confidence,
  lower,
  mostAfterWarnings,
  OVERFITTING,
  type PresetName,
  presetRule,
  RULES,
  type RulePicks,
  recommend,
  type recommendFromTrials,
  type Suggestion,
  suggestByRule,
} from "../suggest/index.ts";
import type { Trial } from "../sweep/trial-types.ts";
import type { SweepRecord, SweepRun } from "../sweep/types.ts";
import { constantWarnings, heldOutWarnings } from "./held-out-warnings.ts";
import { knownOf } from "./known.ts";
import type { trialNotes } from "./trial-notes.ts";
import { RESULT_VERSION, type Result } from "./types.ts";

/** The training run that the plan is for. */
export type Horizon = Pick<PlanOptions, "totalSteps" | "epochs" | "schedule" | "per" | "fineTune">;

type End = Pick<SweepRun, "stopReason" | "stopDetail" | "stop">;

const NO_STEP: End = {
  stopReason: "trainer-ended",
  stopDetail: stopDetail({ code: "no-step" }),
  stop: { code: "no-step" },
};

/** Everything a result is made from. */
export interface ResultParts {
  readonly record: SweepRecord;
  readonly horizon: Horizon;
  /** Probes, in the order they were made. @default none: the sweep alone decides */
  readonly probes?: readonly Trial[];
  /** What reads the probes: `recommendFromTrials`, which pages load with them. There where probes decide. */
  readonly recommend?: typeof recommendFromTrials;
  /** What there is to say of the probes: `trialNotes`, as `recommend`. There where there are any. */
  readonly trialNotes?: typeof trialNotes;
  /** Whole trainings at several LRs stand in the place of a sweep: they made the `suggestion`. */
  readonly isGrid?: boolean;
  /** The suggestion, where neither the sweep nor probes made it. */
  readonly suggestion?: Suggestion;
  /** How the search ended, where there was no sweep. */
  readonly ended?: End;
  /** What the search was allowed to cost; null where nobody said. */
  readonly budget?: Result["budget"];
  /** What the LR is for. @default "end" */
  readonly aim?: Aim;
  /** Whose rule recommends; default: ours. */
  readonly preset?: PresetName;
  readonly name: string;
  readonly data: DatasetSummary | null;
  readonly warnings: readonly Note[];
  /** Options as resolved, for the record. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly versions: Readonly<Record<string, string>>;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly cost: Result["cost"];
  readonly files: Result["files"];
}

/**
 * From a sweep's record to the whole result: curve, rules, suggestion, plan. Pure: the same parts
 * give the same result.
 *
 * With repeats the peers' rules read the first run, as their tools would; the recommended rule
 * reads the pooled curve.
 */
export function buildResult(parts: ResultParts): Result {
  const { record, horizon, preset, cost, probes = [] } = parts;
  const { info, options, runs } = record;
  const curve = buildCurve(runs);
  const first: SweepRun | undefined = runs[0];
  const rules =
    first === undefined || parts.isGrid
      ? noRules()
      : allRules(first, options.steps, runs.length === 1 ? curve : undefined);
  const circumstances = {
    optimizer: info.optimizer,
    endLr: options.endLr,
    ended: runs.at(-1)?.stop,
    rules,
    seed: options.seed,
    totalSteps: decideHorizon(horizon, info.stepsPerEpoch).totalSteps,
    stepsPerEpoch: info.stepsPerEpoch,
    parametersARow: parametersARow(info),
    aim: parts.aim,
  };
  const said =
    probes.length === 0
      ? { given: parts.warnings, found: [] }
      : loaded("trialNotes", parts.trialNotes)(parts.warnings, record, probes);
  const warnings = [
    ...said.given,
    ...sweepWarnings(record),
    ...said.found,
    ...heldOutWarnings(record, probes),
    ...constantWarnings(record, probes),
  ];
  const read =
    parts.suggestion ??
    (probes.length > 0
      ? loaded("recommend", parts.recommend)(curve, probes, circumstances)
      : preset === undefined || first === undefined
        ? recommend(curve, circumstances)
        : suggestByRule(presetRule[preset], first, options.steps, curve, circumstances));
  const suggestion = doubted(read, mostAfterWarnings(warnings));
  return {
    version: RESULT_VERSION,
    ...answerOf(suggestion, { ...parts, warnings }, curve),
    methods: mapValues(rules, ({ lr }) => lr),
    sweep: {
      ...endOf(runs.at(-1) ?? parts.ended ?? NO_STEP),
      steps: runs.reduce((sum, { losses }) => sum + losses.length, 0),
      startLr: options.startLr,
      endLr: options.endLr,
    },
    cost,
    engine: info.engine,
    budget: parts.budget ?? null,
    warnings,
    files: parts.files,
    name: parts.name,
    createdAt: parts.createdAt,
    versions: parts.versions,
    options: { ...options, ...parts.options },
    data: parts.data,
    record,
    curve,
    probes,
    verification: null,
    rules,
  };
}

/** What must have come with the probes. */
function loaded<Read>(name: keyof ResultParts, read: Read | undefined): Read {
  if (read === undefined) throw new TypeError(`probes without \`${name}\`, which reads them`);
  return read;
}

/** An answer beside which something was warned of is no surer than that allows. */
export function doubted<Read extends Suggestion>(read: Read, most: Confidence): Read {
  return read.status === "none" ? read : { ...read, confidence: lower(read.confidence, most) };
}

/** Undefined where the trainer does not say. */
function parametersARow({ parameterCount, batchSize, stepsPerEpoch }: TrainerInfo) {
  const rows = batchSize * stepsPerEpoch;
  return parameterCount > 0 && rows > 0 ? parameterCount / rows : undefined;
}

function endOf({ stopReason, stopDetail, stop }: End): End {
  return { stopReason, stopDetail, ...(stop && { stop }) };
}

/** Noise of one loss in units of the fall, for the plan; nothing where the loss did not fall. */
function noiseShare({ startLoss, smoothed, minimumIndex, noise }: Curve): { noiseShare?: number } {
  const drop = startLoss - (smoothed[minimumIndex] ?? Number.NaN);
  return drop > 0 ? { noiseShare: noise / drop } : {};
}

/** Every rule's answer where there was no sweep for it to read. */
function noRules(): RulePicks {
  const { code, message, data } = note("rule-no-sweep", "there was no sweep");
  return mapValues(RULES, () => ({ lr: null, note: message, code, data }));
}

/** The reason that says over-fitting decided, as the plan takes it. */
function overfittingOf({ reasons }: Suggestion): Pick<PlanOptions, "overfitting"> {
  const stableLr = reasons.find(({ code }) => code === OVERFITTING)?.data.stableLr;
  return typeof stableLr === "number" ? { overfitting: { stableLr: roundLr(stableLr) } } : {};
}

/** The suggestion and, where there is one to build on, the plan. */
function answerOf(
  suggestion: Suggestion,
  { record, horizon, warnings }: ResultParts,
  curve: Curve,
) {
  const { info } = record;
  const { batchSize } = knownOf(record, warnings);
  if (suggestion.status === "none") {
    const { status, ...rest } = suggestion;
    return { status, suggestion: rest, plan: null };
  }
  const { status, ...rest } = suggestion;
  const plan = makePlan({
    ...horizon,
    // Rounded once, here, so that report, snippets and config hold the same number.
    lr: roundLr(suggestion.lr),
    range: suggestion.range,
    optimizer: info.optimizer,
    stepsPerEpoch: info.stepsPerEpoch,
    ...(batchSize !== undefined && { batchSize }),
    ...noiseShare(curve),
    ...overfittingOf(suggestion),
  });
  return { status, suggestion: rest, plan };
}

function sweepWarnings({ options, runs }: SweepRecord): Note[] {
  const warnings: Note[] = [];
  if (runs.at(-1)?.stopReason === "cancelled") {
    warnings.push(
      note("cancelled", "The sweep was cancelled: everything here is from the steps before that.", {
        during: "sweep",
      }),
    );
  }
  const reasons = new Set(runs.map(({ stopReason }) => stopReason));
  if (reasons.size > 1) {
    warnings.push(
      note(
        "repeats-differ",
        `The ${options.repeats} sweeps ended differently: ${runs.map(({ seed, stopReason }) => `seed ${seed} ${stopReason}`).join(", ")}.`,
        { runs: runs.map(({ seed, stopReason }) => ({ seed, stopReason })) },
      ),
    );
  }
  return warnings;
}
