import { spawn } from "node:child_process";
import { LrFinderError } from "../../core/errors.ts";
import { availableCores, groupOptions, onProcessEnd } from "../../files/index.ts";
import { programFile } from "../program.ts";
import { type Engine, type EngineRequest, type EngineRun, workerArguments } from "./engine.ts";

/** How long a worker may take to end when it is asked to, in ms, before it is killed. */
const END_MS = 15_000;
/** Workers that may die before they take a task, one after the other; of those after, a task's attempts are counted. */
const DEATHS = 5;
/** Characters of a worker's stderr that are kept. */
const STDERR_END = 4_000;

/** Workers as processes of this machine: one a device, else one a core. */
export const localEngine: Engine = {
  describe(request) {
    const workers = workersOf(request);
    const { devices } = request;
    const on = devices.length === 0 ? "" : ` on the devices ${devices.join(", ")}`;
    return `${workers} worker${workers === 1 ? "" : "s"} on this machine${on}`;
  },
  async start(request) {
    return startProcesses(request, workersOf(request), {
      arguments: workerArguments(request),
      env: process.env,
    });
  },
};

/** What a worker's process is started with. */
interface WorkerProcess {
  readonly arguments: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Starts workers as processes of this machine; one that is killed is replaced, one that says what is wrong is not. */
export function startProcesses(
  request: EngineRequest,
  workers: number,
  each: WorkerProcess,
): EngineRun {
  let deaths = 0;
  let fault: LrFinderError | undefined;
  const keepOne = async (index: number) => {
    while (!request.signal.aborted && fault === undefined) {
      const { code, signal, stderr, hasStarted } = await oneWorker(request, index, each);
      if (code === 0 || request.signal.aborted) return;
      deaths = hasStarted ? 0 : deaths + 1;
      const how = signal === null ? `with code ${code}` : `by ${signal}`;
      // One that says what is wrong would say so again.
      if (signal === null || deaths >= DEATHS) {
        const words = stderr.trim().split("\n").slice(-10).join("\n");
        fault = new LrFinderError(
          "worker-died",
          `a worker ended ${how}: ${words || "it said nothing"}`,
        );
        return;
      }
      request.say(`a worker ended ${how}, and another one takes its place`);
    }
  };
  const ended = Promise.all(Array.from({ length: workers }, (_, i) => keepOne(i))).then(() => {
    if (fault !== undefined) throw fault;
  });
  // Awaited by who started it, perhaps later.
  ended.catch(() => {});
  return { workers, ended };
}

function workersOf({ workers, devices, tasks }: EngineRequest): number {
  const most = workers ?? (devices.length > 0 ? devices.length : availableCores());
  return Math.max(1, Math.min(most, tasks));
}

interface WorkerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** It has taken a task. */
  readonly hasStarted: boolean;
}

function oneWorker(
  request: EngineRequest,
  index: number,
  { arguments: args, env }: WorkerProcess,
): Promise<WorkerExit> {
  const { devices, signal } = request;
  const device = devices[index % Math.max(1, devices.length)];
  const worker = spawn(process.execPath, [programFile(), ...args], {
    // The pipe of messages is what ends it with this process, however that ends.
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { ...env, ...(device !== undefined && { CUDA_VISIBLE_DEVICES: device }) },
    ...groupOptions(),
  });
  const forget = onProcessEnd(() => worker.kill("SIGTERM"));
  let hasStarted = false;
  worker.once("message", () => {
    hasStarted = true;
  });
  let stderr = "";
  worker.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-STDERR_END);
    // Its last words are in what is thrown.
    for (const line of text.split("\n")) {
      if (line !== "" && !line.startsWith("error:")) request.say(line);
    }
  });
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    worker.kill("SIGTERM");
    timer = setTimeout(() => worker.kill("SIGKILL"), END_MS);
  };
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  return new Promise((resolve) => {
    const over = (code: number | null, by: NodeJS.Signals | null) => {
      forget();
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve({ code, signal: by, stderr, hasStarted });
    };
    worker.once("error", (error) => {
      stderr = error.message;
      over(1, null);
    });
    worker.once("close", over);
  });
}
