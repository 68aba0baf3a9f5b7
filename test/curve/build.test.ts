import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { mean } from "../../src/core/stats.ts";
import { buildCurve, type Curve, type CurveRun, hasDrop } from "../../src/curve/index.ts";
import { growth } from "./growth.ts";

const ladder = (steps: number, first = 1e-6, last = 1e2) =>
  Array.from({ length: steps }, (_, i) => first * (last / first) ** (i / (steps - 1)));
/** Falls by 2 around 1e-3, lowest at 0.0646, cubic wall from 0.3 on. */
const logistic = (lr: number) => 0.3 + 2 / (1 + lr / 1e-3) + (lr / 0.3) ** 3;
const MINIMUM_LOG10 = Math.log10(0.0646);

/** Recorded as a sweep does: three losses in a row above 9 end the run. */
function sweep(noise: number, seed: number, loss = logistic, lrs = ladder(100)): CurveRun {
  const stream = random(seed, "curve");
  const losses: number[] = [];
  for (const lr of lrs) {
    losses.push(loss(lr) * (1 + noise * stream.normal()));
    if (losses.length > 3 && Math.min(...losses.slice(-3)) > 9) break;
  }
  return { lrs: lrs.slice(0, losses.length), losses };
}

const kinds = (curve: Curve) => curve.regimes.map((regime) => regime.kind);
const log10MinimumOf = (curve: Curve) => Math.log10(curve.lrs[curve.minimumIndex] as number);

function expectCover(curve: Curve) {
  const { regimes, lrs, divergedLr } = curve;
  expect(regimes[0]?.fromLr).toBe(lrs[0]);
  const last = lrs.at(-1) as number;
  expect(regimes.at(-1)?.toLr).toBe(Math.max(last, divergedLr ?? last));
  for (let i = 1; i < regimes.length; i++) expect(regimes[i]?.fromLr).toBe(regimes[i - 1]?.toLr);
}

describe("a curve with noise", () => {
  const curve = buildCurve([sweep(0.05, 1)]);

  it("has its start, noise and minimum where they are", () => {
    expect(curve.startLoss).toBeCloseTo(2.3, 1);
    // 5 % of losses that run from 2.3 down to 0.3, and up again.
    expect(curve.noise).toBeGreaterThan(0.02);
    expect(curve.noise).toBeLessThan(0.15);
    expect(Math.abs(log10MinimumOf(curve) - MINIMUM_LOG10)).toBeLessThan(0.35);
  });

  it("names its regimes, with shared bounds, over its whole length", () => {
    expect(kinds(curve)).toEqual(["flat", "useful", "unstable", "diverged"]);
    expectCover(curve);
    const bounds = curve.regimes.slice(1).map((regime) => regime.fromLr);
    // 5 % of the fall is done at 5e-5; the loss passes its start at 0.38.
    expect(Math.log10(bounds[0] as number)).toBeCloseTo(-4.3, 0);
    expect(bounds[1]).toBe(curve.lrs[curve.minimumIndex]);
    expect(bounds[2]).toBe(curve.divergedLr);
    expect(Math.log10(curve.divergedLr as number)).toBeCloseTo(Math.log10(0.4), 0.5);
  });

  it("finds the minimum within 0.35 decades at 1 % and 5 % noise, on 200 seeds each", () => {
    for (const noise of [0.01, 0.05]) {
      for (let seed = 0; seed < 200; seed++) {
        const found = log10MinimumOf(buildCurve([sweep(noise, seed)]));
        expect(Math.abs(found - MINIMUM_LOG10)).toBeLessThan(0.35);
      }
    }
  });

  it("has standard errors that hold: in the middle of the fall, 200 seeds", () => {
    const truth = buildCurve([sweep(0, 0)]);
    const place = 38;
    let sum = 0;
    for (let seed = 0; seed < 200; seed++) {
      const one = buildCurve([sweep(0.05, seed)]);
      const away = (one.smoothed[place] as number) - (truth.smoothed[place] as number);
      sum += (away / (one.standardError[place] as number)) ** 2 / 200;
    }
    expect(Math.sqrt(sum)).toBeGreaterThan(0.5);
    expect(Math.sqrt(sum)).toBeLessThan(1.5);
  });
});

it("is the same curve for shifted and scaled losses, negative, huge and tiny ones", () => {
  const run = sweep(0.05, 3);
  const plain = buildCurve([run]);
  for (const [scale, shift] of [
    [1, -5],
    [1e30, 0],
    [1e-12, 1e-9],
    [1e290, -1e292],
  ] as const) {
    const other = buildCurve([{ ...run, losses: run.losses.map((y) => y * scale + shift) }]);
    expect(other.minimumIndex).toBe(plain.minimumIndex);
    expect(other.divergedLr).toBe(plain.divergedLr);
    expect(other.regimes).toEqual(plain.regimes);
    plain.smoothed.forEach((value, i) => {
      expect(((other.smoothed[i] as number) - shift) / scale).toBeCloseTo(value, 6);
    });
  }
});

