import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished } from "vitest";
import { temporaryFolder } from "../helpers/cli.ts";
import { PYTHON_ENV } from "../helpers/python.ts";

/** A protocol message, as it came. */
export interface Answer {
  readonly lrf: string;
  readonly id?: number;
  readonly loss?: number;
  readonly lr?: number;
  readonly skipped?: boolean;
  readonly count?: number;
  readonly standardError?: number;
  readonly losses?: readonly number[];
  readonly message?: string;
  readonly notRestored?: readonly { readonly name: string; readonly kind: string }[];
  readonly protocol?: number;
  readonly capabilities?: string[];
  readonly info?: Record<string, unknown>;
}

/** What a test asks, without its id. */
export type Request =
  | { readonly lrf: "step"; readonly lr: number }
  | { readonly lrf: "evaluate" | "snapshot" | "restore" };

/** The protocol spoken from a test, over pipes. */
export class Driven {
  /** Lines on stdout that are no protocol messages. */
  readonly output: string[] = [];
  errors = "";
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #id = 0;

  constructor(command: readonly string[], env: Record<string, string> = {}) {
    this.#child = spawn(command[0] as string, command.slice(1), {
      stdio: ["pipe", "pipe", "pipe"],
      // Libraries make folders where they are started.
      cwd: temporaryFolder(),
      env: { ...PYTHON_ENV, LR_FINDER_PROTOCOL: "1", LR_FINDER_SEED: "7", ...env },
    });
    onTestFinished(() => void this.#child.kill("SIGKILL"));
    this.ended = new Promise((resolve, reject) => {
      this.#child.on("close", resolve).on("error", reject);
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.errors += text;
    });
    this.#child.stdin?.on("error", () => {});
    const input = this.#child.stdout as NodeJS.ReadableStream;
    this.#lines = createInterface({ input })[Symbol.asyncIterator]();
  }

  /** The next protocol message. */
  async read(): Promise<Answer> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error(`the trainer ended without an answer:\n${this.errors}`);
      if (value.startsWith('{"lrf"')) return parse(value);
      this.output.push(value);
    }
  }

  async ask(request: Request): Promise<Answer> {
    this.#id++;
    this.send(JSON.stringify({ ...request, id: this.#id }));
    const answer = await this.read();
    expect(answer.id).toBe(this.#id);
    return answer;
  }

  /** Asks one step at each LR; gives the losses. */
  async losses(lrs: readonly number[]): Promise<number[]> {
    const losses: number[] = [];
    for (const lr of lrs) {
      const answer = await this.ask({ lrf: "step", lr });
      if (answer.loss === undefined) throw new Error(`no loss: ${JSON.stringify(answer)}`);
      losses.push(answer.loss);
    }
    return losses;
  }

  send(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  hangUp(): void {
    this.#child.stdin?.end();
  }

  /** Says close; gives the exit code. */
  close(): Promise<number | null> {
    this.send('{"lrf":"close"}');
    return this.ended;
  }
}

/** Starts a script given as text. */
export function drive(python: string, script: string, env: Record<string, string> = {}): Driven {
  return new Driven([python, scriptFile(script)], env);
}

/** A script in a folder of its own. */
export function scriptFile(script: string): string {
  const file = join(temporaryFolder(), "train.py");
  writeFileSync(file, script);
  return file;
}

/** A rising ladder, as a sweep asks for it. */
export const LADDER = Array.from({ length: 12 }, (_, i) => 1e-4 * 2 ** i);

/**
 * Asks for a snapshot after three steps, and three times for the same ladder and held-out loss, with
 * a restore in between: all the losses must be the same, bit for bit.
 */
export async function expectExactRestore(trainer: Driven): Promise<void> {
  const ready = await trainer.read();
  expect(ready.capabilities).toContain("restore");
  await trainer.losses([1e-3, 1e-3, 1e-3]);
  expect(await trainer.ask({ lrf: "snapshot" })).toMatchObject({ lrf: "ok" });
  const sweeps: number[][] = [];
  for (let i = 0; i < 3; i++) {
    const losses = await trainer.losses(LADDER);
    if (ready.capabilities?.includes("evaluate")) {
      losses.push((await trainer.ask({ lrf: "evaluate" })).loss as number);
    }
    sweeps.push(losses);
    expect(await trainer.ask({ lrf: "restore" })).toMatchObject({ lrf: "ok" });
  }
  expect(new Set(sweeps[0]).size).toBeGreaterThan(LADDER.length / 2);
  expect(sweeps[1]).toEqual(sweeps[0]);
  expect(sweeps[2]).toEqual(sweeps[0]);
  expect(await trainer.close()).toBe(0);
}

// Bare NaN and Infinity, as Python writes them.
function parse(line: string): Answer {
  const quoted = line.replace(/([:[,]\s*)(-?Infinity|NaN)/g, '$1"$2"');
  return JSON.parse(quoted, (_key, value) =>
    typeof value === "string" && /^(-?Infinity|NaN)$/.test(value) ? Number(value) : value,
  ) as Answer;
}
