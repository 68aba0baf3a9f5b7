import { checkObject, describe } from "../core/check.ts";
import { mean } from "../core/stats.ts";
import { MOST_LOSSES } from "./limits.ts";
import {
  type Condition,
  type DataOf,
  type DoesNotFit,
  described,
  integer,
  list,
  loss,
  object,
  optional,
  type Parsed,
  parse,
  type Schema,
  where,
} from "./schema.ts";

/** How far `loss` may be from the mean of `losses`, as a part of their size: frameworks count in float32. */
const SAME_MEAN = 1e-4;

/** Not finite where the loss is not, or where float32 cannot hold its square. */
const standardError: Schema<number> = {
  read: loss.read,
  json: {
    anyOf: [
      { type: "number", minimum: 0 },
      { type: "string", enum: ["NaN", "Infinity"] },
    ],
  },
};

/** What a trainer may tell of its held-out rows, by the names of the protocol. */
export const evaluationFields = {
  loss: optional(
    described(loss, "Mean loss of the held-out rows. May be left out where there are `losses`."),
  ),
  count: optional(described(integer(1), "The number of held-out rows.")),
  standardError: optional(
    described(standardError, "Standard error of the mean loss; follows from `losses` if left out."),
  ),
  losses: optional(
    described(
      list(loss, { fewest: 1, most: MOST_LOSSES }),
      "The loss of each held-out row, always in the same order; their mean is `loss`.",
    ),
  ),
};

type Told = DataOf<typeof evaluationFields>;

/** What must hold of {@link evaluationFields} together. */
export const evaluationConditions: readonly Condition<Told>[] = [
  where("loss", "a number", ({ loss, losses }) => loss !== undefined || losses !== undefined),
  where(
    "count",
    ({ losses = [] }) => `the number of its losses, which is ${losses.length}`,
    ({ count, losses }) => count === undefined || losses === undefined || count === losses.length,
  ),
  where(
    "loss",
    ({ losses = [] }) => `the mean of its losses, which is ${mean(losses)}`,
    ({ loss, losses }) => loss === undefined || losses === undefined || isMeanOf(loss, losses),
  ),
  where(
    "standardError",
    "a number of at least 0",
    ({ standardError = 0, ...told }) =>
      standardError >= 0 || (Number.isNaN(standardError) && !Number.isFinite(lossOf(told))),
  ),
];

const evaluationSchema = object(evaluationFields, ...evaluationConditions);

/** Numbers, one a row. */
type RowLosses = readonly number[] | Float32Array | Float64Array;

interface AboutRows {
  /** Held-out rows, an integer of at least 1; the number of `losses` where those are given. */
  readonly count?: number;
  /** Standard error of `loss`, at least 0. @default that of the mean of `losses` */
  readonly standardError?: number;
}

/**
 * What an evaluation of held-out rows may tell: the mean loss, and with it how much a difference
 * between two such means is worth. With `losses`, the loss of each row (at most 10,000, always of
 * the same rows in the same order), differences are taken row by row; `loss` is their mean then
 * (to a ten-thousandth) and may be left out. A mean loss may be negative, huge or non-finite.
 */
export type Evaluation =
  | (AboutRows & { readonly loss: number; readonly losses?: RowLosses })
  | (AboutRows & { readonly loss?: number; readonly losses: RowLosses });

/** An evaluation that was read: it has its loss. */
export interface Evaluated {
  readonly loss: number;
  readonly count?: number;
  /** Left out where it is not finite. */
  readonly standardError?: number;
  readonly losses?: readonly number[];
}

/** Checks what an `evaluate` gave: a mean loss, or an {@link Evaluation}. Never throws. */
export function readEvaluation(given: unknown): Parsed<Evaluated> {
  if (typeof given === "number") return { ok: true, value: { loss: given } };
  const parsed = parse(evaluationSchema, plain(given));
  return parsed.ok ? { ok: true, value: evaluated(parsed.value) } : parsed;
}

/** What is wrong with what an `evaluate` gave, as a sentence without its end. */
export function evaluationFault({ place, expected, value }: DoesNotFit): string {
  const got = describe(value);
  return place === ""
    ? `what \`evaluate\` gives must be a number or an object with \`loss\` or \`losses\`, got ${got}`
    : `the \`${place}\` that \`evaluate\` gives must be ${expected}, got ${got}`;
}

/** An evaluation whose fields fit, with what they leave out. */
export function evaluated({ loss, count, standardError, losses }: Told): Evaluated {
  const rows = losses?.length ?? count;
  return {
    loss: lossOf({ ...(loss !== undefined && { loss }), ...(losses && { losses }) }),
    ...(rows !== undefined && { count: rows }),
    ...(Number.isFinite(standardError) && { standardError: standardError as number }),
    ...(losses && { losses }),
  };
}

/** The mean held-out loss in what an `evaluate` gave. */
export function heldOutLoss(given: number | Evaluation): number {
  if (typeof given === "number") return given;
  checkObject("given", given, "a loss, or an object with `loss` or `losses`");
  return lossOf(given);
}

function lossOf({ loss, losses }: { loss?: number; losses?: RowLosses }): number {
  return loss ?? mean(losses ?? []);
}

/** Row losses may come in a typed array. */
function plain(given: unknown): unknown {
  if (typeof given !== "object" || given === null || !("losses" in given)) return given;
  const { losses } = given;
  const isTyped = losses instanceof Float32Array || losses instanceof Float64Array;
  return isTyped ? { ...given, losses: Array.from(losses) } : given;
}

/** Whether a mean loss is the mean of these losses: to a ten-thousandth of their size, or too large for float32. */
export function isMeanOf(loss: number, losses: readonly number[]): boolean {
  const sum = losses.reduce((total, each) => total + each, 0);
  if (!Number.isFinite(loss)) return !Number.isFinite(Math.fround(sum));
  const size = losses.reduce((total, each) => total + Math.abs(each), 0);
  return Math.abs(loss * losses.length - sum) <= SAME_MEAN * size;
}
