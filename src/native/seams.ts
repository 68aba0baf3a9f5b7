import { runCommand } from "./command.ts";
import { freeBytes } from "./disk.ts";
import { machineFacts } from "./machine.ts";
import { PINS } from "./pins.ts";
import { proveInChild } from "./prove.ts";
import type { NativeSeams } from "./types.ts";

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
