import { type RunCommand, runCommand } from "./command.ts";
import { freeBytes } from "./disk.ts";
import { type MachineFacts, machineFacts } from "./machine.ts";
import { PINS, type Pins } from "./pins.ts";
import { type Prove, proveInChild } from "./prove.ts";

/** What an install touches outside this process; a test puts its own in place. */
export interface NativeSeams {
  readonly run: RunCommand;
  readonly fetch: typeof fetch;
  /** Bytes free for this user on the disk that holds a folder. */
  readonly freeBytes: (folder: string) => Promise<number>;
  readonly machine: () => MachineFacts;
  readonly prove: Prove;
  readonly pins: Pins;
  /** Environment of the programs that are run, and where `CXX` and the cache folder are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface NativeOptions {
  /** @default `$XDG_CACHE_HOME/lr-finder/native`, or `~/.cache/lr-finder/native` */
  readonly folder?: string;
  readonly seams?: Partial<NativeSeams>;
}

/** The real seams, with those of a test in their place. */
export function seamsOf(own: Partial<NativeSeams> = {}): NativeSeams {
  return {
    run: runCommand,
    fetch: globalThis.fetch,
    freeBytes,
    machine: machineFacts,
    prove: proveInChild,
    pins: PINS,
    env: process.env,
    ...own,
  };
}
