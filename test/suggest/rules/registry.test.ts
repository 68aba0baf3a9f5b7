import { describe, expect, it } from "vitest";
import { isNoteCode } from "../../../src/contract/notes.ts";
import { buildCurve } from "../../../src/curve/index.ts";
import { sweepPresets } from "../../../src/search/index.ts";
import {
  allRules,
  lightning,
  lightningLegacy,
  minimum,
  picksAt,
  presetRule,
  RULE_NAMES,
  RULES,
  type RuleDefinition,
  rules,
  runPicks,
  smithBounds,
  smithLower,
  smithUpper,
  torchLrFinder,
} from "../../../src/suggest/index.ts";
import { oncePer } from "../../../src/suggest/rules/rule.ts";
import { resolveSweepOptions } from "../../../src/sweep/index.ts";
import { growth } from "../../curve/growth.ts";
import { ladder, SHAPES, sweep } from "../sweeps.ts";

describe("fastai's trims", () => {
  // Falls to its lowest at the end, so that `minimum` tells where the trimmed points end.
  const lrs = ladder(100);
  const losses = lrs.map((_, i) => 100 - i);
  const last = (count: number, planned: number, end: number[] = []) => {
    const run = [...losses.slice(0, count), ...end];
    return lrs.findIndex(
      (lr) =>
        Math.abs((minimum(lrs.slice(0, run.length), run, planned).lr as number) * 10 - lr) <
        1e-12 * lr,
    );
  };

  it("take 5 off the end of a run that was stopped or completed", () => {
    expect(last(100, 100)).toBe(94);
    expect(last(60, 100)).toBe(54);
    expect(last(60, 100, [Number.POSITIVE_INFINITY])).toBe(55);
  });

  it("take them off the planned end when the run died of NaN, as fastai records on", () => {
    expect(last(60, 100, [Number.NaN])).toBe(59);
    expect(last(97, 100, [Number.NaN])).toBe(94);
  });

  it("take a tenth of the planned steps off the front, not of the recorded ones", () => {
    const rising = lrs.map((_, i) => i);
    expect(minimum(lrs.slice(0, 40), rising.slice(0, 40), 100).lr).toBe((lrs[10] as number) / 10);
    expect(minimum(lrs.slice(0, 40), rising.slice(0, 40), 40).lr).toBe((lrs[4] as number) / 10);
  });
});

describe("cases of the peers' own tests", () => {
  it("Lightning: a sine over 0 to 2 pi is steepest at pi", () => {
    // Without its smoothing and trims this is its gradient alone; with them, near it.
    const lrs = Array.from({ length: 1000 }, (_, i) => ((i + 1) / 1000) * 2 * Math.PI);
    const pick = lightning(
      lrs,
      lrs.map((lr) => Math.sin(lr)),
    );
    // Its average lags by 49 points, 0.31.
    expect(pick.lr as number).toBeGreaterThan(Math.PI);
    expect(pick.lr as number).toBeLessThan(Math.PI + 0.4);
  });

  it("Lightning: non-finite losses at the end do not move the pick, few points give none", () => {
    const lrs = ladder(40);
    const losses = lrs.map((_, i) => (i < 25 ? 5 - i / 10 : i));
    const pick = lightning(lrs, losses);
    expect(lightning([...lrs, 200, 300], [...losses, losses.at(-1) as number, Number.NaN])).toEqual(
      pick,
    );
    expect(lightning(lrs.slice(0, 12), losses.slice(0, 12)).lr).toBeNull();
    expect(lightningLegacy(lrs.slice(0, 13), losses.slice(0, 13)).lr).not.toBeNull();
  });

  it("torch-lr-finder: needs its trims and two points", () => {
    const lrs = ladder(17);
    const losses = lrs.map((_, i) => 17 - i);
    expect(torchLrFinder(lrs.slice(0, 16), losses.slice(0, 16))).toMatchObject({
      lr: null,
      code: "rule-too-few-points",
      data: { needed: 2, points: 1 },
    });
    expect(torchLrFinder(lrs, losses).lr).not.toBeNull();
  });
});

