import { expect, test } from "vitest";
import { formatSeconds, runProgress } from "../../src/cli/progress.ts";
import { planSearch } from "../../src/search/index.ts";
import { resolveSweepOptions } from "../../src/sweep/index.ts";
import { testIo } from "../helpers/cli.ts";

function drawn(errIsTerminal: boolean): string[] {
  const lines: string[] = [];
  const io = testIo({ err: (text) => void lines.push(text), errIsTerminal, errColumns: 80 });
  const options = resolveSweepOptions({ steps: 50, repeats: 2 });
  let clock = 0;
  const progress = runProgress(io, options, null, () => clock);
  for (let run = 0; run < 2; run++) {
    for (let stepIndex = 0; stepIndex < 50; stepIndex++) {
      clock += 100;
      progress.onEvent({ type: "step", run, stepIndex, lr: 1e-3, loss: 2.5 });
    }
  }
  progress.done();
  return lines;
}

test("on a terminal one line is redrawn and cleared at the end", () => {
  const lines = drawn(true);
  expect(lines.length).toBe(101);
  for (const line of lines) expect(line.startsWith("\r\u001b[K")).toBe(true);
  expect(lines[49]).toContain(
    "sweep 1/2 ██████████░░░░░░░░░░ 50/100  LR 0.001  loss 2.5  0:05 left",
  );
  expect(lines.at(-1)).toBe("\r\u001b[K");
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80 + 4);
});

test("elsewhere about ten plain lines", () => {
  const lines = drawn(false);
  expect(lines.length).toBeGreaterThanOrEqual(9);
  expect(lines.length).toBeLessThanOrEqual(12);
  expect(lines[0]).toBe("sweep 1/2  1/100  LR 0.001  loss 2.5\n");
});

test("times are short", () => {
  expect(formatSeconds(7)).toBe("0:07");
  expect(formatSeconds(750)).toBe("12:30");
  expect(formatSeconds(3723)).toBe("1:02:03");
});

test("probes go on where the sweep ended, within the budget's steps", () => {
  const lines: string[] = [];
  const io = testIo({ err: (text) => void lines.push(text) });
  let clock = 0;
  const steps = { search: 40, trials: 20, verification: 0 };
  const plan = { steps, timed: null };
  const progress = runProgress(io, resolveSweepOptions({ steps: 20 }), plan, () => clock);
  for (let stepIndex = 0; stepIndex < 20; stepIndex++) {
    clock += 100;
    progress.onEvent({ type: "step", run: 0, stepIndex, lr: 1e-3, loss: 2.5 });
  }
  const trial = { trial: 0, label: "probe at 0.01", peakLr: 0.01, seed: 0, plannedSteps: 20 };
  progress.onEvent({ type: "trial-start", ...trial });
  for (let stepIndex = 0; stepIndex < 20; stepIndex++) {
    clock += 100;
    progress.onEvent({ type: "trial-step", trial: 0, stepIndex, lr: 0.01, loss: 2 });
  }
  expect(lines[0]).toBe("sweep  1/40  LR 0.001  loss 2.5\n");
  expect(lines.at(-1)).toBe("probe at 0.01  38/40  LR 0.01  loss 2  0:00 left\n");
});

test("the total is that of the budget once it is measured, and without further sweeps once trials begin", () => {
  const lines: string[] = [];
  const io = testIo({ err: (text) => void lines.push(text) });
  const info = {
    ...{ name: "t", optimizer: "adam", batchSize: 32, stepsPerEpoch: 30, parameterCount: 2660 },
    ...{ engine: { name: "none", version: "0", why: "a test" }, seed: 0 },
  } as const;
  const plan = planSearch(
    { info, evaluate: async () => 1 },
    { horizon: { totalSteps: 30 }, budget: "10m", sweep: { steps: 20 } },
  );
  let clock = 0;
  const progress = runProgress(io, plan.sweep, plan, () => clock);
  progress.onEvent({ type: "budget", name: "10m", steps: 57_066, stepMs: 1 });
  for (let stepIndex = 0; stepIndex < 20; stepIndex++) {
    clock += 100;
    progress.onEvent({ type: "step", run: 0, stepIndex, lr: 1e-3, loss: 2.5 });
  }
  const trial = { label: "probe at 0.01", peakLr: 0.01, seed: 0, plannedSteps: 30 };
  for (const number of [0, 1, 2, 3, 4, 5]) {
    progress.onEvent({ type: "trial-start", trial: number, ...trial });
    for (let stepIndex = 0; stepIndex < 30; stepIndex++) {
      clock += 100;
      progress.onEvent({ type: "trial-step", trial: number, stepIndex, lr: 0.01, loss: 2 });
    }
  }
  const trials = 2 * 8 * 30 + 12 * 30;
  expect(lines[0]).toContain(`sweep  1/${5 * 20 + trials}`);
  expect(lines.slice(1).every((line) => line.includes(`/${20 + trials} `))).toBe(true);
});

test("a slow first step, and steps of an interrupted run, do not count in the time that is left", () => {
  const lines: string[] = [];
  const io = testIo({ err: (text) => void lines.push(text) });
  let clock = 0;
  const progress = runProgress(io, resolveSweepOptions({ steps: 100 }), null, () => clock);
  clock += 60_000;
  for (let stepIndex = 50; stepIndex < 100; stepIndex++) {
    progress.onEvent({ type: "step", run: 0, stepIndex, lr: 1e-3, loss: 2.5 });
    clock += 1000;
  }
  expect(lines[0]).toBe("sweep  51/100  LR 0.001  loss 2.5\n");
  expect(lines[1]).toMatch(/0:3\d left|0:4\d left/);
});
