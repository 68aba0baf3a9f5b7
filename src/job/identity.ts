import { note } from "../contract/make-note.ts";
import { InputError } from "../core/errors.ts";
import { formatLoss, formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { maxOf, minOf } from "../core/stats.ts";
import {
  asTrainerError,
  fromSnapshot,
  type Journal,
  type JournalHeader,
  measureHeldOut,
} from "../sweep/index.ts";
import type { EngineInfo, Trainer, TrainerIdentity } from "../trainer/index.ts";

/** Digests of a trainer as it is now; none for one that has none. */
export async function identityOf(trainer: Trainer): Promise<TrainerIdentity> {
  return (await trainer.identity?.()) ?? {};
}

/**
 * Refuses to go on with the runs of another trainer: digests are compared, and the losses of its first
 * steps and its first held-out loss with those in the journal, since what decides them need not be in a
 * file (an environment variable, a file that is read while it trains). Its state is as it was afterwards.
 *
 * @returns what there is to say where nothing could be compared
 * @throws InputError `other-run` with what differs; TrainerError for a trainer that fails
 */
export async function checkSameTrainer(
  trainer: Trainer,
  { identity: now = {}, info }: JournalHeader,
  { header, finishedRuns, finishedTrials }: Journal,
  path: string,
): Promise<Note[]> {
  const { identity: then } = header;
  if (then === undefined) {
    return [
      note(
        "resumed-unchecked",
        "The resumed journal is of an older version, which did not record what the model and the data were: whether they are the same could not be checked.",
      ),
    ];
  }
  const differing = differences(then, now);
  if (differing.length > 0) {
    const unseeded = trainer.warnings?.some(({ code }) => code === "unseeded-draws");
    if (unseeded) differing.push("the module draws random numbers that --seed does not reach");
    throw otherRun(path, differing);
  }
  const recorded = quickestToRepeat(trainer, finishedRuns, finishedTrials);
  const differs = recorded === null ? null : await firstDiffering(trainer, recorded);
  if (differs !== null) throw otherRun(path, [differs]);
  return otherArithmetic(arithmeticOf(header.info.engine), arithmeticOf(info.engine));
}

/** Another engine, version or processor may round the last bits otherwise; the runs are the same. */
function otherArithmetic(before: string, after: string): Note[] {
  if (before === after) return [];
  return [
    note(
      "resumed-arithmetic",
      `The resumed journal was begun with ${before} and goes on with ${after}: the last digits of its losses may not be those of a run in one piece.`,
      { before, after },
    ),
  ];
}

function arithmeticOf({ name, version, features = [] }: EngineInfo): string {
  const engine = `${name} ${version}`;
  return features.length === 0 ? engine : `${engine} (${features.join(", ")})`;
}

function otherRun(path: string, differing: readonly string[]): InputError {
  return new InputError(
    "other-run",
    `--resume: ${path} was made by another trainer: ${differing.join("; ")}. One answer cannot be made of both: put back what it was made with, or leave --resume out`,
    { data: { differing } },
  );
}

function differences(then: TrainerIdentity, now: TrainerIdentity): string[] {
  const before: Readonly<Record<string, string>> = then.files ?? {};
  const after: Readonly<Record<string, string>> = now.files ?? {};
  const files = [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    if (before[name] === after[name]) return [];
    if (before[name] === undefined) return [`${name} is imported now`];
    return [after[name] === undefined ? `${name} is no longer imported` : `${name} was changed`];
  });
  const parts = PARTS.filter(([key]) => then[key] !== now[key]).map(([, what]) => what);
  return [...files, ...parts];
}

const PARTS = [
  ["weights", "the initial weights differ"],
  ["firstBatch", "the first batch differs"],
  ["heldOut", "the held-out rows differ"],
] as const satisfies readonly (readonly [keyof TrainerIdentity, string])[];

/** First steps that are trained again. */
const STEPS = 5;
/** Losses are often sums in single precision: on another machine their last bits may differ. */
const ROUNDING = 1e-5;
/** The largest difference among so few repeats is often several times below what is usual. */
const REPEATABILITY = 10;
/** Repeats of a trainer that does not repeat itself exactly. */
const MAX_REPEATS = 4;

/** What a recorded training has of the losses that are compared. */
interface Recorded {
  readonly lrs: readonly number[];
  readonly losses: readonly number[];
  /** The first held-out loss, and after how many steps it was taken. */
  readonly heldOut: { readonly stepsDone: number; readonly loss: number } | null;
}

/** The recorded training from the trainer's own state whose first losses take the fewest steps. */
function quickestToRepeat(
  { info, evaluate }: Trainer,
  runs: Journal["finishedRuns"],
  trials: Journal["finishedTrials"],
): Recorded | null {
  const ofRuns = runs.slice(0, 1).map(({ lrs, losses, stepIndices, heldOut: [point] }) => {
    const stepsDone = point === undefined ? 0 : stepIndices.indexOf(point.stepIndex) + 1;
    return { lrs, losses, heldOut: point && { ...point, stepsDone } };
  });
  const ofTrials = trials
    .filter(({ seed }) => seed === info.seed)
    .map(({ lrs, losses, heldOut: [heldOut] }) => ({ lrs, losses, heldOut }));
  const all = [...ofRuns, ...ofTrials].map(({ heldOut, ...series }) => ({
    ...series,
    heldOut: heldOut === undefined || evaluate === undefined ? null : heldOut,
  }));
  const evaluated = all.filter(({ heldOut }) => heldOut !== null);
  const [first, ...others] = evaluated.length > 0 ? evaluated : all;
  if (first === undefined) return null;
  return others.reduce((best, each) => (stepsOf(each) < stepsOf(best) ? each : best), first);
}

