import { expect, test } from "vitest";
import { collector, eventsOfRuns, eventsOfTrials } from "../../src/live/collect.ts";
import type { Trial } from "../../src/sweep/trial-types.ts";
import { healthyLoss, sweepRuns } from "../report/fixtures.ts";

const trial: Trial = {
  label: "probe at 0.01",
  peakLr: 0.01,
  seed: 3,
  plannedSteps: 3,
  lrs: [0.01, 0.005, 0.001],
  losses: [2, 1, Number.NaN],
  heldOut: [
    { stepsDone: 0, loss: 2.5 },
    { stepsDone: 3, loss: 1.5 },
  ],
  stopReason: "non-finite",
  stopDetail: "the loss became NaN",
};

test("runs and trials come out as they went in", () => {
  const runs = sweepRuns({ loss: healthyLoss, seeds: [4, 5], heldOutEvery: 20 });
  const recorded = collector();
  for (const event of [...eventsOfRuns(runs), ...eventsOfTrials([trial])]) recorded.push(event);
  expect(recorded.runs).toEqual(runs);
  expect(recorded.trials).toEqual([trial]);
});

test("a run that is still going on has what came so far", () => {
  const recorded = collector();
  recorded.push({ type: "run-start", run: 0, seed: 1 });
  recorded.push({ type: "step", run: 0, stepIndex: 0, lr: 1e-6, loss: 2 });
  recorded.push({ type: "skipped", run: 0, stepIndex: 1, lr: 2e-6 });
  expect(recorded.runs).toMatchObject([{ seed: 1, lrs: [1e-6], losses: [2], stepIndices: [0] }]);
});

test("a repeat that starts again replaces itself and all after it; a resumed one keeps the first", () => {
  const recorded = collector();
  for (const event of eventsOfRuns(sweepRuns({ loss: healthyLoss, seeds: [1, 2, 3] }))) {
    recorded.push(event);
  }
  recorded.push({ type: "run-start", run: 1, seed: 2 });
  expect(recorded.runs.map(({ seed, lrs }) => [seed, lrs.length])).toEqual([
    [1, 100],
    [2, 0],
  ]);
  // Events of runs that nobody started here are left out.
  const late = collector();
  late.push({ type: "step", run: 0, stepIndex: 0, lr: 1, loss: 1 });
  late.push({ type: "run-start", run: 1, seed: 2 });
  late.push({ type: "step", run: 1, stepIndex: 0, lr: 1, loss: 1 });
  expect(late.runs.map(({ lrs }) => lrs.length)).toEqual([1]);
});
