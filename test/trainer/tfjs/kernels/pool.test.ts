import { afterEach, describe, expect, it, vi } from "vitest";
import { type Choice, ChoiceByTime } from "../../../../src/trainer/tfjs/kernels/threads/choice.ts";
import { Pool } from "../../../../src/trainer/tfjs/kernels/threads/pool.ts";
import {
  type StartedWorker,
  startWorker,
} from "../../../../src/trainer/tfjs/kernels/threads/workers.ts";
import { assembleLoops } from "../../../../src/trainer/tfjs/kernels/wasm/loops.ts";
import { CONTROL } from "../../../../src/trainer/tfjs/kernels/wasm/threads.ts";

const pools: Pool[] = [];
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

const TOGETHER = { next: () => "together" as const, took: () => {} };

function setUp(options: Partial<ConstructorParameters<typeof Pool>[0]> = {}) {
  const memory = new WebAssembly.Memory({ initial: 20, maximum: 100, shared: true });
  const assembled = assembleLoops(memory);
  if (assembled.sharing === undefined) throw new Error("the memory is shared");
  // The first MiB is the test's own.
  let next = 1 << 20;
  const allocate = (bytes: number) => {
    const address = next;
    next += (bytes + 63) & ~63;
    return address;
  };
  const { take } = assembled.sharing;
  const base = { memory, assembled, take, allocate, free: () => {}, threads: 2, choice: TOGETHER };
  const pool = new Pool({ ...base, ...options });
  pools.push(pool);
  return {
    pool,
    take,
    floats: new Float32Array(memory.buffer),
    ints: new Int32Array(memory.buffer),
  };
}

const LENGTH = 4096;

/** Adds two vectors in as many parts as the pool gives; which parts it was. */
function addVectors(pool: Pool, floats: Float32Array): number {
  for (let i = 0; i < LENGTH; i++) {
    floats[i] = i;
    floats[LENGTH + i] = 0.5;
  }
  floats.fill(-1, 2 * LENGTH, 3 * LENGTH);
  const job = pool.plan("add", 64);
  const size = LENGTH / job.parts;
  job.run((loops, part) => {
    const at = part * size * 4;
    loops.add(8 * LENGTH + at, at, 4 * LENGTH + at, size * 4);
  });
  return job.parts;
}

const EXPECTED = Float32Array.from({ length: LENGTH }, (_, i) => i + 0.5);
const sums = (floats: Float32Array) => floats.slice(2 * LENGTH, 3 * LENGTH);

it.each([2, 4])("does every part of every job once, on %i threads", async (threads) => {
  const { pool, floats } = setUp({ threads });
  expect(addVectors(pool, floats)).toBe(1);
  await vi.waitFor(() => expect(pool.ready).toBe(threads - 1), 20_000);
  for (let job = 0; job < 60; job++) {
    expect(addVectors(pool, floats)).toBe(2 * threads);
    expect(sums(floats)).toEqual(EXPECTED);
  }
});

it("goes on alone when a worker has ended", async () => {
  const started: StartedWorker[] = [];
  const { pool, floats } = setUp({
    start(task, onEnd) {
      const worker = startWorker(task, onEnd);
      if (worker !== undefined) started.push(worker);
      return worker;
    },
  });
  addVectors(pool, floats);
  await vi.waitFor(() => expect(pool.ready).toBe(1), 20_000);
  started[0]?.end();
  await vi.waitFor(() => expect(pool.threads).toBe(1), 20_000);
  expect(pool.lost).toBe("its workers have ended");
  expect(addVectors(pool, floats)).toBe(1);
  expect(sums(floats)).toEqual(EXPECTED);
});

it("does a job again whose worker died in the middle of a part", () => {
  let control = 0;
  const given = setUp({
    lostMs: 30,
    start(task) {
      control = task.control;
      Atomics.add(given.ints, (control + CONTROL.ready) / 4, 1);
      return { learn: () => {}, end: () => {} };
    },
    take(at, known) {
      // A worker takes a part, and is never heard of again.
      Atomics.add(given.ints, (at + CONTROL.next) / 4, 1);
      given.take(at, known);
    },
  });
  const { pool, floats } = given;
  expect(addVectors(pool, floats)).toBe(4);
  expect(sums(floats)).toEqual(EXPECTED);
  expect(pool.threads).toBe(1);
  expect(addVectors(pool, floats)).toBe(1);
});

