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
