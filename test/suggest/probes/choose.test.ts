import { describe, expect, test } from "vitest";
import { chooseFromProbes, chooseFromRounds } from "../../../src/suggest/probes/choose.ts";
import { falling, probe } from "./helpers.ts";

const short = { totalSteps: 80, stepsPerEpoch: 40 };
const long = { totalSteps: 800, stepsPerEpoch: 4 };

describe("the choice at the probes' own length", () => {
  test("is the smallest LR within 0.5 % of the best gain", () => {
    const trials = [
      probe(0.01, { heldOut: falling(1.004) }),
      probe(0.003, { heldOut: falling(1.5) }),
      probe(0.03, { heldOut: falling(1) }),
      probe(0.1, { heldOut: falling(1.8) }),
    ];
    const choice = chooseFromProbes(trials, short);
    expect(10 ** (choice?.lrLog10 as number)).toBeCloseTo(0.01, 9);
    expect(choice?.best.trial.peakLr).toBe(0.03);
    expect(choice?.goodLog10.map((x) => 10 ** x)).toEqual([
      expect.closeTo(0.01, 9),
      expect.closeTo(0.03, 9),
    ]);
  });

  test("is the largest within 2 % where hardly anything was learned", () => {
    const trials = [0.01, 0.03, 0.1, 0.3].map((lr, i) =>
      probe(lr, { heldOut: falling([1.7, 1.6, 1.606, 1.65][i] as number) }),
    );
    const choice = chooseFromProbes(trials, short);
    expect(choice?.onPlateau).toBe(true);
    expect(10 ** (choice?.probedLog10 as number)).toBeCloseTo(0.1, 9);
  });

  test("passes over probes that broke, whatever they had reached", () => {
    const trials = [
      probe(0.01, { heldOut: falling(1.2) }),
      probe(0.1, { heldOut: falling(0.1), stopReason: "diverged" }),
      probe(1, { heldOut: [Number.NaN], stopReason: "completed" }),
    ];
    expect(chooseFromProbes(trials, short)?.best.trial.peakLr).toBe(0.01);
  });

  test("is none when nothing survived", () => {
    const trials = [probe(1, { heldOut: [Number.NaN], stopReason: "non-finite" })];
    expect(chooseFromProbes(trials, short)).toBeNull();
    expect(chooseFromRounds(trials, short)).toBeNull();
  });
});

describe("the shift to a longer run", () => {
  test("is 0.1 decades for ten times the length where nothing over-fits", () => {
    const trials = [0.01, 0.03, 0.1].map((lr, i) =>
      probe(lr, { heldOut: falling([1.3, 1, 1.3][i] as number) }),
    );
    const choice = chooseFromProbes(trials, long);
    expect(choice?.lrLog10).toBeCloseTo(Math.log10(0.03) - 0.1, 9);
    expect(choice?.overfit).toBe(0);
  });

  test("is a whole decade where the training loss leaves the held-out loss behind", () => {
    const trials = [0.01, 0.03, 0.1].map((lr, i) =>
      probe(lr, { heldOut: falling([1.3, 1, 1.3][i] as number), training: 0.1 }),
    );
    const choice = chooseFromProbes(trials, long);
    expect(choice?.overfit).toBe(1);
    expect(choice?.lrLog10).toBeCloseTo(Math.log10(0.03) - 1, 9);
    expect(choice?.stableLog10).toBeCloseTo(Math.log10(0.03) - 0.1, 9);
  });

  test("is not made for over-fitting in a run of one or two passes over the data", () => {
    const trials = [0.01, 0.03, 0.1].map((lr, i) =>
      probe(lr, { heldOut: falling([1.3, 1, 1.3][i] as number), training: 0.1 }),
    );
    const choice = chooseFromProbes(trials, { totalSteps: 800, stepsPerEpoch: 400 });
    expect(choice?.overfit).toBe(0);
    expect(choice?.lrLog10).toBeCloseTo(Math.log10(0.03) - 0.1, 9);
  });

  test("never raises the LR for a run shorter than the probes", () => {
    const trials = [probe(0.03, { heldOut: falling(1) })];
    const choice = chooseFromProbes(trials, { totalSteps: 10, stepsPerEpoch: 10 });
    expect(choice?.lrLog10).toBeCloseTo(Math.log10(0.03), 9);
  });
});

