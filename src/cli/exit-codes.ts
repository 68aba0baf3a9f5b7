import { InputError, LrFinderError, TrainerError } from "../core/errors.ts";
import { SIGNAL_EXIT_CODES } from "../files/platform.ts";
import type { Result } from "../result/types.ts";
import { Interrupted } from "./signals.ts";

/** What every command ends with: a contract with scripts. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: "ok" },
  failure: { code: 1, meaning: "failure" },
  usage: {
    code: 2,
    meaning:
      "an option, file, data set, module or config key that cannot be used; a module that fails, or never comes to its end, while it is loaded or makes its model or data",
  },
  noSuggestion: { code: 3, meaning: "no suggestion, or one that is refused" },
  divergedAtOnce: {
    code: 4,
    meaning:
      "diverged at once; `diagnose`: the training diverged, or its held-out loss is no number any more",
  },
  trainer: {
    code: 5,
    meaning: "the trainer, or the module, failed while it trained; the trainer breaks the protocol",
  },
  hungUp: { code: SIGNAL_EXIT_CODES.SIGHUP, meaning: "its terminal was closed (SIGHUP)" },
  interrupted: { code: SIGNAL_EXIT_CODES.SIGINT, meaning: "interrupted (Ctrl-C, SIGINT)" },
  terminated: { code: SIGNAL_EXIT_CODES.SIGTERM, meaning: "asked to end (SIGTERM)" },
} as const;

type ExitName = keyof typeof EXIT_CODES;

/** The codes alone. */
export const EXIT: { readonly [Name in ExitName]: (typeof EXIT_CODES)[Name]["code"] } = {
  ok: EXIT_CODES.ok.code,
  failure: EXIT_CODES.failure.code,
  usage: EXIT_CODES.usage.code,
  noSuggestion: EXIT_CODES.noSuggestion.code,
  divergedAtOnce: EXIT_CODES.divergedAtOnce.code,
  trainer: EXIT_CODES.trainer.code,
  hungUp: EXIT_CODES.hungUp.code,
  interrupted: EXIT_CODES.interrupted.code,
  terminated: EXIT_CODES.terminated.code,
};

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
  if (thrown instanceof Interrupted) return SIGNAL_EXIT_CODES[thrown.received];
  if (thrown instanceof LrFinderError && REFUSED.includes(thrown.code)) return EXIT.noSuggestion;
  if (thrown instanceof LrFinderError && thrown.code === "cancelled") return EXIT.interrupted;
  if (thrown instanceof InputError) return EXIT.usage;
  if (thrown instanceof TrainerError) return EXIT.trainer;
  return EXIT.failure;
}
