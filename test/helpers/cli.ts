import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { Io } from "../../src/cli/io.ts";
import { cleanOutput } from "../../src/cli/output.ts";
import { runCli } from "../../src/cli/run-cli.ts";
import { takeSignals } from "../../src/cli/signals.ts";
import type { EndSignal } from "../../src/files/platform.ts";

/** What one command line printed and returned. */
export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** `out` as JSON. */
  json<T = unknown>(): T;
}

/** A world without a terminal, in which nothing is printed, but for what is given. */
export function testIo({ out = () => {}, err = () => {}, ...io }: Partial<Io> = {}): Io {
  const { errIsTerminal = false, errColumns = 100 } = io;
  return {
    ...cleanOutput(
      { out, err },
      { columns: () => (errIsTerminal ? errColumns : null), program: io.program ?? "lr-finder" },
    ),
    program: "lr-finder",
    exactly: out,
    outIsTerminal: false,
    outColumns: 80,
    errIsTerminal,
    errColumns,
    errRows: null,
    parent: null,
    canAsk: false,
    ask: async () => {
      throw new Error("nobody to ask");
    },
    env: {},
    takeSignals: () => takeSignals(new EventEmitter(), () => {}),
    ...io,
  };
}

/** Signals from nobody but the test. */
export function signals(): Pick<Io, "takeSignals"> & { send(name: EndSignal): void } {
  const source = new EventEmitter();
  return {
    takeSignals: () => takeSignals(source, () => {}),
    send: (name) => void source.emit(name, name),
  };
}

/** Runs a command line in this process, with no terminal unless `io` says otherwise. */
export async function cli(args: readonly string[], io: Partial<Io> = {}): Promise<CliRun> {
  let out = "";
  let err = "";
  const code = await runCli(
    args,
    testIo({
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      ...io,
    }),
  );
  return { code, out, err, json: <T>() => JSON.parse(out) as T };
}

/** A folder of its own for one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lr-finder-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A file of this repository. */
export function repoFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