function stepsOf({ lrs, heldOut }: Recorded): number {
  return Math.max(Math.min(STEPS, lrs.length), heldOut?.stepsDone ?? 0);
}

/** Losses of one repeat. */
interface Repeat {
  readonly losses: readonly number[];
  readonly heldOut: number | null;
}

/**
 * Trains the first steps of a recorded training. Where a loss is another one, repeats tell how well the
 * trainer repeats itself (not at all times to the bit: on a GPU sums are taken in any order), and the
 * journal's losses must be as near as that.
 *
 * @returns the first loss that differs, for a person; null where none does
 */
async function firstDiffering(trainer: Trainer, recorded: Recorded): Promise<string | null> {
  const repeats: Repeat[] = [];
  const failure = await fromSnapshot(trainer, async () => {
    try {
      repeats.push(await repeatOf(trainer, recorded));
      while (repeats.length < MAX_REPEATS && differing(repeats, recorded) !== null) {
        await trainer.restore();
        repeats.push(await repeatOf(trainer, recorded));
        if (repeats.length === 2 && isExact(repeats)) break;
      }
      return null;
    } catch (thrown) {
      return asTrainerError(thrown, "while its first steps were compared with the journal");
    }
  });
  if (failure !== null) throw failure;
  return differing(repeats, recorded);
}

async function repeatOf(trainer: Trainer, recorded: Recorded): Promise<Repeat> {
  const { lrs, heldOut } = recorded;
  const losses: number[] = [];
  let measured: number | null = null;
  const evaluate = async () => {
    if (losses.length === heldOut?.stepsDone) measured = (await measureHeldOut(trainer)).loss;
  };
  await evaluate();
  for (const lr of lrs.slice(0, stepsOf(recorded))) {
    losses.push(await lossAt(trainer, lr));
    await evaluate();
  }
  return { losses, heldOut: measured };
}

/** Largest distance between two of the repeats. */
function spread(values: readonly number[]): number {
  const [first = 0, ...others] = values;
  if (others.every((value) => Object.is(value, first))) return 0;
  const size = maxOf(values) - minOf(values);
  return Number.isFinite(size) ? size : Number.POSITIVE_INFINITY;
}

function isExact(repeats: readonly Repeat[]): boolean {
  return compared(repeats).every(({ values }) => spread(values) === 0);
}

interface Compared {
  /** Zero-based step; null for the held-out loss. */
  readonly step: number | null;
  /** Of each repeat. */
  readonly values: readonly number[];
}

function compared(repeats: readonly Repeat[]): Compared[] {
  const [first] = repeats;
  const heldOut = repeats.flatMap(({ heldOut }) => (heldOut === null ? [] : [heldOut]));
  const steps = (first?.losses ?? []).map((_, step) => ({
    step,
    values: repeats.map(({ losses }) => losses[step] as number),
  }));
  return [...steps, ...(heldOut.length === 0 ? [] : [{ step: null, values: heldOut }])];
}

/** The first loss that is further from the journal's than the repeats are from each other. */
function differing(repeats: readonly Repeat[], recorded: Recorded): string | null {
  const all = compared(repeats);
  const ofSteps = Math.max(
    0,
    ...all.flatMap(({ step, values }) => (step === null ? [] : [spread(values)])),
  );
  for (const { step, values } of all) {
    const [now = 0] = values;
    const then = step === null ? recorded.heldOut?.loss : recorded.losses[step];
    if (then === undefined) continue;
    // A held-out loss is of other rows, and has a spread of its own.
    const own = step === null ? spread(values) : ofSteps;
    const allowed = REPEATABILITY * own + ROUNDING * Math.max(Math.abs(now), Math.abs(then));
    if (distance(now, then) <= allowed) continue;
    const repeated =
      own === 0 ? "it repeats itself exactly" : `its own repeats differ by ${formatLoss(own)}`;
    const { heldOut, lrs } = recorded;
    const place =
      step === null
        ? `its held-out loss ${heldOut?.stepsDone ? `after step ${heldOut.stepsDone - 1}` : "before the first step"}`
        : `its loss at step ${step} (LR ${formatLr(lrs[step] ?? 0)})`;
    const [shownNow, shownThen] = toldApart(now, then);
    return `${place} is ${shownNow} now and ${shownThen} there, and ${repeated}`;
  }
  return null;
}

/** Two numbers that differ, with as many digits as that takes. */
function toldApart(a: number, b: number): readonly [string, string] {
  const usual = [formatLoss(a), formatLoss(b)] as const;
  if (usual[0] !== usual[1]) return usual;
  for (let digits = 5; digits <= 17; digits++) {
    const [one, other] = [a.toPrecision(digits), b.toPrecision(digits)];
    if (one !== other) return [one, other];
  }
  return usual;
}

/** Most updates that a trainer may skip before the one that counts. */
const MAX_SKIPPED = 20;

async function lossAt(trainer: Trainer, lr: number): Promise<number> {
  let step = await trainer.step(lr);
  for (let skipped = 1; step.skipped && skipped < MAX_SKIPPED; skipped++)
    step = await trainer.step(lr);
  return step.loss;
}

/** Equal non-finite losses have none. */
function distance(a: number, b: number): number {
  return Object.is(a, b) ? 0 : Number.isFinite(a - b) ? Math.abs(a - b) : Number.POSITIVE_INFINITY;
}
