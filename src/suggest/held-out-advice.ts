import type { Curve } from "../curve/index.ts";

/**
 * The end of a sentence about losses that are too noisy to decide, for a sweep without held-out
 * losses: what is lost in the noise of single batches is often seen on rows that are not trained on.
 */
export function heldOutAdvice({ heldOut }: Pick<Curve, "heldOut">): string {
  return heldOut.length > 0
    ? ""
    : " Above all give held-out rows: their loss is far less noisy than those of single batches.";
}
