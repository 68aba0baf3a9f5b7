import { InputError, LrFinderError, TrainerError } from "../core/errors.ts";
import type { Result } from "../result/types.ts";

/** The exit codes of every command: a contract with scripts. */
export const EXIT = {
  ok: 0,
  failure: 1,
  /** An option, file, data set or config key that cannot be used. */
  usage: 2,
  noSuggestion: 3,
  divergedAtOnce: 4,
  trainer: 5,
  interrupted: 130,
} as const;

// A result that must not be written: it holds no learning rate to trust.
const REFUSED = ["no-suggestion", "unsafe-lr", "low-confidence"];

/** The exit code of a result. */
export function outcomeCode({ status, suggestion }: Result): number {
  if (status === "found") return EXIT.ok;
  const atOnce = "reason" in suggestion && suggestion.reason === "diverged-at-once";
  return atOnce ? EXIT.divergedAtOnce : EXIT.noSuggestion;
}

/** The exit code of something thrown. */
export function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof LrFinderError && REFUSED.includes(thrown.code)) return EXIT.noSuggestion;
  if (thrown instanceof LrFinderError && thrown.code === "cancelled") return EXIT.interrupted;
  if (thrown instanceof InputError) return EXIT.usage;
  if (thrown instanceof TrainerError) return EXIT.trainer;
  return EXIT.failure;
}
