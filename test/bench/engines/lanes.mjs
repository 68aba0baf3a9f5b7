// A lane of a bench: a child process of its own that trains steps when told to, so that engines share
// no caches, no heap and no threads. Lanes take turns; only one of them works at a time.
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Starts a child that writes one JSON line when it is ready and one for every line it reads. */
async function startLane(program, args) {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${program} ended`);
    return JSON.parse(value);
  };
  const ready = await read();
  return {
    ready,
    /** Milliseconds of each step, or what stopped them: `{ failed }`. */
    run(model, steps) {
      child.stdin.write(`${model} ${steps}\n`);
      return read();
    },
    close: () => child.stdin.end(),
  };
}

/** An engine of lr-finder; undefined when it does not start. */
export async function startEngineLane(engine, dist) {
  const lane = await startLane(process.execPath, [here("engine-lane.mjs"), engine, dist]);
  if (lane.ready.failed === undefined) return lane;
  lane.close();
  return undefined;
}

/** The first Python of this machine that has PyTorch. */
export function pythonWithTorch() {
  const pythons = [process.env.PYTHON ?? "python3", "/usr/bin/python3"];
  return pythons.find((name) => spawnSync(name, ["-c", "import torch"]).status === 0);
}

/** PyTorch on one thread; undefined where no Python has it. */
export async function startPyTorch() {
  const python = pythonWithTorch();
  return python === undefined ? undefined : startLane(python, [here("pytorch_steps.py")]);
}

/** Middle, smallest and number of some milliseconds. */
export function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: sorted[Math.floor(sorted.length / 2)],
    fastest: sorted[0],
    count: sorted.length,
  };
}

/** One row of a markdown table. */
export const row = (...cells) => console.log(`| ${cells.join(" | ")} |`);
