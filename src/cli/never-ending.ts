import { InputError, TrainerError } from "../core/errors.ts";
import { waitedFor } from "../core/waiting.ts";
import { exitCodeOf } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { errorForm, printError } from "./print-error.ts";

/** The code with which Node.js ends where what it waits for never comes. */
const NEVER_SETTLED = 13;

/**
 * Says what was waited for where Node.js ends because nothing is left that could bring it.
 *
 * @returns what ends the watch: the command has come to its end
 */
export function watchEnd(args: readonly string[], io: Io): () => void {
  const onExit = () => {
    if (process.exitCode !== NEVER_SETTLED) return;
    const [what] = waitedFor();
    const error =
      what === undefined
        ? new TrainerError(
            "never-settles",
            "the run waits for a promise that nothing is left to settle: a method of the trainer's never comes to its end",
          )
        : new InputError(
            "never-settles",
            `${what} never comes to its end: it waits for a promise that nothing is left to settle`,
          );
    printError(io, error, errorForm(args));
    process.exitCode = exitCodeOf(error);
  };
  process.once("exit", onExit);
  return () => process.off("exit", onExit);
}
