import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { exitCodeOf } from "../../src/cli/exit-codes.ts";
import { Interrupted, takeSignals, withSignals } from "../../src/cli/signals.ts";
import { InputError } from "../../src/core/errors.ts";
import { endSignals, SIGNAL_EXIT_CODES } from "../../src/files/platform.ts";
import { repoFile } from "../helpers/cli.ts";
import { sourceFiles } from "../helpers/imports.ts";

function taken() {
  const source = new EventEmitter();
  const ends: number[] = [];
  let time = 0;
  const signals = takeSignals(
    source,
    (code) => void ends.push(code),
    () => time,
  );
  const send = (name: string, at = time) => {
    time = at;
    source.emit(name, name);
  };
  return { source, signals, ends, send };
}

test.each(endSignals())("the first %s aborts, the second ends with its code", (name) => {
  const { signals, ends, send } = taken();
  expect([signals.signal.aborted, signals.received]).toEqual([false, undefined]);
  send(name, 1000);
  expect([signals.signal.aborted, signals.received]).toEqual([true, name]);
  send(name, 1300);
  expect(ends).toEqual([SIGNAL_EXIT_CODES[name]]);
});

test("what npx or a shell sends along with the terminal is the same signal", () => {
  const { ends, send } = taken();
  send("SIGINT", 1000);
  send("SIGINT", 1005);
  expect(ends).toEqual([]);
  send("SIGTERM", 1010);
  expect(ends).toEqual([143]);
});

test("no listener stays once the consumer is gone, whatever it did", async () => {
  const source = new EventEmitter();
  const io = { takeSignals: () => takeSignals(source, () => {}) };
  const listeners = () => endSignals().reduce((sum, name) => sum + source.listenerCount(name), 0);
  await withSignals(io, async () => expect(listeners()).toBe(endSignals().length));
  expect(listeners()).toBe(0);
  await expect(
    withSignals(io, async () => {
      throw new InputError("x", "y");
    }),
  ).rejects.toThrow(InputError);
  expect(listeners()).toBe(0);
});

test("what is thrown after a signal ends with the signal's code", async () => {
  const source = new EventEmitter();
  const io = { takeSignals: () => takeSignals(source, () => {}) };
  const thrown = await withSignals(io, async () => {
    source.emit("SIGTERM", "SIGTERM");
    throw new InputError("x", "y");
  }).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(Interrupted);
  expect(exitCodeOf(thrown)).toBe(143);
});

test("nobody else listens for what ends the process", () => {
  const listening = sourceFiles.filter((file) =>
    /\bprocess\s*\.\s*(on|once|addListener|prependListener)\(/.test(
      readFileSync(repoFile(`src/${file}`), "utf8"),
    ),
  );
  expect(listening).toEqual([
    "cli/io.ts",
    // Says why it ended, and no more.
    "cli/never-ending.ts",
    // What a module throws outside of what it is asked for ends the run, not the process.
    "cli/run/stray.ts",
    // A worker that was started through a pipe ends with who started it.
    "cli/study/worker.ts",
    "files/process-end.ts",
    // A process of its own, without a terminal: its worker tells it when to end.
    "study/child.ts",
    // The child's, not this one's.
    "study/runner.ts",
  ]);
});
