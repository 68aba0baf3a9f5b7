import { closeSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { type Environment, variable } from "../core/environment.ts";
import { endSignals, SIGNAL_EXIT_CODES } from "../files/platform.ts";
import type { ParentStreams } from "../trainer/process/options.ts";
import { EXIT } from "./exit-codes.ts";
import { cleanOutput, printable } from "./output.ts";
import { type TakenSignals, takeSignals } from "./signals.ts";
import { startedAs } from "./started-as.ts";

/** The world as a command sees it: tests give their own. */
export interface Io {
  /** Data: results, JSON, tables. No control character of theirs reaches a terminal: see `cleanOutput`. */
  out(text: string): void;
  /** Data that are to be taken as they are (a patch): to the byte, but on a terminal, where it is as `out`. */
  exactly(text: string): void;
  /** What starts this program once more, for the commands that texts name: see `startedAs`. */
  readonly program: string;
  /** Words: warnings, errors; cleaned alike. On a terminal they are cut into lines between words. */
  err(text: string): void;
  /** Where words go, as it is: progress, charts, diffs, whose lines are cut by who makes them. */
  draw(text: string): void;
  /** Whether data go to a terminal, and for how many columns they are laid out: 80 elsewhere. */
  readonly outIsTerminal: boolean;
  readonly outColumns: number;
  /** The same of words, and whether lines of it can be drawn again: not on one that obeys nothing (`TERM=dumb`). A terminal's width may change. */
  readonly errIsTerminal: boolean;
  readonly errColumns: number;
  /** Rows that are seen at once; null elsewhere than on a terminal. */
  readonly errRows: number | null;
  /** Whether a question can be asked. */
  readonly canAsk: boolean;
  /** Empty where there is no answer: Ctrl-D, or a signal that the command has taken over. */
  ask(question: string): Promise<string>;
  /** With `--trainer -`: the pipes to the process that started this one; null where stdin is a terminal. */
  readonly parent: ParentStreams | null;
  readonly env: Environment;
  /**
   * Takes Ctrl-C, SIGTERM and the closed terminal over, by a command that has something to finish.
   * Otherwise they end the process at once.
   */
  takeSignals(): TakenSignals;
}

/** The real terminal, files and signals. */
export function processIo(): Io {
  let taken: TakenSignals | undefined;
  // A command that has taken the signals over goes on to its end, and its exit code is its own.
  let hasWork = false;
  const end = (code: number): never => process.exit(code);
  const program = startedAs(process.argv[1] ?? "");
  const { out, err, draw } = cleanOutput(
    {
      out: (text) => void process.stdout.write(text),
      err: (text) => void process.stderr.write(text),
    },
    { columns: () => (process.stderr.isTTY ? columnsOf(process.stderr) : null), program },
  );
  // The first process of a container lacks the usual effects of signals.
  if (process.pid === 1) {
    for (const name of endSignals()) {
      process.on(name, () => taken === undefined && end(SIGNAL_EXIT_CODES[name]));
    }
  }
  // Node itself aborts where it cannot put the settings of a closed terminal back at its end.
  let isHungUp = false;
  process.once("exit", () => {
    for (const fd of isHungUp || taken?.received === "SIGHUP" ? [0, 1, 2] : []) {
      try {
        closeSync(fd);
      } catch {
        // It was closed before.
      }
    }
  });
  // Words that nobody can read any more (the terminal is closed) are no reason to lose a result.
  process.stderr.on("error", ({ code }: NodeJS.ErrnoException) => {
    isHungUp ||= code === "EIO";
  });
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code === "ERR_STREAM_DESTROYED") return;
    isHungUp ||= code === "EIO";
    // A reader that has gone away (`| head`, a closed terminal) is no error.
    const isGone = code === "EPIPE" || code === "EIO";
    if (!isGone) err(`error: the output cannot be written: ${message}\n`);
    if (!hasWork) end(isGone ? EXIT.ok : EXIT.failure);
    else if (!isGone) process.once("exit", () => end(EXIT.failure));
  });
  return {
    out,
    program,
    exactly: process.stdout.isTTY ? out : (text) => void process.stdout.write(text),
    err,
    draw,
    outIsTerminal: process.stdout.isTTY === true,
    get outColumns() {
      return columnsOf(process.stdout);
    },
    errIsTerminal: process.stderr.isTTY === true && variable(process.env, "TERM") !== "dumb",
    get errColumns() {
      return columnsOf(process.stderr);
    },
    get errRows() {
      return process.stderr.isTTY === true ? process.stderr.rows || null : null;
    },
    canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
    ask: (question) => askTerminal(printable(question), taken?.signal),
    get parent() {
      return process.stdin.isTTY === true ? null : { input: process.stdin, output: process.stdout };
    },
    env: process.env,
    takeSignals() {
      const now = takeSignals(process, end);
      taken = now;
      hasWork = true;
      return {
        signal: now.signal,
        get received() {
          return now.received;
        },
        giveBack() {
          now.giveBack();
          isHungUp ||= now.received === "SIGHUP";
          if (taken === now) taken = undefined;
        },
      };
    },
  };
}

/** A terminal that does not know its width says 0. */
function columnsOf({ columns }: { readonly columns?: number }): number {
  return columns || 80;
}

/** How wide text is laid out: as wide as the place is, but no line longer than is good to read. */
export function textColumns(columns = 80): number {
  return Math.min(100, Math.max(20, columns));
}

function askTerminal(question: string, signal: AbortSignal | undefined): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise<string>((resolve) => {
    // The terminal hands Ctrl-C over as a key while a line is being read.
    terminal.once("SIGINT", () => {
      terminal.close();
      process.kill(process.pid, "SIGINT");
    });
    terminal.once("close", () => resolve(""));
    signal?.addEventListener("abort", () => resolve(""), { once: true });
    if (signal?.aborted) resolve("");
    terminal.question(question).then(resolve, () => resolve(""));
  }).finally(() => terminal.close());
}
