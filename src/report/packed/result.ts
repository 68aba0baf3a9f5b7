import { numberFromJson } from "../../core/json.ts";
import { sortKeys } from "../../core/sort-keys.ts";
import { buildCurve } from "../../curve/index.ts";
import type { Result } from "../../result/types.ts";
import type { Trial } from "../../sweep/trial-types.ts";
import type { SweepRun } from "../../sweep/types.ts";
import { condense } from "../analysis/condense.ts";
import { type PackedNumbers, packNumbers, unpackNumbers } from "./numbers.ts";

/** Points that a page carries, all runs together; of more, neighbours are put together. */
const MOST_POINTS = 400_000;

interface PackedRun extends Omit<SweepRun, "lrs" | "losses" | "stepIndices"> {
  /** Null where they are those of the first run. */
  readonly lrs: PackedNumbers | null;
  readonly losses: PackedNumbers;
  readonly stepIndices: PackedNumbers;
}

interface PackedTrial extends Omit<Trial, "lrs" | "losses"> {
  readonly lrs: PackedNumbers;
  readonly losses: PackedNumbers;
}

type Verification = NonNullable<Result["verification"]>;
type Side = Verification["sides"][number];

interface PackedVerification extends Omit<Verification, "sides"> {
  readonly sides: readonly (Omit<Side, "trial"> & { readonly trial: PackedTrial })[];
}

type Document = Omit<Result, "curve" | "record" | "probes" | "verification">;

/** A result as the page carries it: numbers packed, the curve left out, for it follows from the runs. */
export interface PackedResult {
  readonly document: Document;
  /** Absent in results that were written before there were any. */
  readonly probes?: readonly PackedTrial[];
  readonly verification?: PackedVerification | null;
  readonly record: Omit<Result["record"], "runs"> & { readonly runs: readonly PackedRun[] };
  readonly bandwidth: number;
  /** Recorded points behind each carried one; above 1 the page says so and saves no result. */
  readonly group: number;
}

/** The result for a page's JSON; pure. */
export function packResult(result: Result): PackedResult {
  const { curve, record, probes, verification, ...document }: Older = result;
  const { runs, group } = condense(record.runs, MOST_POINTS, MOST_POINTS);
  // In order, since a result read back from its file has its keys in another one.
  return sortKeys({
    document,
    ...(probes && { probes: probes.map(packTrial) }),
    ...(verification !== undefined && {
      verification: verification && {
        ...verification,
        sides: verification.sides.map((side) => ({ ...side, trial: packTrial(side.trial) })),
      },
    }),
    record: { ...record, runs: packRuns(runs) },
    bandwidth: curve.bandwidth,
    group,
  });
}

type Older = Omit<Result, "probes" | "verification"> &
  Partial<Pick<Result, "probes" | "verification">>;

function packRuns(runs: readonly SweepRun[]): PackedRun[] {
  const ladders = runs.map((run) => packNumbers(run.lrs));
  return runs.map(({ lrs: _lrs, losses, stepIndices, ...rest }, i) => ({
    ...rest,
    lrs: i > 0 && ladders[i] === ladders[0] ? null : (ladders[i] as string),
    losses: packNumbers(losses),
    stepIndices: packNumbers(stepIndices),
  }));
}

function packTrial({ lrs, losses, ...rest }: Trial): PackedTrial {
  return { ...rest, lrs: packNumbers(lrs), losses: packNumbers(losses) };
}

/** The runs of a packed result, read back from JSON. */
export function unpackRuns({ record }: PackedResult): SweepRun[] {
  const ladder = unpackNumbers(record.runs[0]?.lrs ?? "d");
  return record.runs.map(({ lrs, losses, stepIndices, heldOut, ...rest }, i) => ({
    ...rest,
    lrs: i === 0 || lrs === null ? ladder : unpackNumbers(lrs),
    losses: unpackNumbers(losses),
    stepIndices: unpackNumbers(stepIndices),
    heldOut: heldOut.map(readLoss),
  }));
}

function unpackTrial({ lrs, losses, heldOut, ...rest }: PackedTrial): Trial {
  return {
    ...rest,
    lrs: unpackNumbers(lrs),
    losses: unpackNumbers(losses),
    heldOut: heldOut.map(readLoss),
  };
}

// In JSON a non-finite loss is a string.
function readLoss<T extends { readonly loss: number }>(point: T): T {
  return { ...point, loss: numberFromJson(point.loss) ?? Number.NaN };
}

/** The whole result, its curve made again by the code that made it. */
export function unpackResult(packed: PackedResult): Result {
  const runs = unpackRuns(packed);
  const { document, record, bandwidth, probes, verification } = packed;
  const result: Older = {
    ...document,
    ...(probes && { probes: probes.map(unpackTrial) }),
    ...(verification !== undefined && {
      verification: verification && {
        ...verification,
        sides: verification.sides.map((side) => ({ ...side, trial: unpackTrial(side.trial) })),
      },
    }),
    record: { ...record, runs },
    curve: buildCurve(runs, { bandwidth }),
  };
  return result as Result;
}
