import { checkInteger, checkRange } from "../../core/check.ts";
import { checkKeys, type KeyTable } from "../../core/keys.ts";
import { type CommandLine, commandLine } from "./command-line.ts";
import type { ProcessTrainerOptions } from "./options.ts";
import type { SessionOptions } from "./session.ts";
import { trainerLog } from "./trainer-log.ts";

const PROCESS_KEYS: KeyTable<ProcessTrainerOptions> = {
  command: true,
  shell: true,
  redactor: true,
  seed: true,
  readyTimeoutMs: true,
  stepTimeoutMs: true,
  closeTimeoutMs: true,
  killGraceMs: true,
  cwd: true,
  env: true,
  logFile: true,
  onOutput: true,
  signal: true,
  nextSeeds: true,
  warm: true,
};

/** What sessions are opened with, but for the seed. */
export type SessionBase = Omit<SessionOptions, "seed"> & { readonly command: CommandLine };

// A timer's longest delay.
const MAX_MS = 2 ** 31 - 1;

/**
 * Checked options with their defaults.
 *
 * @throws InputError that names the option
 */
export function resolveProcessOptions(options: ProcessTrainerOptions): {
  readonly base: SessionBase;
  readonly seed: number;
  readonly warm: number;
} {
  checkKeys("createProcessTrainer", options, PROCESS_KEYS);
  const { redactor, ...command } = commandLine(options.command, options.shell, options.redactor);
  const log = trainerLog(redactor.keeps ? undefined : redactor);
  const ms = (name: keyof ProcessTrainerOptions, fallback: number) =>
    checkRange(name, options[name] ?? fallback, 1, MAX_MS);
  return {
    seed: checkInteger("seed", options.seed ?? 0, -(2 ** 31), 2 ** 32 - 1),
    warm: checkInteger("warm", options.warm ?? 0, 0, 64),
    base: {
      command,
      redactor,
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      readyTimeoutMs: ms("readyTimeoutMs", 60_000),
      stepTimeoutMs: ms("stepTimeoutMs", 600_000),
      closeTimeoutMs: ms("closeTimeoutMs", 5000),
      killGraceMs: ms("killGraceMs", 3000),
      log,
      onOutput: options.onOutput,
      signal: options.signal,
    },
  };
}
