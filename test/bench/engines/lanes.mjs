// A lane of a bench: a child process of its own that trains steps when told to, so that engines share
// no caches, no heap and no threads. Lanes take turns; only one of them works at a time.
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Starts a child that writes one JSON line when it is ready and one for every line it reads. */
async function startLane(program, args, env = {}) {
  const child = spawn(program, args, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
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

/**
 * An engine of lr-finder; undefined when it does not start.
 *
 * @param options.node the program of Node.js; default: this one
 * @param options.threads threads of the wasm engine; default: as it chooses
 */
export async function startEngineLane(engine, dist, { node = process.execPath, threads } = {}) {
  const env = threads === undefined ? {} : { LR_FINDER_THREADS: String(threads) };
  const lane = await startLane(node, [here("engine-lane.mjs"), engine, dist], env);
  if (lane.ready.failed === undefined) return lane;
  lane.close();
  return undefined;
}

/** The first Python of this machine that has PyTorch. */
export function pythonWithTorch() {
  const pythons = [process.env.PYTHON ?? "python3", "/usr/bin/python3"];
  return pythons.find((name) => spawnSync(name, ["-c", "import torch"]).status === 0);
}

/** PyTorch on so many threads; undefined where no Python has it. */
export async function startPyTorch(threads = 1) {
  const python = pythonWithTorch();
  const args = [here("pytorch_steps.py"), String(threads)];
  return python === undefined ? undefined : startLane(python, args);
}

/** jax-js, installed in the folder that JAX_JS names; undefined without. */
export async function startJax() {
  const folder = process.env.JAX_JS;
  if (folder === undefined) return undefined;
  const file = join(folder, "node_modules/@jax-js/jax/dist/index.js");
  return startLane(process.execPath, [here("jax-lane.mjs"), file]);
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