it("goes on alone where no worker can be started", () => {
  const { pool, floats } = setUp({ start: () => undefined });
  expect(addVectors(pool, floats)).toBe(1);
  expect(sums(floats)).toEqual(EXPECTED);
  expect(pool.threads).toBe(1);
  expect(pool.lost).toBe("no worker could be started");
});

it("says that a worker ended before it had started, and that Node.js forbids workers", () => {
  const { pool, floats } = setUp({
    start(_task, onEnd) {
      onEnd();
      return { learn: () => {}, end: () => {} };
    },
  });
  addVectors(pool, floats);
  expect(pool.lost).toBe("no worker could be started");
  vi.stubGlobal("process", { ...process, permission: { has: () => false } });
  expect(pool.lost).toBe("Node.js runs with --permission and without --allow-worker");
  vi.unstubAllGlobals();
});

it("does a part itself whose calls there is no memory for", async () => {
  let calls = 0;
  const { pool, floats } = setUp({
    // The control numbers and the first part's calls.
    allocate: () => (calls++ < 2 ? (1 << 20) + 8192 * calls : 0),
  });
  addVectors(pool, floats);
  await vi.waitFor(() => expect(pool.ready).toBe(1), 20_000);
  for (let job = 0; job < 20; job++) {
    expect(addVectors(pool, floats)).toBe(4);
    expect(sums(floats)).toEqual(EXPECTED);
  }
  expect(calls).toBeGreaterThan(2);
});

it("goes on alone where there is no memory for the job", async () => {
  const { pool, floats } = setUp({ allocate: () => 0 });
  expect(addVectors(pool, floats)).toBe(1);
  expect(pool.threads).toBe(1);
});

describe("the choice by time", () => {
  /** Runs of one kind of job, each as long as `cost` says. */
  function runs(
    count: number,
    cost: (way: Choice, run: number) => number,
    choice = new ChoiceByTime(),
  ) {
    return Array.from({ length: count }, (_, run) => {
      const way = choice.next("job");
      choice.took("job", way, cost(way, run));
      return way;
    });
  }
  const share = (ways: readonly Choice[], way: Choice) =>
    ways.filter((each) => each === way).length / ways.length;

  it("is for what takes less time, with few tries of the other", () => {
    const quick = { alone: 1, together: 3 };
    expect(
      share(
        runs(2000, (way) => quick[way]),
        "alone",
      ),
    ).toBeGreaterThan(0.99);
    const large = { alone: 9, together: 5 };
    expect(
      share(
        runs(2000, (way) => large[way]),
        "together",
      ),
    ).toBeGreaterThan(0.99);
  });

  it("is one for each kind of job", () => {
    const choice = new ChoiceByTime();
    const costs = { small: { alone: 1, together: 3 }, large: { alone: 9, together: 5 } };
    for (let run = 0; run < 20; run++) {
      for (const key of ["small", "large"] as const) {
        const way = choice.next(key);
        choice.took(key, way, costs[key][way]);
      }
    }
    expect([choice.next("small"), choice.next("large")]).toEqual(["alone", "together"]);
  });

  it("gets over workers that were held up when they were tried first", () => {
    const ways = runs(200, (way, run) => (way === "alone" ? 9 : run < 20 ? 100 : 5));
    expect(share(ways.slice(100), "together")).toBeGreaterThan(0.9);
  });

  it("follows a machine that gets other things to do", () => {
    const ways = runs(2000, (way, run) => (way === "alone" ? 9 : run < 1000 ? 5 : 20));
    expect(share(ways.slice(20, 1000), "together")).toBeGreaterThan(0.98);
    expect(share(ways.slice(1020), "alone")).toBeGreaterThan(0.95);
  });

  it("takes one slow job for what it is", () => {
    const ways = runs(1000, (way, run) => (run % 10 === 0 ? 50 : way === "alone" ? 9 : 5));
    expect(share(ways.slice(20), "together")).toBeGreaterThan(0.95);
  });
});
