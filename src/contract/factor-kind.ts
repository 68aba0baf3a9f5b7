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

export type FactorKind = Infer<typeof factorKindSchema>;

/**
 * What an axis of a study or a column of a table is to a law: a factor of some kind, or `names` that
 * part the trainings, with a law for each. A study counts its horizons in updates.
 */
export const axisKindSchema = oneOf(...factorKindSchema.values, "names");

export type AxisKind = Infer<typeof axisKindSchema>;

/** In what a horizon is counted. */
export const horizonUnitSchema = oneOf("updates", "examples");

export type HorizonUnit = Infer<typeof horizonUnitSchema>;