describe("spikes and walls", () => {
  const run = sweep(0.02, 5);
  const plain = buildCurve([run]);

  for (const spike of [1e6, 1e30, -1e30]) {
    it(`a lone loss of ${spike} moves nothing`, () => {
      const losses = run.losses.map((loss, i) => (i === 30 ? spike : loss));
      const curve = buildCurve([{ ...run, losses }]);
      expect(kinds(curve)).toEqual(kinds(plain));
      expect(curve.minimumIndex).toBe(plain.minimumIndex);
      expect(curve.divergedLr).toBe(plain.divergedLr);
      expect(curve.raw[30]).toBe(spike);
      expect(
        Math.abs((curve.smoothed[30] as number) - (plain.smoothed[30] as number)),
      ).toBeLessThan(0.1);
    });
  }

  it("a wall of 1e30 is a wall and leaves the minimum where it was", () => {
    const losses = run.losses.map((loss) => (loss > 4 ? 1e30 : loss));
    const curve = buildCurve([{ ...run, losses }]);
    expect(Math.abs(curve.minimumIndex - plain.minimumIndex)).toBeLessThan(2);
    expect(Math.max(...curve.smoothed)).toBeLessThan(10);
    expect(kinds(curve).at(-1)).toBe("diverged");
  });

  it("a run that comes back down after a bad patch has not diverged there", () => {
    const lrs = ladder(100);
    const losses = lrs.map((lr, i) => (i >= 40 && i < 46 ? 8 : 2.3 - 1.5 / (1 + 1e-3 / lr)));
    expect(buildCurve([{ lrs, losses }]).divergedLr).toBeNull();
  });
});

describe("ends of a run", () => {
  const run = sweep(0.01, 2);
  const cut = run.lrs.findIndex((lr) => lr > 0.3);
  const dead = (bad: number): CurveRun => ({
    lrs: [...run.lrs.slice(0, cut + 1), 1, 2],
    losses: [...run.losses.slice(0, cut), bad, 0.1, 0.1],
  });

  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    it(`is cut at the first ${bad}, whatever comes after it`, () => {
      const curve = buildCurve([dead(bad)]);
      expect(curve.lrs).toEqual(run.lrs.slice(0, cut));
      expect(curve.divergedLr).toBe(run.lrs[cut]);
      expect(kinds(curve).at(-1)).toBe("diverged");
      expectCover(curve);
    });
  }

  it("takes the sweep's word that it diverged", () => {
    const part = { lrs: run.lrs.slice(0, cut), losses: run.losses.slice(0, cut) };
    expect(buildCurve([part]).divergedLr).toBeNull();
    const last = part.lrs.at(-1);
    expect(buildCurve([{ ...part, stopReason: "diverged" }]).divergedLr).toBe(last);
    expect(buildCurve([{ ...part, stopReason: "cancelled" }]).divergedLr).toBeNull();
  });
});

describe("repeats", () => {
  const runs = [1, 2, 3].map((seed) => sweep(0.2, seed));

  it("are pooled by LR, with counts and bounds, though they end at different steps", () => {
    const short = {
      lrs: runs[0]?.lrs.slice(0, 50) ?? [],
      losses: runs[0]?.losses.slice(0, 50) ?? [],
    };
    const curve = buildCurve([short, runs[1] as CurveRun, runs[2] as CurveRun]);
    expect(curve.counts[0]).toBe(3);
    expect(curve.counts[60]).toBe(2);
    const three = [short, runs[1], runs[2]].map((run) => run?.losses[10] as number);
    expect(curve.raw[10]).toBeCloseTo(mean(three), 12);
    expect(curve.low[10]).toBe(Math.min(...three));
    expect(curve.high[10]).toBe(Math.max(...three));
  });

  it("narrow the standard error by the root of their number", () => {
    const many = Array.from({ length: 16 }, (_, seed) => sweep(0.2, seed));
    const ratio =
      (buildCurve([many[0] as CurveRun]).standardError[20] as number) /
      (buildCurve(many).standardError[20] as number);
    expect(ratio).toBeGreaterThan(2.4);
    expect(ratio).toBeLessThan(6.5);
  });

  it("do not make the LRs beyond a diverged run look good", () => {
    const lrs = ladder(100);
    const good = lrs.map((lr) => 2.3 - 1.2 / (1 + 1e-3 / lr));
    const bad = good.map((loss, i) => (i > 60 ? loss + 10 ** (i - 60) : loss)).slice(0, 66);
    const curve = buildCurve([
      { lrs, losses: good },
      { lrs: lrs.slice(0, 66), losses: bad },
    ]);
    expect(curve.divergedLr).toBe(lrs[61]);
    expect(curve.minimumIndex).toBeLessThan(61);
  });

  it("treat LRs within rounding as one", () => {
    const lrs = ladder(30);
    const other = lrs.map((lr) => lr * (1 + 3e-10));
    const losses = lrs.map(logistic);
    const curve = buildCurve([
      { lrs, losses },
      { lrs: other, losses },
    ]);
    expect(curve.lrs).toEqual(lrs);
    expect(new Set(curve.counts)).toEqual(new Set([2]));
  });
});

