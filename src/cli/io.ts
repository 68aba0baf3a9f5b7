import { createInterface } from "node:readline/promises";

/** The world as a command sees it: tests give their own. */
export interface Io {
  /** Data: results, JSON, tables. */
  out(text: string): void;
  /** Words: progress, warnings, errors. */
  err(text: string): void;
  /** Whether words go to a terminal, and how wide it is. */
  readonly errIsTerminal: boolean;
  readonly errColumns: number;
  /** Whether a question can be asked. */
  readonly canAsk: boolean;
  ask(question: string): Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted at the first Ctrl-C; the second one ends the process at once. */
  readonly interrupted: AbortSignal;
}

/** The real terminal, files and signals. */
export function processIo(): Io {
  const controller = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(signal === "SIGTERM" ? 143 : 130);
    controller.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  // A reader that has gone away (`| head`) is no reason to print a stack.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    errIsTerminal: process.stderr.isTTY === true,
    errColumns: process.stderr.columns ?? 80,
    canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
    async ask(question) {
      const terminal = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return await terminal.question(question, { signal: controller.signal });
      } finally {
        terminal.close();
      }
    },
    env: process.env,
    interrupted: controller.signal,
  };
}
