import { describe, expect, test } from "vitest";
import { buildCurve } from "../../../src/curve/index.ts";
import {
  analyst,
  condense,
  recordingOf,
  type Settings,
  settingsOf,
} from "../../../src/report/analysis/index.ts";
import { allRules, recommend, valleyIndex } from "../../../src/suggest/index.ts";
import { healthyLoss, makeResult, SCENES, sweepRuns } from "../fixtures.ts";

const AS_RUN: Settings = { bandwidth: 0.3, fromLr: null, toLr: null, rulesRead: "own" };
const of = (scene: Parameters<typeof sweepRuns>[0], plannedSteps = 100) => {
  const runs = sweepRuns(scene);
  return { runs, plannedSteps, optimizer: "adam", endLr: 1, seed: 1 };
};

test("at the run's own settings curve, rules and suggestion are those of the result's code", () => {
  const recording = of({ loss: healthyLoss, seeds: [1, 2, 3], noise: 0.1 });
  const found = analyst(recording).full(AS_RUN);
  const curve = buildCurve(recording.runs);
  expect(found.curve).toEqual(curve);
  const first = recording.runs[0] ?? { lrs: [], losses: [] };
  expect(found.rules).toEqual(allRules(first, 100));
  const around = { optimizer: "adam", endLr: 1, seed: 1, rules: found.rules };
  expect(found.suggestion).toEqual(recommend(curve, around));
});

test("a wider kernel moves the pick; the peers' own rules stay, and follow the curve when asked to", () => {
  const asked = analyst(of({ loss: healthyLoss, noise: 0.15 }));
  const narrow = asked.full({ ...AS_RUN, bandwidth: 0.1 });
  const wide = asked.full({ ...AS_RUN, bandwidth: 0.9 });
  expect(narrow.recommended?.lr).not.toBe(wide.recommended?.lr);
  expect(narrow.rules.valley).toEqual(wide.rules.valley);
  const drawn = asked.full({ ...AS_RUN, bandwidth: 0.9, rulesRead: "curve" });
  const { lrs, smoothed } = drawn.curve;
  expect(drawn.rules.valley?.lr).toBe(lrs[valleyIndex(smoothed)]);
  expect(Object.keys(drawn.rules).sort()).toEqual(Object.keys(wide.rules).sort());
});

describe("quick and full agree on the LR", () => {
  test.each([
    ["plain", of({ loss: healthyLoss })],
    ["held-out", of({ loss: healthyLoss, heldOutEvery: 5 })],
    ["fitted to a horizon", { ...of({ loss: healthyLoss }), totalSteps: 50_000 }],
    ["a peer's rule", { ...of({ loss: healthyLoss }), rule: "valley" as const }],
    ["flat", of({ loss: () => 2.25, noise: 0.004 })],
  ])("%s", (_, recording) => {
    const asked = analyst(recording);
    for (const bandwidth of [0.15, 0.3, 0.6]) {
      const settings = { ...AS_RUN, bandwidth };
      const full = asked.full(settings).recommended?.lr ?? null;
      const quick = asked.quick(settings).recommended?.lr ?? null;
      if (full === null || quick === null) expect(quick).toBe(full);
      else expect(Math.log10(quick / full)).toBeCloseTo(0, 9);
    }
  });
});

test("trims leave out both ends, for the curve and for the rules", () => {
  const recording = of({ loss: healthyLoss });
  const found = analyst(recording).full({ ...AS_RUN, fromLr: 1e-5, toLr: 0.1 });
  expect(found.curve.lrs[0]).toBeGreaterThanOrEqual(1e-5);
  expect(found.curve.lrs.at(-1)).toBeLessThanOrEqual(0.1);
  const run = recording.runs[0];
  const keep = (run?.lrs ?? []).map((lr) => lr >= 1e-5 && lr <= 0.1);
  const cut = {
    lrs: (run?.lrs ?? []).filter((_, i) => keep[i]),
    losses: (run?.losses ?? []).filter((_, i) => keep[i]),
  };
  expect(found.rules.valley).toEqual(allRules(cut, cut.lrs.length).valley);
});

test("30,000 points: picks within a pixel of those from every point, noise and counts as recorded", () => {
  const recording = of({ loss: healthyLoss, steps: 30_000, noise: 0.1 }, 30_000);
  const whole = buildCurve(recording.runs);
  const found = analyst(recording).full(AS_RUN);
  expect(found.curve.lrs.length).toBeLessThanOrEqual(16_000);
  const all = recommend(whole, { optimizer: "adam", endLr: 1, seed: 1, rules: found.rules });
  if (!("lr" in all) || found.recommended === null) throw new Error("no suggestion");
  // 6 decades over 900 pixels: 0.0067 decades each.
  expect(Math.abs(Math.log10(all.lr / found.recommended.lr))).toBeLessThan(0.0067);
  expect(found.curve.noise / whole.noise).toBeCloseTo(1, 1);
  expect(found.curve.counts[0]).toBe(6);
  expect(found.rules.valley).toEqual(
    allRules(recording.runs[0] ?? { lrs: [], losses: [] }, 30_000).valley,
  );
});

test("neighbours that were put together are not repeats: one long run is still one run", () => {
  const codes = (seeds: readonly number[]) => {
    const recording = of({ loss: healthyLoss, steps: 30_000, noise: 0.1, seeds }, 30_000);
    const { suggestion } = analyst(recording).full(AS_RUN);
    return suggestion?.reasons.map(({ code }) => code);
  };
  expect(codes([1])).toContain("single-run");
  expect(codes([1, 2])).not.toContain("single-run");
});

test("condensing keeps a last non-finite loss as a point of its own", () => {
  const [run] = sweepRuns({
    loss: (lr) => (lr > 0.1 ? Number.NaN : healthyLoss(lr)),
    steps: 1000,
  });
  if (!run) throw new Error("no run");
  const { runs, group } = condense([run], 300);
  expect(group).toBe(Math.ceil(run.lrs.length / 300));
  expect(runs[0]?.losses.at(-1)).toBeNaN();
  expect(runs[0]?.lrs.at(-1)).toBe(run.lrs.at(-1));
  expect(runs[0]?.losses.slice(0, -1).every(Number.isFinite)).toBe(true);
});

test("a result's recording and settings", () => {
  const result = SCENES.healthy();
  const recording = recordingOf(result);
  expect(recording).toMatchObject({ plannedSteps: 100, optimizer: "adam", totalSteps: 10_000 });
  expect("rule" in recording).toBe(false);
  if (result.status === "none") throw new Error("no suggestion");
  const suggestion = { ...result.suggestion, method: "valley" };
  expect(recordingOf({ ...result, suggestion }).rule).toBe("valley");
  expect(settingsOf(makeResult({ loss: healthyLoss }))).toEqual(AS_RUN);
});

test("falling LRs and a bandwidth of 0 are refused", () => {
  const recording = of({ loss: healthyLoss });
  const [run] = recording.runs;
  if (!run) throw new Error("no run");
  const falling = { ...recording, runs: [{ ...run, lrs: [...run.lrs].reverse() }] };
  expect(() => analyst(falling).full(AS_RUN)).toThrow("must never fall");
  expect(() => analyst(recording).quick({ ...AS_RUN, bandwidth: 0 })).toThrow("bandwidth");
});