describe("curves with nothing on them", () => {
  const lrs = ladder(100);

  it("all equal: one flat stretch, no noise, no slope", () => {
    const curve = buildCurve([{ lrs, losses: lrs.map(() => -0.1) }]);
    expect(new Set(curve.smoothed)).toEqual(new Set([-0.1]));
    expect(new Set(curve.slope)).toEqual(new Set([0]));
    expect(curve.noise).toBe(0);
    expect(kinds(curve)).toEqual(["flat"]);
    expectCover(curve);
  });

  it("no points: no minimum, no regimes", () => {
    for (const runs of [[], [{ lrs: [], losses: [] }]]) {
      expect(buildCurve(runs)).toMatchObject({
        lrs: [],
        minimumIndex: -1,
        regimes: [],
        divergedLr: null,
      });
    }
    expect(buildCurve([{ lrs: [0.1], losses: [Number.NaN] }]).divergedLr).toBe(0.1);
  });

  it("a drop that is noise is none: at most 4 of 100 flat noisy curves", () => {
    let false_ = 0;
    for (let seed = 0; seed < 200; seed++) {
      if (hasDrop(buildCurve([sweep(0.1, seed, () => 2.3)]))) false_++;
    }
    expect(false_).toBeLessThanOrEqual(8);
  });
});

it("reads a linear ladder as well as an exponential one", () => {
  const lrs = Array.from({ length: 300 }, (_, i) => 1e-4 + ((1 - 1e-4) * i) / 299);
  const curve = buildCurve([sweep(0.02, 1, logistic, lrs)]);
  expect(Math.abs(log10MinimumOf(curve) - MINIMUM_LOG10)).toBeLessThan(0.3);
  expect(curve.startLoss).toBeCloseTo(2.1, 0);
  expectCover(curve);
});

it("keeps to the LRs asked for", () => {
  const run = sweep(0.02, 1);
  const curve = buildCurve(
    [
      {
        ...run,
        heldOut: [
          { lr: 1e-5, loss: 2 },
          { lr: 1e-2, loss: 1 },
        ],
      },
    ],
    {
      fromLr: 1e-4,
      toLr: 0.1,
      bandwidth: 0.2,
    },
  );
  expect(curve.lrs).toEqual(run.lrs.filter((lr) => lr >= 1e-4 && lr <= 0.1));
  expect(curve.heldOut).toEqual([{ lr: 1e-2, loss: 1 }]);
  expect(curve.bandwidth).toBe(0.2);
  expect(curve.divergedLr).toBeNull();
});

it("refuses bad runs by name and place", () => {
  const good = { lrs: [0.1, 0.2], losses: [1, 2] };
  expect(() => buildCurve([good, { lrs: [0.2, 0.1], losses: [1, 1] }])).toThrow("`runs[1].lrs`");
  expect(() => buildCurve([good], { bandwidth: -1 })).toThrow("`bandwidth`");
});

it("gives finite, covering curves for any finite ladder and any losses", () => {
  const loss = fc.oneof(
    fc.double({ min: -10, max: 10, noNaN: true }),
    fc.double({ noNaN: false }),
    fc.constantFrom(0, -0, 1e308, -1e308, 1e30, Number.NaN, Number.POSITIVE_INFINITY),
  );
  const run = fc.array(fc.tuple(fc.double({ min: 0, max: 2, noNaN: true }), loss), {
    maxLength: 60,
  });
  const runs = fc.array(run, { maxLength: 3 });
  fc.assert(
    fc.property(runs, fc.constantFrom(0.01, 0.3, 2), (many, bandwidth) => {
      const curve = buildCurve(
        many.map((points) => {
          let x = -8;
          const lrs = points.map(([step]) => {
            x += step > 1.9 ? step : step / 10;
            return 10 ** x;
          });
          return { lrs, losses: points.map((point) => point[1]) };
        }),
        { bandwidth },
      );
      for (const values of [curve.smoothed, curve.standardError, curve.slope, curve.raw]) {
        expect(values.length).toBe(curve.lrs.length);
      }
      expect(curve.smoothed.every(Number.isFinite)).toBe(true);
      expect(curve.standardError.every((error) => error >= 0)).toBe(true);
      expect(curve.slope.some(Number.isNaN)).toBe(false);
      if (curve.lrs.length > 0) {
        expectCover(curve);
        expect(Math.min(...curve.smoothed)).toBe(curve.smoothed[curve.minimumIndex]);
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});

it("takes time near-linear in points, to 100,000, on exponential and linear ladders", () => {
  const job = (lrs: number[]) => {
    const stream = random(1);
    const losses = lrs.map((lr) => logistic(Math.min(lr, 0.5)) * (1 + 0.1 * stream.normal()));
    return () => buildCurve([{ lrs, losses }]);
  };
  expect(growth((points) => job(ladder(points)), 12_500)).toBeLessThan(40);
  const linear = (points: number) => Array.from({ length: points }, (_, i) => 1e-6 + i / points);
  expect(growth((points) => job(linear(points)), 12_500)).toBeLessThan(40);
});
