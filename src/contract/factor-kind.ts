import { type Infer, oneOf } from "./schema.ts";

/**
 * What a factor is to the learning rate.
 *
 * - `batch`: examples in an update.
 * - `horizon`: length of the run, in updates or in examples (tokens, rows, epochs).
 * - `size`: of the model: parameters, width, depth.
 * - `plain`: any other number above 0, e.g. weight decay.
 */
export const factorKindSchema = oneOf("batch", "horizon", "size", "plain");

/**
 * What a factor is to a law: `batch` (examples an update), `horizon` (length of the run), `size`
 * (of the model), `plain` (any other number above 0).
 */
export type FactorKind = Infer<typeof factorKindSchema>;

/**
 * What an axis of a study or a column of a table is to a law: a factor of some kind, or `names` that
 * part the trainings, with a law for each. A study counts its horizons in updates.
 */
export const axisKindSchema = oneOf(...factorKindSchema.values, "names");

/** A kind of factor, or `names`: texts that part the trainings, with a law for each. */
export type AxisKind = Infer<typeof axisKindSchema>;

/** In what a horizon is counted. */
export const horizonUnitSchema = oneOf("updates", "examples");

/** In what a horizon is counted: optimizer updates, or examples. */
export type HorizonUnit = Infer<typeof horizonUnitSchema>;
