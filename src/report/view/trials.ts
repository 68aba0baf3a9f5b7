import { formatLr } from "../../core/format.ts";
import { mean, minOf } from "../../core/stats.ts";
import type { Trial } from "../../sweep/trial-types.ts";
import { clean, nameIn, type Words } from "../../words/index.ts";
import type { Column, Table } from "./types.ts";

/** A training as the charts and tables show it. */
export interface ShownTrial {
  readonly label: string;
  readonly trial: Trial;
  /** Loss at its end (see {@link finalLoss}); null when it did not come to its end. */
  readonly final: number | null;
}

/** Part of a training over which batch losses are averaged. */
const AVERAGED = 0.1;

export function shownTrial(label: string, trial: Trial): ShownTrial {
  const ended = trial.stopReason === "completed";
  return { label: clean(label, 60), trial, final: ended ? finalLoss(trial) : null };
}

/**
 * Loss at the end of a training: its last held-out loss where one was taken after an update, or the
 * mean of the last tenth of its batch losses. Null when that is not finite, or there is none.
 */
export function finalLoss({ heldOut, losses }: Trial): number | null {
  const last = heldOut.filter(({ stepsDone }) => stepsDone > 0).at(-1);
  const loss = last ? last.loss : mean(losses.slice(-Math.max(1, averaged(losses.length))));
  return Number.isFinite(loss) ? loss : null;
}

/** Batch losses averaged over a tenth of the training around each; without non-finite ones. */
export function averagedLosses(losses: readonly number[]): number[] {
  const half = Math.floor(averaged(losses.length) / 2);
  const finite = losses.filter(Number.isFinite);
  const sums = [0];
  for (const loss of finite) sums.push((sums.at(-1) as number) + loss);
  return finite.map((_, i) => {
    const reach = Math.min(half, i, finite.length - 1 - i);
    const [from, to] = [i - reach, i + reach + 1];
    return ((sums[to] as number) - (sums[from] as number)) / (to - from);
  });
}

function averaged(steps: number): number {
  return Math.round(steps * AVERAGED);
}

/** Which one ended lowest and by how much, and what they cost: one sentence each. */
export function trialSentences(
  shown: readonly ShownTrial[],
  words: Pick<Words, "format" | "trials">,
): string[] {
  const { trials: text } = words;
  const ended = shown
    .flatMap(({ label, final }) => (final === null ? [] : [{ label, final }]))
    .sort((a, b) => a.final - b.final);
  const [best, second] = ended;
  const updates = shown.reduce((sum, { trial }) => sum + trial.losses.length, 0);
  let won = text.noneEnded;
  if (best && second) {
    const apart = second.final - best.final;
    const margin = words.format.loss(apart);
    const isTie = apart < TIE_SHARE * (startOf(shown) - best.final);
    won = text.won(best.label, words.format.loss(best.final), margin, second.label, isTie);
  } else if (best) won = text.wonAlone(best.label, words.format.loss(best.final));
  return [won, text.cost(updates, shown.length)];
}

/** Part of the whole fall below which the ends of two trainings are not told apart. */
const TIE_SHARE = 0.01;

/** The loss before training; NaN where it is not known. */
function startOf(shown: readonly ShownTrial[]): number {
  const { heldOut = [], losses = [] } = shown[0]?.trial ?? {};
  return heldOut.find(({ stepsDone }) => stepsDone === 0)?.loss ?? losses[0] ?? Number.NaN;
}

/** A row for each training: highest LR, updates, final loss, how far behind the best, and its end. */
export function trialsTable(
  id: string,
  title: string,
  shown: readonly ShownTrial[],
  words: Words,
): Table {
  const { trials: text } = words;
  const finals = shown.flatMap(({ final }) => (final === null ? [] : [final]));
  const least = minOf(finals);
  const columns = text.columns.map((label, i): Column => ({ label, numeric: i > 0 && i < 5 }));
  return {
    id,
    title,
    caption: text.caption,
    columns,
    rows: shown.map(({ label, trial, final }) => [
      label,
      formatLr(trial.peakLr),
      text.ofPlanned(
        words.format.count(trial.losses.length),
        words.format.count(trial.plannedSteps),
      ),
      words.format.loss(final),
      final === null ? words.format.none : words.format.loss(final - least),
      nameIn(text.stops, trial.stopReason, 40),
    ]),
    folded: false,
  };
}
