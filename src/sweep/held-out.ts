import { type Evaluated, evaluationFault, ROW_GROUPS, readEvaluation } from "../contract/index.ts";
import { TrainerError } from "../core/errors.ts";
import { standardError } from "../core/stats.ts";
import type { Trainer } from "../trainer/types.ts";
import type { TrialHeldOut } from "./trial-types.ts";

/** Digits that are kept of a row's loss: as many as float32 has. */
const DIGITS = 7;

/** What is recorded of one evaluation. */
export type Measured = Omit<TrialHeldOut, "stepsDone">;

/** Rows whose losses a trainer gave: the same each time. */
const rowsOf = new WeakMap<object, number>();

/**
 * Measures the held-out loss, with the count of the rows, the standard error of their mean and their
 * losses as far as the trainer tells them (see `Evaluation`).
 *
 * @throws TrainerError for an answer that cannot be used, and where the number of losses is not that
 *   of an earlier evaluation by the same trainer; what the trainer throws comes through
 */
export async function measureHeldOut(trainer: Pick<Trainer, "evaluate">): Promise<Measured> {
  const read = readEvaluation(await trainer.evaluate?.());
  if (!read.ok) {
    throw new TrainerError("bad-evaluation", evaluationFault(read), {
      data: { field: read.place },
    });
  }
  const { losses } = read.value;
  if (losses !== undefined) {
    const before = rowsOf.get(trainer) ?? losses.length;
    if (losses.length !== before) {
      throw new TrainerError(
        "bad-evaluation",
        `\`evaluate\` gives ${losses.length} \`losses\` where it gave ${before} before: they must be those of the same rows each time`,
        { data: { field: "losses", before, now: losses.length } },
      );
    }
    rowsOf.set(trainer, before);
  }
  return measured(read.value);
}

/** An evaluation as it is recorded. */
export function measured({ loss, count, losses, ...told }: Evaluated): Measured {
  const error = told.standardError ?? (losses && standardError(losses));
  const rowLosses = losses && rowLossesOf(losses);
  return {
    loss,
    ...(count !== undefined && { count }),
    ...(error !== undefined && Number.isFinite(error) && { standardError: error }),
    ...(rowLosses?.every(Number.isFinite) && { rowLosses }),
  };
}

/** A measurement without its rows, as a sweep records it. */
export function withoutRows({
  rowLosses: _rows,
  ...measured
}: Measured): Omit<Measured, "rowLosses"> {
  return measured;
}

/**
 * The held-out points of a trial that has ended: only the last one and the first with the lowest
 * loss keep their rows' losses.
 */
export function withKeptRows(points: readonly TrialHeldOut[]): TrialHeldOut[] {
  const best = points.reduce<TrialHeldOut | undefined>(
    (best, point) => (point.loss < (best?.loss ?? Number.POSITIVE_INFINITY) ? point : best),
    undefined,
  );
  return points.map((point) => {
    if (point === best || point === points.at(-1)) return point;
    const { rowLosses: _rows, ...rest } = point;
    return rest;
  });
}

/** The losses, or the means of {@link ROW_GROUPS} groups of them. */
function rowLossesOf(losses: readonly number[]): number[] {
  const groups = Math.min(losses.length, ROW_GROUPS);
  return Array.from({ length: groups }, (_, group) => {
    let sum = 0;
    for (let row = group; row < losses.length; row += groups) sum += losses[row] as number;
    return Number((sum / Math.ceil((losses.length - group) / groups)).toPrecision(DIGITS));
  });
}
