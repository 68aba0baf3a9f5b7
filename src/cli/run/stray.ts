import { messageOf, TrainerError } from "../../core/errors.ts";
import { resumeAdvice } from "../run-folder.ts";

/** Errors of a module that nothing catches. */
export interface Stray {
  /** The first of them, as what ended the run. */
  error(folder: string | null): TrainerError | null;
  /** From here on they have their usual effect again. */
  giveBack(): void;
}

const EVENTS = ["unhandledRejection", "uncaughtException"] as const;

/**
 * Takes over what a module throws outside of what it is asked for: a promise that it drops, a timer of its own.
 * Without that it would end the process in the middle of the run.
 *
 * @param onFirst ends the run
 */
export function takeStray(module: string, onFirst: () => void): Stray {
  let first: { readonly thrown: unknown } | undefined;
  const listen = (thrown: unknown) => {
    if (first !== undefined) return;
    first = { thrown };
    onFirst();
  };
  for (const event of EVENTS) process.on(event, listen);
  return {
    error(folder) {
      if (first === undefined) return null;
      const { thrown } = first;
      const goOn =
        folder === null ? "" : `; what was trained until then is kept: ${resumeAdvice(folder)}`;
      return new TrainerError(
        "module-fault",
        `the module ${module} fails, outside of what it was asked for, with an error that nothing in it catches: ${messageOf(thrown)}${goOn}`,
        { data: { file: module }, cause: thrown },
      );
    },
    giveBack() {
      for (const event of EVENTS) process.off(event, listen);
    },
  };
}
