import { rejectOption } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { take } from "../core/in-use.ts";
import type { Trainer } from "../trainer/types.ts";

const METHODS = ["step", "snapshot", "restore"] as const;

/**
 * Runs what trains with a trainer while nobody else does.
 *
 * @throws InputError for what is no trainer, is closed, or is trained with already; nothing has been
 *   trained then
 */
export async function whileInUse<T>(trainer: Trainer, run: () => Promise<T>): Promise<T> {
  const giveBack = take([trainer]);
  if (giveBack === null) {
    throw new InputError(
      "trainer-busy",
      "`trainer` is in use, by another search or sweep: wait for that, or make a trainer for each",
      { data: { option: "trainer" } },
    );
  }
  try {
    const leave = trainer.take?.();
    try {
      return await run();
    } finally {
      leave?.();
    }
  } finally {
    giveBack();
  }
}

/** @throws InputError for what is no trainer */
export function checkTrainer(trainer: unknown): void {
  const { info, ...given } = (trainer ?? {}) as Partial<Trainer>;
  const isOne =
    typeof trainer === "object" &&
    METHODS.every((name) => typeof given[name] === "function") &&
    typeof info === "object";
  if (!isOne) rejectOption("trainer", "a trainer, e.g. of `trainerFromParts`", trainer);
}
