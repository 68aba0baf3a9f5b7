import { note } from "../contract/notes.ts";
import { InputError } from "../core/errors.ts";
import { formatLoss, formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { asTrainerError, fromSnapshot, type Journal, type JournalHeader } from "../sweep/index.ts";
import type { Trainer, TrainerIdentity } from "../trainer/index.ts";

/** Digests of a trainer as it is now; none for one that has none. */
export async function identityOf(trainer: Trainer): Promise<TrainerIdentity> {
  return (await trainer.identity?.()) ?? {};
}

/**
 * Refuses to go on with the runs of another trainer: digests are compared, and where a trainer has
 * none of its weights, the losses of its first steps with those in the journal. Its state is as it
 * was afterwards.
 *
 * @returns what there is to say where nothing could be compared
 * @throws InputError `other-run` with what differs; TrainerError for a trainer that fails
 */
export async function checkSameTrainer(
  trainer: Trainer,
  { identity: now = {} }: JournalHeader,
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
  if (differing.length > 0) throw otherRun(path, differing);
  const first = finishedRuns[0] ?? finishedTrials.find(({ seed }) => seed === trainer.info.seed);
  if (now.weights === undefined && first !== undefined) {
    const differs = await firstLossDiffering(trainer, first);
    if (differs !== null) throw otherRun(path, [differs]);
  }
  return [];
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
const ROUNDING = 1e-6;
/** The largest difference among so few repeats is often several times below what is usual. */
const REPEATABILITY = 10;

/**
 * Trains the first steps of a recorded training twice. The two tell how well the trainer repeats
 * itself (not at all times to the bit: on a GPU sums are taken in any order), and the journal's losses
 * must be as near as that.
 *
 * @returns the first loss that differs, for a person; null where none does
 */
async function firstLossDiffering(
  trainer: Trainer,
  recorded: { readonly lrs: readonly number[]; readonly losses: readonly number[] },
): Promise<string | null> {
  const lrs = recorded.lrs.slice(0, STEPS);
  const repeats: number[][] = [];
  const failure = await fromSnapshot(trainer, async () => {
    try {
      for (let repeat = 0; repeat < 2; repeat++) {
        if (repeat > 0) await trainer.restore();
        const losses: number[] = [];
        for (const lr of lrs) losses.push(await lossAt(trainer, lr));
        repeats.push(losses);
      }
      return null;
    } catch (thrown) {
      return asTrainerError(thrown, "while its first steps were compared with the journal");
    }
  });
  if (failure !== null) throw failure;
  const [once = [], again = []] = repeats;
  const own = once.reduce((most, loss, i) => Math.max(most, distance(loss, again[i] ?? loss)), 0);
  for (const [i, loss] of once.entries()) {
    const before = recorded.losses[i] ?? loss;
    const allowed = REPEATABILITY * own + ROUNDING * Math.max(Math.abs(loss), Math.abs(before));
    if (distance(loss, before) <= allowed) continue;
    const repeated =
      own === 0 ? "it repeats itself exactly" : `its own repeats differ by ${formatLoss(own)}`;
    return `its loss at step ${i} (LR ${formatLr(lrs[i] ?? 0)}) is ${formatLoss(loss)} now and ${formatLoss(before)} there, and ${repeated}`;
  }
  return null;
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
