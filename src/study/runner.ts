import { type ChildProcess, spawn } from "node:child_process";
import type { CancelSignal } from "../core/signal.ts";
import { groupOptions, onProcessEnd, signalGroup } from "../files/index.ts";
import {
  CHILD_ARGUMENT,
  type ChildEnd,
  type ChildTask,
  type FromChild,
  type ToChild,
} from "./child-messages.ts";
import { programFile } from "./program.ts";

/** Trains tasks, one at a time, in a process of its own that is kept warm. */
export interface TaskRunner {
  /** Never throws: a child that dies or is stuck is how a task ends, and the next one gets another child. */
  run(task: ChildTask, signal?: CancelSignal): Promise<ChildEnd>;
  /** Ends the child. */
  close(): Promise<void>;
}

export interface RunnerOptions {
  /** Where paths and commands start from. */
  readonly workingFolder: string;
  /** Of the child, and of the trainers that it starts. @default this process's own */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Longest time without a sign of life, in ms. @default 15 minutes, more where `stepTimeoutMs` asks for it */
  readonly stuckMs?: number | undefined;
}

const STUCK_MS = 15 * 60_000;
/** How long a child may take to end when it is asked to, in ms: a trainer in another process is closed. */
const END_MS = 5_000;
/** Characters of stderr that are kept. */
const STDERR_END = 4_000;
/** What a child may grow by, in bytes, before the next task gets another one. */
const GROWTH_BYTES = 1 << 30;

interface Child {
  readonly process: ChildProcess;
  stderr: string;
  /** Called with each message, and with null at its end. */
  listener: ((message: FromChild | null) => void) | undefined;
  firstBytes: number;
  forget: () => void;
}

export function taskRunner({ workingFolder, env, stuckMs = STUCK_MS }: RunnerOptions): TaskRunner {
  let child: Child | undefined;

  const start = (): Child => {
    const made = spawn(process.execPath, [programFile(), CHILD_ARGUMENT], {
      cwd: workingFolder,
      env: env ?? process.env,
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      // As JSON the losses of trainings that broke would come as null.
      serialization: "advanced",
      ...groupOptions(),
    });
    const forget = onProcessEnd(() => kill(made, "SIGKILL"));
    const started: Child = {
      process: made,
      stderr: "",
      listener: undefined,
      firstBytes: 0,
      forget,
    };
    made.stderr?.setEncoding("utf8").on("data", (text: string) => {
      started.stderr = (started.stderr + text).slice(-STDERR_END);
    });
    made.on("message", (message: FromChild) => started.listener?.(message));
    const end = () => {
      forget();
      if (child === started) child = undefined;
      started.listener?.(null);
    };
    made.on("error", end);
    made.on("exit", end);
    return started;
  };

  const stop = async (old: Child) => {
    if (child === old) child = undefined;
    if (old.process.exitCode !== null || old.process.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => old.process.once("exit", () => resolve()));
    // SIGTERM ends the trainers that it has started too.
    kill(old.process, "SIGTERM");
    const timer = setTimeout(() => kill(old.process, "SIGKILL"), END_MS);
    await ended;
    clearTimeout(timer);
  };

  return {
    async run(task, signal) {
      if (signal?.aborted) return { type: "cancelled", trainings: 0 };
      child ??= start();
      const at = child;
      at.stderr = "";
      const patience = Math.max(stuckMs, 2 * (task.request.stepTimeoutMs ?? 0));
      const end = await new Promise<ChildEnd & { readonly rssBytes?: number }>((resolve) => {
        const stuck = () => {
          kill(at.process, "SIGKILL");
          if (child === at) child = undefined;
          settle({
            type: "failed",
            kind: "error",
            code: "stuck",
            message: `the process that trained gave no sign of life for ${Math.round(patience / 1000)} seconds, and was ended`,
            stderr: at.stderr,
          });
        };
        let timer = setTimeout(stuck, patience);
        const cancel = () => {
          send(at.process, { type: "cancel" });
          clearTimeout(timer);
          timer = setTimeout(() => {
            kill(at.process, "SIGKILL");
            settle({ type: "cancelled", trainings: 0 });
          }, END_MS);
        };
        const settle = (ended: ChildEnd & { readonly rssBytes?: number }) => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", cancel);
          at.listener = undefined;
          resolve(ended);
        };
        at.listener = (message) => {
          if (message === null) {
            settle(signal?.aborted ? { type: "cancelled", trainings: 0 } : died(at));
            return;
          }
          if (message.type === "end") settle({ ...message.end, rssBytes: message.rssBytes });
          else if (!signal?.aborted) timer.refresh();
        };
        signal?.addEventListener("abort", cancel, { once: true });
        send(at.process, { type: "task", task });
      });
      const { rssBytes, ...ended } = end;
      if (rssBytes !== undefined && at.firstBytes === 0) at.firstBytes = rssBytes;
      const hasGrown = rssBytes !== undefined && rssBytes > at.firstBytes + GROWTH_BYTES;
      // What a module has made or changed while it was imported is there for its next task too: a
      // result must not depend on which tasks were trained before.
      const isUsedUp = task.request.module !== undefined || hasGrown;
      if (isUsedUp && child === at) await stop(at);
      if (ended.type !== "failed" || ended.stderr !== "") return ended;
      return { ...ended, stderr: at.stderr };
    },
    async close() {
      if (child !== undefined) await stop(child);
    },
  };
}

function died({ process: { exitCode, signalCode }, stderr }: Child): ChildEnd {
  const how = signalCode === null ? `ended with code ${exitCode}` : `was ended by ${signalCode}`;
  const memory = signalCode === "SIGKILL" ? " (as the system does when memory runs out)" : "";
  return {
    type: "failed",
    kind: "died",
    code: "child-died",
    message: `the process that trained ${how}${memory}`,
    stderr,
  };
}

function send(child: ChildProcess, message: ToChild): void {
  // One that has died says so by its end.
  if (child.connected) child.send(message, () => {});
}

/** Ends the child and what is in its group. */
function kill({ pid }: ChildProcess, signal: "SIGTERM" | "SIGKILL"): void {
  if (pid !== undefined) signalGroup(pid, signal);
}
