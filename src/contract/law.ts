import { factorKindSchema, horizonUnitSchema } from "./factor-kind.ts";
import { noteSchema } from "./note.ts";
import { planSchema } from "./plan.ts";
import {
  flag,
  type Infer,
  integer,
  list,
  literal,
  nullable,
  number,
  numberWithin,
  object,
  oneOf,
  optional,
  pair,
  positive,
  record,
  text,
  variants,
} from "./schema.ts";
import { LAW_VERSION } from "./versions.ts";

/** Why a law gives no LR. */
export const noLawCodeSchema = oneOf(
  "no-point",
  "too-few-cells",
  "no-minimum",
  "not-varied",
  "too-far",
  "contradicting-cells",
);

/** Why a law gives no LR. */
export type NoLawCode = Infer<typeof noLawCodeSchema>;

/** A value of each factor. */
const pointSchema = record(positive);

const lawFactorSchema = object({
  kind: factorKindSchema,
  /** Of a horizon. */
  unit: optional(horizonUnitSchema),
  /** d log LR / d log factor amid the cells, the others held; null where the factor does not vary: unknown. */
  exponent: nullable(number),
  interval80: nullable(pair(number)),
  /** By how much the exponent changes over a decade of the factor; batch sizes only. */
  bend: optional(number),
  /** What was assumed before any cell was seen: exponent and its standard deviation. */
  prior: object({ exponent: number, standardDeviation: number }),
});

const lawCellSchema = object({
  factors: pointSchema,
  /** The best LR of the cell; where `atEdge`, the outermost LR that was tried; null where every row broke. */
  lr: nullable(positive),
  standardErrorLog10: nullable(numberWithin({ min: 0 })),
  /** The lowest loss is at the lowest or highest LR that was tried: the best may lie beyond. */
  atEdge: flag,
  side: optional(oneOf("lowest", "highest")),
  /** Rows of the table, broken ones included. */
  rows: integer(0),
  /** Cell's best LR over the law's, log10; null where there is no law. */
  residualLog10: nullable(number),
});

const nextMeasurementSchema = object({
  factors: pointSchema,
  /** The 80 % interval at the point that it is expected to leave. */
  narrowsTo: pair(positive),
  /** Cost of a training there as a share of one at the point; null where no factor has a cost. */
  costShare: nullable(positive),
  /** LRs to try there. */
  lrs: list(positive),
});

const shared = {
  version: literal(LAW_VERSION),
  name: text,
  /** The point that the LR is wanted for; empty where none was given. */
  at: pointSchema,
  factors: record(lawFactorSchema),
  cells: list(lawCellSchema),
  /** From the point to the nearest cell, in decades over all factors that vary; null without a point. */
  distanceLog10: nullable(numberWithin({ min: 0 })),
  /** Standard deviation of a cell's best LR around the law, in decades; null where there is no law. */
  scatterLog10: nullable(numberWithin({ min: 0 })),
  nextMeasurement: nullable(nextMeasurementSchema),
  reasons: list(noteSchema),
  warnings: list(noteSchema),
};

/** What many small measurements say of the LR at a point. */
export const lawSchema = variants(
  "status",
  object({
    status: literal("found"),
    lr: positive,
    interval80: pair(positive),
    interval95: pair(positive),
    /** A schedule for the run at the point; null where its length is not known. */
    plan: nullable(planSchema),
    ...shared,
  }),
  object({ status: literal("none"), reason: noLawCodeSchema, ...shared }),
);

/**
 * What {@link fitLaw} gives: the LR at the point with its intervals, or the reason why there is
 * none.
 */
export type Law = Infer<typeof lawSchema>;

/** One combination of all factors, with the best LR measured there. */
export type LawCell = Infer<typeof lawCellSchema>;

/**
 * How the best LR moves with one factor: its exponent with an interval, and the bend where there
 * is one.
 */
export type LawFactor = Infer<typeof lawFactorSchema>;

/** The cell whose measurement would narrow the interval most, and to what. */
export type NextMeasurement = Infer<typeof nextMeasurementSchema>;
