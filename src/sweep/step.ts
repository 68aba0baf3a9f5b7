import { LrFinderError, messageOf, TrainerError } from "../core/errors.ts";

// Frameworks keep the LR in float32, so it comes back rounded.
const LR_TOLERANCE = 1e-5;

/**
 * The loss of a step, after a check of what the trainer answered.
 *
 * @throws TrainerError for a loss that is no number, or an LR other than the one asked for
 */
export function checkedLoss(loss: unknown, applied: number | undefined, asked: number): number {
  if (typeof loss !== "number") {
    throw new TrainerError("bad-loss", `the loss must be a number, got ${typeof loss}`);
  }
  if (applied !== undefined && !(Math.abs(applied - asked) <= LR_TOLERANCE * asked)) {
    throw new TrainerError(
      "lr-not-applied",
      `the trainer applied LR ${applied} instead of ${asked}`,
      {
        data: { applied, asked },
      },
    );
  }
  return loss;
}

/** Whatever a trainer threw, as a TrainerError that says where. */
export function asTrainerError(thrown: unknown, where: string): LrFinderError {
  const code = thrown instanceof LrFinderError ? thrown.code : "trainer-failed";
  const data = thrown instanceof LrFinderError ? thrown.data : {};
  return new TrainerError(code, `the trainer failed ${where}: ${messageOf(thrown)}`, {
    data,
    cause: thrown,
  });
}
