import { numberFromJson } from "../../core/json.ts";
import { sortKeys } from "../../core/sort-keys.ts";
import { buildCurve } from "../../curve/index.ts";
import type { Result } from "../../result/types.ts";
import type { SweepRun } from "../../sweep/types.ts";
import { condense } from "../analysis/condense.ts";
import { packNumbers, unpackNumbers } from "./numbers.ts";

/** Points that a page carries, all runs together; of more, neighbours are put together. */
const MOST_POINTS = 400_000;

interface PackedRun extends Omit<SweepRun, "lrs" | "losses" | "stepIndices"> {
  readonly lrs: string;
  readonly losses: string;
  /** Null where they are 0, 1, 2, … */
  readonly stepIndices: readonly number[] | null;
}

/** A result as the page carries it: numbers packed, the curve left out, for it follows from the runs. */
export interface PackedResult {
  readonly document: Omit<Result, "curve" | "record">;
  readonly record: Omit<Result["record"], "runs"> & { readonly runs: readonly PackedRun[] };
  readonly bandwidth: number;
  /** Recorded points behind each carried one; above 1 the page says so and saves no result. */
  readonly group: number;
}

/** The result for a page's JSON; pure. */
export function packResult(result: Result): PackedResult {
  const { curve, record, ...document } = result;
  const { runs, group } = condense(record.runs, MOST_POINTS);
  // In order, since a result read back from its file has its keys in another one.
  return {
    document: sortKeys(document),
    record: sortKeys({ ...record, runs: runs.map(packRun) }),
    bandwidth: curve.bandwidth,
    group,
  };
}

function packRun({ lrs, losses, stepIndices, ...rest }: SweepRun): PackedRun {
  const counting = stepIndices.every((step, i) => step === i);
  return {
    ...rest,
    lrs: packNumbers(lrs),
    losses: packNumbers(losses),
    stepIndices: counting ? null : stepIndices,
  };
}

/**
 * The runs of a packed result, read back from JSON (where a non-finite held-out loss is a string).
 */
export function unpackRuns({ record }: PackedResult): SweepRun[] {
  return record.runs.map(({ lrs, losses, stepIndices, heldOut, ...rest }) => {
    const ladder = unpackNumbers(lrs);
    return {
      ...rest,
      lrs: ladder,
      losses: unpackNumbers(losses),
      stepIndices: stepIndices ?? ladder.map((_, i) => i),
      heldOut: heldOut.map((each) => ({ ...each, loss: numberFromJson(each.loss) ?? Number.NaN })),
    };
  });
}

/** The whole result, its curve made again by the code that made it. */
export function unpackResult(packed: PackedResult): Result {
  const runs = unpackRuns(packed);
  const { document, record, bandwidth } = packed;
  return { ...document, record: { ...record, runs }, curve: buildCurve(runs, { bandwidth }) };
}