describe("what the sweep alone says", () => {
  const sweepLog10 = Math.log10(0.3);
  const bowl = (training?: number) =>
    [0.01, 0.03, 0.1].map((lr, i) =>
      probe(lr, { heldOut: falling([1.3, 1, 1.3][i] as number), ...(training && { training }) }),
    );

  test("counts by a quarter, in log LR", () => {
    const own = Math.log10(0.03) - 0.1;
    const choice = chooseFromProbes(bowl(), long, sweepLog10);
    expect(choice?.lrLog10).toBeCloseTo(0.75 * own + 0.25 * sweepLog10, 9);
    expect(choice?.sweepWeight).toBe(0.25);
    expect(choice?.probedLog10).toBeCloseTo(Math.log10(0.03), 9);
  });

  test("counts once, however many rounds there are", () => {
    const again = bowl().map((trial) => ({ ...trial, seed: trial.seed + 1 }));
    const chosen = chooseFromRounds([...bowl(), ...again], long, sweepLog10);
    expect(chosen?.lrLog10).toBeCloseTo(0.75 * (Math.log10(0.03) - 0.1) + 0.25 * sweepLog10, 9);
  });

  test("does not where over-fitting decides: the sweep cannot see it", () => {
    const choice = chooseFromProbes(bowl(0.1), long, sweepLog10);
    expect(choice?.overfit).toBe(1);
    expect(choice?.lrLog10).toBeCloseTo(Math.log10(0.03) - 1, 9);
  });

  test("nor on a plateau", () => {
    const trials = [0.01, 0.03, 0.1, 0.3].map((lr, i) =>
      probe(lr, { heldOut: falling([1.7, 1.6, 1.606, 1.65][i] as number) }),
    );
    const choice = chooseFromProbes(trials, short, sweepLog10);
    expect(choice?.sweepWeight).toBe(0);
    expect(10 ** (choice?.lrLog10 as number)).toBeCloseTo(0.1, 9);
  });
});

test("rounds count alike", () => {
  const trials = [
    probe(0.01, { heldOut: falling(1) }),
    probe(0.1, { heldOut: falling(1), seed: 1 }),
  ];
  const chosen = chooseFromRounds(trials, short);
  expect(chosen?.choices).toHaveLength(2);
  expect(chosen?.lrLog10).toBeCloseTo(-1.5, 9);
});

test("without held-out losses the training losses decide, and nothing is said of over-fitting", () => {
  const trials = [0.01, 0.1].map((lr, i) => ({
    ...probe(lr, { heldOut: [1], training: i === 0 ? 0.5 : 0.9 }),
    heldOut: [],
  }));
  const choice = chooseFromProbes(trials, long);
  expect(choice?.best.trial.peakLr).toBe(0.01);
  expect(choice?.overfit).toBe(0);
});

describe("several rounds", () => {
  const round = (lrs: readonly number[], best: number, steps: number, seed = 0) =>
    lrs.map((lr) => probe(lr, { heldOut: falling(lr === best ? 1 : 1.5), steps, seed }));

  test("count alike: the mean in log LR", () => {
    const trials = [...round([0.01, 0.03], 0.01, 80), ...round([0.03, 0.1], 0.1, 100, 1)];
    const chosen = chooseFromRounds(trials, { totalSteps: 80, stepsPerEpoch: 40 });
    expect(chosen?.choices).toHaveLength(2);
    expect(10 ** (chosen?.lrLog10 as number)).toBeCloseTo(Math.sqrt(0.01 * 0.1), 9);
  });
});
