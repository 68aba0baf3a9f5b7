import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { InputError, messageOf } from "../../core/errors.ts";
import { groupOptions, groupSignal, onProcessEnd, signalGroup } from "../../files/index.ts";
import type { CommandLine } from "./command-line.ts";
import { MARKER, membersOf } from "./members.ts";

/** How a process ended: an exit code or a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program and everything that it starts, in a process group (and session) of its own. */
export interface ProcessGroup {
  readonly pid: number;
  /** It has started us, and is not ours to end. */
  readonly isParent: boolean;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Set as soon as the program itself has ended. */
  readonly exit: Exit | undefined;
  /** Resolves when the program itself has ended. */
  readonly exited: Promise<Exit>;
  /** Processes that it has started and that are there; on Linux also outside of the group. */
  leftBehind(): readonly number[];
  /** Asks it to end; nothing more is asked of it. */
  bye(): void;
  /** Ends what is left: SIGTERM, and after `graceMs` SIGKILL. Resolves when nothing is left. */
  stop(graceMs: number): Promise<void>;
}

// How long SIGKILL may take to show: the kernel may be writing out a large process.
const KILL_MS = 5000;
const canSeeMembers = groupSignal(1).kind === "kill";

/**
 * Starts a program with pipes for its three streams. It is ended when this process ends.
 *
 * @throws InputError when it cannot be started
 */
export async function startGroup(
  command: CommandLine,
  cwd: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<ProcessGroup> {
  if (cwd !== undefined && !existsSync(cwd)) {
    throw new InputError("bad-option", `the folder to start the trainer in is missing: ${cwd}`, {
      data: { option: "cwd", cwd },
    });
  }
  const marker = randomUUID();
  const child = spawn(command.file, [...command.args], {
    shell: command.shell,
    ...groupOptions(),
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...env, [MARKER]: marker },
    ...(cwd === undefined ? {} : { cwd }),
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (cause) => reject(cannotStart(command, cause)));
  });
  return watch(child, marker);
}

function watch(child: ChildProcess, marker: string): ProcessGroup {
  const pid = child.pid as number;
  let exit: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    child.once("exit", (code, signal) => {
      exit = { code, signal };
      resolve(exit);
    });
  });

  const all = membersOf(pid, marker);
  const members = (): number[] => {
    if (!canSeeMembers) return exit === undefined ? [pid] : [];
    return all.living();
  };

  const signal = (name: "SIGTERM" | "SIGKILL", targets: readonly number[]) => {
    signalGroup(pid, name);
    if (!canSeeMembers) return;
    for (const target of targets) {
      try {
        process.kill(target, name);
      } catch {
        // It has ended.
      }
    }
  };

  const forget = onProcessEnd(() => signal("SIGKILL", members()));

  const gone = async (withinMs: number): Promise<boolean> => {
    const deadline = performance.now() + withinMs;
    for (let pause = 2; ; pause = Math.min(2 * pause, 50)) {
      if (exit !== undefined && members().length === 0) return true;
      if (performance.now() > deadline) return false;
      await Promise.race([delay(pause), ...(exit === undefined ? [exited] : [])]);
    }
  };

  return {
    pid,
    isParent: false,
    stdin: child.stdin as Writable,
    stdout: child.stdout as Readable,
    stderr: child.stderr as Readable,
    get exit() {
      return exit;
    },
    exited,
    bye: () => void (child.stdin as Writable).end('{"lrf":"close"}\n'),
    leftBehind: () => members().filter((one) => one !== pid || exit === undefined),
    async stop(graceMs) {
      try {
        if (await gone(0)) return;
        signal("SIGTERM", members());
        if (await gone(graceMs)) return;
        signal("SIGKILL", members());
        await gone(KILL_MS);
      } finally {
        forget();
      }
    },
  };
}

function cannotStart(command: CommandLine, cause: Error): InputError {
  const { code } = cause as NodeJS.ErrnoException;
  const data = { option: "trainer", command: command.text, program: command.program };
  const why =
    code === "ENOENT"
      ? `there is no program ${JSON.stringify(command.program)} (looked for in PATH)${assignmentHint(command.file)}`
      : code === "EACCES"
        ? `${command.program} is not executable: make it so (chmod +x), or name its interpreter before it`
        : messageOf(cause).replaceAll(command.file, command.program);
  return new InputError(
    "cannot-start",
    `the trainer cannot be started: ${why}. Command: ${command.text}`,
    {
      data,
      cause,
    },
  );
}

function assignmentHint(word: string): string {
  return /^\w+=/.test(word)
    ? ". To set a variable, begin with `env`: env NAME=VALUE program …, or add --shell"
    : "";
}