describe("Smith's bounds", () => {
  const { loss, minimum: at } = SHAPES["logistic drop, cubic wall"] as (typeof SHAPES)[string];
  const run = sweep(loss, 0.01, 1);

  it("are where the fall begins and where it stops", () => {
    const lower = Math.log10(smithLower(run.lrs, run.losses).lr as number);
    const upper = Math.log10(smithUpper(run.lrs, run.losses).lr as number);
    // 5 % of a fall of 1.98 is done at 5.3e-5, 95 % at 0.013, all at the minimum.
    expect(lower).toBeGreaterThan(-4.6);
    expect(lower).toBeLessThan(-3.9);
    expect(upper).toBeGreaterThan(Math.log10(0.006));
    expect(upper).toBeLessThan(at);
  });

  it("leave the upper one open while the loss still falls", () => {
    const falling = sweep((lr) => 2.3 - 0.2 * Math.max(0, Math.log10(lr) + 4), 0.01, 1);
    const bounds = smithBounds(buildCurve([falling]));
    expect(bounds.lower.lr).not.toBeNull();
    expect(bounds.upper).toMatchObject({ lr: null, code: "rule-no-fall" });
  });

  it("are none on a flat curve", () => {
    const flat = sweep(() => 1, 0, 1);
    expect(smithLower(flat.lrs, flat.losses).lr).toBeNull();
    expect(smithUpper(flat.lrs, flat.losses).lr).toBeNull();
  });
});

describe("the registry", () => {
  const { loss } = SHAPES["small drop"] as (typeof SHAPES)[string];
  const run = sweep(loss, 0.02, 1);
  const curve = buildCurve([run]);

  it("gives all rules together what each gives alone, in its order", () => {
    const all = allRules(run, 100);
    expect(Object.keys(all)).toEqual(RULE_NAMES);
    expect(Object.keys(rules)).toEqual(RULE_NAMES);
    for (const name of RULE_NAMES) expect(all[name]).toEqual(rules[name](run.lrs, run.losses, 100));
  });

  it("puts the picks of the run and those of the curve together again", () => {
    const own = runPicks(run, 100);
    expect(picksAt(own, curve)).toEqual(allRules(run, 100, curve));
    expect(Object.keys(picksAt(own, curve, curve))).toEqual(RULE_NAMES);
  });

  it.each(RULE_NAMES)(
    "%s says what it remarks by a known code, or with words of its own",
    (name) => {
      for (const points of [0, 1, 12, 20]) {
        const { lrs, losses } = sweep(() => 1, 0, 1, ladder(100));
        const pick = rules[name](lrs.slice(0, points), losses.slice(0, points), points);
        if (pick.lr === null) expect(pick.note).toBeTruthy();
        if (pick.code !== undefined) expect(isNoteCode(pick.code)).toBe(true);
      }
    },
  );

  it("has one rule for each preset", () => {
    const named = RULE_NAMES.flatMap((name) => {
      const { preset }: RuleDefinition = RULES[name];
      return preset === undefined ? [] : [preset.name];
    });
    expect(new Set(named).size).toBe(named.length);
    expect(Object.keys(presetRule)).toEqual(named);
    for (const preset of Object.values(sweepPresets)) {
      expect(resolveSweepOptions({}, preset)).toEqual(preset);
    }
  });

  it("smooths once for all rules of a tool", () => {
    let made = 0;
    const shared = oncePer((_: object) => ++made);
    const [one, other] = [{}, {}];
    expect([shared(one), shared(one), shared(other), shared(one)]).toEqual([1, 1, 2, 1]);
  });
});

it("all rules together take time near-linear in points, to 100,000", () => {
  const { loss } = SHAPES["logistic drop, cubic wall"] as (typeof SHAPES)[string];
  const job = (points: number) => {
    const run = sweep(loss, 0.1, 1, ladder(points));
    return () => allRules(run, points);
  };
  expect(growth(job, 12_500)).toBeLessThan(40);
});
