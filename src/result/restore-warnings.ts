import { parse } from "../contract/index.ts";
import { type NoteData, note } from "../contract/make-note.ts";
import { notNamed } from "../contract/not-named.ts";
import { formatLoss } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { maxOf, minOf } from "../core/stats.ts";
import type { Trial } from "../sweep/trial-types.ts";
import type { SweepRecord } from "../sweep/types.ts";

/** The first losses may differ by this part of them: arithmetic on a GPU is not always repeatable. */
const TOLERANCE = 1e-3;

/**
 * Warnings when the state was not put back. The first step of the sweep and of every trial with the same
 * seed see the same weights and the same batch, so their losses must be equal; and so must the held-out
 * losses before that step, which read what a step need not read (an average of the weights).
 *
 * @param trials probes, whole runs and the sides of a verification
 */
export function restoreWarnings(record: SweepRecord, trials: readonly Trial[]): Note[] {
  const { firsts, starts } = startsOf(record, trials);
  const heldOut = heldOutNote(starts);
  return [...trainingNote(firsts, heldOut.length === 0), ...heldOut];
}

/**
 * What a trainer says that it does not put back, with what the losses say of that: state that is read at once
 * would show in the first losses and in the held-out losses before them. Other notes are given back.
 */
export function weighNotRestored(said: Note, record: SweepRecord, trials: readonly Trial[]): Note {
  const told = said.code === "state-not-named" ? parse(notNamed, said.data) : undefined;
  if (!told?.ok || told.value.later === true) return said;
  const known = told.value;
  const { firsts, starts } = startsOf(record, trials);
  const alike = [firsts.map(({ loss }) => loss), finite(starts)].every(
    (losses) => new Set(losses).size <= 1,
  );
  if (firsts.length < 2 || !alike) return said;
  const { names } = known;
  const data = { ...known, harmless: firsts.length, ...(starts.length > 0 && { heldOut: true }) };
  const message = `Training changes ${names.join(", ")}, which nobody named, so that \`restore\` does not put ${names.length === 1 ? "it" : "them"} back. It made no difference: ${firsts.length} trainings from the same snapshot had the very same first loss${starts.length > 0 ? " and held-out loss before it" : ""}. In Python also=[${names.join(", ")}] puts back what a step or an evaluation reads later.`;
  return note("state-not-named", message, data);
}

/** Of all trainings with the sweep's seed: first losses, and held-out losses before them. */
function startsOf(record: SweepRecord, trials: readonly Trial[]) {
  const alike = trials.filter(({ seed }) => seed === record.info.seed);
  const starts = alike.map(({ heldOut }) => heldOut.find(({ stepsDone }) => stepsDone === 0)?.loss);
  const firsts: First[] = [record.runs[0], ...alike].flatMap((run, place) => {
    const [loss, lr] = [run?.losses[0], run?.lrs[0]];
    if (loss === undefined || lr === undefined || !Number.isFinite(loss)) return [];
    return [{ loss, lr, evaluated: place > 0 && starts[place - 1] !== undefined }];
  });
  return { firsts, starts };
}

/** The first step of a training: its loss and LR, and whether held-out rows were evaluated before it. */
interface First {
  readonly loss: number;
  readonly lr: number;
  readonly evaluated: boolean;
}

/** The lowest and the highest of losses that should be equal, where they are not. */
function spread(losses: readonly number[]): [number, number] | null {
  const low = minOf(losses);
  const high = maxOf(losses);
  const bound = TOLERANCE * Math.max(Math.abs(low), Math.abs(high));
  return losses.length < 2 || high - low <= bound ? null : [low, high];
}

function finite(losses: readonly (number | undefined)[]): number[] {
  return losses.filter((loss): loss is number => loss !== undefined && Number.isFinite(loss));
}

function heldOutNote(found: readonly (number | undefined)[]): Note[] {
  const losses = finite(found);
  const range = spread(losses);
  if (range === null) return [];
  const message = `The trainer's \`restore\` does not restore all that its evaluation reads: before the first step of trainings from the same snapshot the held-out losses went from ${formatLoss(range[0])} to ${formatLoss(range[1])}, so that they cannot be compared. Look for an average of the weights, statistics or counters that are not put back (in Python: name them in \`also=\` of \`serve\`), or for an evaluation that takes other rows each time.`;
  return [note("held-out-differs", message, { losses })];
}

function trainingNote(firsts: readonly First[], sameHeldOut: boolean): Note[] {
  const losses = firsts.map(({ loss }) => loss);
  const range = spread(losses);
  if (range === null) return [];
  const [low, high] = range.map((loss) => formatLoss(loss)) as [string, string];
  const cause = sameHeldOut ? causeOf(firsts) : "restore";
  return [note("restore-differs", SAYS[cause](low, high), { firstLosses: losses, cause })];
}

type Cause = NonNullable<NoteData["restore-differs"]["cause"]>;

const SAYS: Readonly<Record<Cause, (low: string, high: string) => string>> = {
  restore: (low, high) =>
    `The trainer's \`restore\` does not restore: trainings from the same snapshot started at losses from ${low} to ${high}. Weights, optimizer state, random state and data position must all be put back; the probes cannot be compared otherwise. \`lr-finder protocol check\` shows more.`,
  evaluation: (low, high) =>
    `The trainer's evaluation changes its training: the first loss of trainings from the same snapshot was ${low} or ${high}, by whether held-out rows were evaluated before it. Look for an evaluation that trains, takes batches of the training data's loader, or draws random numbers that training misses.`,
  "after-update": (low, high) =>
    `The first losses of trainings from the same snapshot went from ${low} to ${high}, the further apart the higher the learning rate of that step was: the trainer seems to give the loss after its update. It must give that of the batch before it (in PyTorch: compute the loss before \`optimizer.step()\`, and return that).`,
};

/** Why first losses differ where the held-out losses before them do not. */
function causeOf(firsts: readonly First[]): Cause {
  const of = (evaluated: boolean) => firsts.filter((first) => first.evaluated === evaluated);
  const parts = [of(true), of(false)].map((part) => part.map(({ loss }) => loss));
  if (parts.every((losses) => losses.length > 0 && spread(losses) === null)) return "evaluation";
  const [lowest, ...others] = firsts.toSorted((a, b) => a.lr - b.lr);
  const apart = others.map(({ loss }) => Math.abs(loss - (lowest as First).loss));
  const lrs = new Set(others.map(({ lr }) => lr));
  const rises = apart.every(
    (far, i) => i === 0 || far >= (apart[i - 1] as number) * (1 - TOLERANCE),
  );
  return lrs.size >= 3 && rises ? "after-update" : "restore";
}
