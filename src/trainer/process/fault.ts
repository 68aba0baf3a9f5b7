import { TrainerError } from "../../core/errors.ts";
import type { Doing } from "./doing.ts";
import type { Exit } from "./process-group.ts";

/** Facts of a fault. */
export interface Fault {
  /** Stable name, e.g. `step-timeout`. */
  readonly code: string;
  /** What happened: the rest of a sentence that begins with "the trainer". */
  readonly what: string;
  /** Null where it is no process that was started. */
  readonly command: string | null;
  readonly seed: number;
  /** What it was expected to do, if anything. */
  readonly doing: Doing | undefined;
  /** Steps that this process had answered before. */
  readonly stepsDone: number;
  /** Set where the trainer ended by itself. */
  readonly exit: Exit | undefined;
  /** Last lines of its stderr. */
  readonly stderr: readonly string[];
}

/** The error of a fault: one sentence, the command, and the last lines of stderr. */
export function trainerError(fault: Fault): TrainerError {
  const { code, what, command, seed, doing, stepsDone, exit, stderr } = fault;
  const tail =
    stderr.length === 0
      ? "It wrote nothing to stderr"
      : `Last lines of its stderr:\n${stderr.map((line) => `  ${line}`).join("\n")}`;
  const about = command === null ? "" : ` Command: ${command}. ${tail}`;
  return new TrainerError(code, `the trainer ${what.replace(/\.$/, "")}.${about}`, {
    data: {
      command,
      seed,
      doing: doing?.lrf ?? null,
      stepsDone,
      lr: doing?.lrf === "step" ? doing.lr : null,
      exitCode: exit?.code ?? null,
      signal: exit?.signal ?? null,
      stderr,
    },
  });
}

/** "ended with exit code 3", "was killed by SIGSEGV (a crash in native code)". */
export function exitText({ code, signal }: Exit): string {
  if (signal === null) return `ended with exit code ${code}`;
  const hint = SIGNAL_HINTS[signal];
  return `was killed by ${signal}${hint === undefined ? "" : ` (${hint})`}`;
}

const SIGNAL_HINTS: Partial<Record<NodeJS.Signals, string>> = {
  SIGSEGV: "a crash in native code",
  SIGABRT: "native code gave up",
  SIGKILL: "often because memory ran out",
};
