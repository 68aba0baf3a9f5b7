import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const program = (file: string) => new URL(`../../../../dist/trainer/tfjs/${file}`, import.meta.url);

const BEGINNING = `
  import * as tf from "@tensorflow/tfjs-core";
  const { startEngine } = await import(${JSON.stringify(program("engines/backends.js"))});
  const { heapOf } = await import(${JSON.stringify(program("kernels/heap.js"))});
  const product = () =>
    tf.tidy(() => tf.matMul(tf.ones([300, 300]), tf.ones([300, 300])).dataSync()[0]);
  const begin = async () => {
    await startEngine("wasm");
    const { pool } = heapOf(tf.backend());
    product();
    const until = performance.now() + 20_000;
    while (pool && pool.ready === 0 && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return pool;
  };
  const say = (value) => console.log(JSON.stringify(value));
`;

/** Runs a program in a process of its own; what it says, how it ended. */
function run(code: string, flags: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const args = [...flags, "--input-type=module", "-e", BEGINNING + code];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: "utf8",
    timeout: 60_000,
    env: { ...process.env, LR_FINDER_THREADS: "2", ...env },
  });
  return {
    status,
    stderr,
    said: stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}

it("ends with the process, and sleeps between jobs", () => {
  const { status, stderr, said } = run(`
    const pool = await begin();
    for (let i = 0; i < 50; i++) product();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const { user, system } = process.cpuUsage(before);
    say({ threads: pool.threads, ready: pool.ready, busyMs: (user + system) / 1000, product: product() });
  `);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(said[0]).toMatchObject({ threads: 2, ready: 1, product: 300 });
  expect(said[0].busyMs).toBeLessThan(200);
}, 90_000);

it("writes profiles and ends with --cpu-prof", () => {
  const folder = mkdtempSync(join(tmpdir(), "lr-profile-"));
  try {
    const { status } = run("await begin(); product();", ["--cpu-prof", `--cpu-prof-dir=${folder}`]);
    expect(status).toBe(0);
    expect(readdirSync(folder).length).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 90_000);

it("works on one thread in a program that has started the backend itself, and says so", () => {
  const { status, stderr, said } = run(`
    import "@tensorflow/tfjs-backend-wasm";
    await tf.setBackend("wasm");
    const mine = tf.tensor1d([1, 2]);
    const pool = await begin();
    say({ pool: pool === undefined, alone: heapOf(tf.backend()).alone(), product: product(), mine: [...mine.dataSync()] });
  `);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(said).toEqual([
    {
      pool: true,
      alone: "the memory of the wasm backend is not shared",
      product: 300,
      mine: [1, 2],
    },
  ]);
}, 90_000);

it("works on one thread without SharedArrayBuffer, with one core, and where workers are not allowed", () => {
  const code =
    "const pool = await begin(); say({ threads: pool?.threads ?? 1, product: product() });";
  const alone = { status: 0, stderr: "", said: [{ threads: 1, product: 300 }] };
  expect(run(`delete globalThis.SharedArrayBuffer; ${code}`)).toEqual(alone);
  expect(run(code, [], { LR_FINDER_THREADS: "1" })).toEqual(alone);
  const refused = `
    const threads = process.getBuiltinModule("node:worker_threads");
    threads.Worker = class { constructor() { throw new Error("not allowed"); } };
    await startEngine("wasm");
    product();
    say({ threads: heapOf(tf.backend()).pool.threads, product: product() });
  `;
  expect(run(refused)).toEqual(alone);
}, 90_000);

it("refuses a number of threads that is none", () => {
  const { said } = run(
    "try { await startEngine('wasm'); } catch (error) { say(error.message); }",
    [],
    { LR_FINDER_THREADS: "many" },
  );
  expect(said).toEqual([
    '`LR_FINDER_THREADS` must be an integer from 1 to 64, got "many" (string)',
  ]);
}, 90_000);
