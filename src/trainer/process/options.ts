import type { Redactor } from "../../core/redact/redactor.ts";
import type { CancelSignal } from "../../core/signal.ts";

/**
 * This process's ends of the pipes to the process that started it: a `Readable` and a `Writable` of
 * node:stream.
 */
export interface ParentStreams {
  readonly input: AsyncIterable<unknown> & { destroy(): unknown };
  readonly output: { write(text: string): boolean; end(): unknown };
}

/** How an external trainer is started and driven. */
export interface ProcessTrainerOptions {
  /**
   * The command: a text that is split as a POSIX shell splits it (nothing is expanded), or the
   * program and its arguments as they are.
   */
  readonly command: string | readonly string[];
  /** Let the system's shell read the command. @default false */
  readonly shell?: boolean;
  /**
   * Takes secrets out of messages, of the log, and of what `onOutput` takes. @default one that knows
   * those of the command
   */
  readonly redactor?: Redactor | undefined;
  /** Goes to the trainer as `LR_FINDER_SEED`. @default 0 */
  readonly seed?: number;
  /** Longest wait for `ready`, > 0. @default 60000 */
  readonly readyTimeoutMs?: number | undefined;
  /** Longest wait for any other answer, > 0. @default 600000 */
  readonly stepTimeoutMs?: number | undefined;
  /** How long the trainer may take to end after `close`, before it is ended. @default 5000 */
  readonly closeTimeoutMs?: number;
  /** How long its processes may take to end after SIGTERM, before SIGKILL. @default 3000 */
  readonly killGraceMs?: number;
  /** Folder to start it in. @default this process's */
  readonly cwd?: string;
  /** Variables on top of this process's environment; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Receives stderr and ordinary stdout, appended as they come. See also `ProcessTrainer.logTo`. */
  readonly logFile?: string;
  /** Takes each line of ordinary stdout; the trainer's output is not read while its promise is open. */
  readonly onOutput?: ((line: string) => void | Promise<void>) | undefined;
  /** Gives up: at once while the trainer is starting, later where an answer takes over two seconds. */
  readonly signal?: CancelSignal | undefined;
  /**
   * Seeds that `reseed` will be called with, in that order. Up to `warm` processes with these seeds
   * are started ahead, so that a start takes no time when it is due. They need memory (also of the
   * GPU) and processor time while the one before them trains. @default []
   */
  readonly nextSeeds?: readonly number[];
  /** @default 0 */
  readonly warm?: number | undefined;
}
