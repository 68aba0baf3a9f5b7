import { afterEach, expect, test } from "vitest";
import {
  GRAPH_THREADS_HEADER,
  withGraphThreads,
  withOwnThreadPools,
} from "../../src/native/graph-threads.ts";

const NAMES = [
  "LR_FINDER_GRAPH_THREADS",
  "TF_NUM_INTEROP_THREADS",
  "TF_OVERRIDE_GLOBAL_THREADPOOL",
] as const;
const now = () => NAMES.map((name) => process.env[name]);
const before = now();
afterEach(() => {
  NAMES.forEach((name, at) => {
    const value = before[at];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  });
});

test("libtensorflow finds the threads while a graph is opened, and nothing of them afterwards", () => {
  for (const name of NAMES) delete process.env[name];
  expect(withGraphThreads(1, now)).toEqual(["1", "-1", undefined]);
  expect(withGraphThreads(null, now)).toEqual([undefined, "-1", undefined]);
  expect(withOwnThreadPools(now)).toEqual([undefined, undefined, "1"]);
  const fails = () => {
    throw new Error("no graph");
  };
  expect(() => withGraphThreads(2, fails)).toThrow("no graph");
  expect(now()).toEqual([undefined, undefined, undefined]);
});

test("what the user has set stays", () => {
  for (const name of NAMES) process.env[name] = "7";
  expect(withGraphThreads(1, () => withOwnThreadPools(now))).toEqual(["7", "7", "7"]);
  expect(now()).toEqual(["7", "7", "7"]);
});

test("the binding reads the variable by its name", () => {
  expect(GRAPH_THREADS_HEADER).toContain('std::getenv("LR_FINDER_GRAPH_THREADS")');
});
