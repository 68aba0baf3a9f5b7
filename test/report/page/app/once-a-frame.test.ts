import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { onceAFrame } from "../../../../src/report/page/app/once-a-frame.ts";

let frames: (() => void)[] = [];
const nextFrame = () => {
  const due = frames;
  frames = [];
  for (const run of due) run();
};

beforeEach(() => {
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (run: () => void) => frames.push(run));
});
afterEach(() => vi.unstubAllGlobals());

test("the first move is worked on at once, those until the next frame are one", () => {
  const work = vi.fn();
  const ask = onceAFrame(work);
  ask();
  expect(work).toHaveBeenCalledTimes(1);
  ask();
  ask();
  expect(work).toHaveBeenCalledTimes(1);
  nextFrame();
  expect(work).toHaveBeenCalledTimes(2);
  // The second one had a frame of its own, in which nothing was asked for.
  nextFrame();
  nextFrame();
  expect(work).toHaveBeenCalledTimes(2);
  expect(frames).toEqual([]);
  ask();
  expect(work).toHaveBeenCalledTimes(3);
});

test("work that fails leaves the next move free", () => {
  let calls = 0;
  const ask = onceAFrame(() => {
    calls += 1;
    if (calls === 1) throw new Error("no curve");
  });
  expect(ask).toThrow("no curve");
  nextFrame();
  ask();
  expect(calls).toBe(2);
});
