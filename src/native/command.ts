import { spawn } from "node:child_process";
import { groupOptions, onProcessEnd, signalGroup } from "../files/index.ts";
import { folderBytes } from "./disk.ts";

interface CommandOptions {
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Longest time without output and without growth of {@link watch}, in milliseconds. */
  readonly stallMs: number;
  /** A folder that the program writes to. */
  readonly watch?: string;
  readonly signal?: AbortSignal | undefined;
}

/** How a program ended. Exactly one of `exitCode`, `signal` and `missing` tells. */
export interface CommandResult {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The program is not on the PATH, or may not be run. */
  readonly missing: boolean;
  /** It was ended because nothing happened for `stallMs`. */
  readonly stalled: boolean;
  /** The last 64 KiB of each. */
  readonly stdout: string;
  readonly stderr: string;
}

export type RunCommand = (
  program: string,
  args: readonly string[],
  options: CommandOptions,
) => Promise<CommandResult>;

const KEPT_OUTPUT = 65_536;

/**
 * Runs a program, and ends it when it does nothing for a while, so that a network that drops
 * packets silently cannot hang us. It never throws for what the program does.
 */
export const runCommand: RunCommand = (program, args, options) =>
  new Promise((resolve) => {
    // A group of its own, so that what the program started ends with it.
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
      ...groupOptions(),
    });
    let stdout = "";
    let stderr = "";
    let stalled = false;
    let missing = false;
    let lastSign = Date.now();
    let lastBytes = -1;
    const endAll = () => {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      signalGroup(child.pid, "SIGKILL");
    };
    const look = async () => {
      if (options.watch !== undefined) {
        const bytes = await folderBytes(options.watch);
        if (bytes !== lastBytes) lastSign = Date.now();
        lastBytes = bytes;
      }
      if (Date.now() - lastSign >= options.stallMs) {
        stalled = true;
        endAll();
      }
    };
    const timer = setInterval(() => void look(), Math.min(1000, options.stallMs / 4));
    child.stdout.on("data", (chunk: Buffer) => {
      lastSign = Date.now();
      stdout = (stdout + chunk.toString()).slice(-KEPT_OUTPUT);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      lastSign = Date.now();
      stderr = (stderr + chunk.toString()).slice(-KEPT_OUTPUT);
    });
    const forget = onProcessEnd(endAll);
    const finish = (exitCode: number | undefined, signal: string | undefined) => {
      clearInterval(timer);
      forget();
      options.signal?.removeEventListener("abort", endAll);
      resolve({ exitCode, signal, missing, stalled, stdout, stderr });
    };
    child.on("error", () => {
      missing = child.pid === undefined;
      if (missing) finish(undefined, undefined);
    });
    child.on("close", (code, signal) => {
      if (!missing) finish(code ?? undefined, signal ?? undefined);
    });
    options.signal?.addEventListener("abort", endAll);
    if (options.signal?.aborted === true) endAll();
  });

/** The last lines of what a program said, errors first, for the end of an error sentence. */
export function lastWords(result: CommandResult, lines = 3): string {
  const said = result.stderr.trim() === "" ? result.stdout : result.stderr;
  const words = said.trim().split("\n").slice(-lines).join(" | ").trim();
  if (words !== "") return words;
  if (result.stalled) return "it did nothing for a while and was ended";
  return result.signal === undefined ? `exit code ${result.exitCode}` : `signal ${result.signal}`;
}
