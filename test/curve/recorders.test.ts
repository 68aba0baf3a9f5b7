import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import {
  emaDebiased,
  emaLightning,
  emaSeeded,
  RECORDER_NAMES,
  RECORDERS,
} from "../../src/curve/index.ts";

const constant = new Array<number>(100).fill(1);

describe("fastai's average", () => {
  it("leaves a constant as it is", () => {
    for (const value of emaDebiased(constant)) expect(value).toBeCloseTo(1, 12);
  });

  it("is the weighted mean of all losses so far", () => {
    // Weights 1, beta, beta^2, … from the newest: (1 + 0.5 * 3) / 1.5 and (5 + 0.5 + 0.25 * 3) / 1.75.
    const [first, second, third] = emaDebiased([3, 1, 5], 0.5);
    expect(first).toBeCloseTo(3, 12);
    expect(second).toBeCloseTo(2.5 / 1.5, 12);
    expect(third).toBeCloseTo(6.25 / 1.75, 12);
  });

  it("gives the losses back without a past, and takes none", () => {
    expect(emaDebiased([3, -1, 0], 0)).toEqual([3, -1, 0]);
    expect(emaDebiased([])).toEqual([]);
  });

  it("is dead after a non-finite loss, as fastai's is", () => {
    expect(emaDebiased([1, Number.NaN, 1]).map(Number.isNaN)).toEqual([false, true, true]);
  });

  it("refuses a weight of 1", () => {
    expect(() => emaDebiased([1], 1)).toThrow("`beta` must be a number from 0");
  });
});

it("Lightning's average starts at half a constant loss: its exponent is one too high", () => {
  const smoothed = emaLightning(constant);
  // Closed form for a constant 1: (1 - 0.98^k) / (1 - 0.98^(k + 1)); by hand 0.0396 / 0.058808.
  expect(smoothed[1]).toBeCloseTo(0.0396 / 0.058808, 12);
  smoothed.forEach((value, i) => {
    expect(value).toBeCloseTo((1 - 0.98 ** (i + 1)) / (1 - 0.98 ** (i + 2)), 12);
  });
});

describe("torch-lr-finder's average", () => {
  it("starts at the first loss", () => {
    expect(emaSeeded([2, 4, 0], 0.25)).toEqual([2, 2.5, 1.875]);
    expect(emaSeeded(constant)).toEqual(constant);
    expect(emaSeeded([])).toEqual([]);
  });

  it("is off at 0, and refuses 1", () => {
    expect(emaSeeded([2, 4], 0)).toEqual([2, 4]);
    expect(() => emaSeeded([1], 1)).toThrow("`fraction` must be a number from 0");
  });
});

describe.each(RECORDER_NAMES)("%s", (name) => {
  const { smooth, undo, beta } = RECORDERS[name];
  const draw = random(3, "losses");
  const losses = Array.from(
    { length: 3000 },
    (_, i) => 2 - i / 2000 + draw.normal() - i ** 2 / 1e6,
  );

  it("undoing its average gives the losses back", () => {
    const back = undo(smooth(losses));
    // Rounding, times 1 / (1 - beta) for each step of the way.
    const worst = Math.max(...back.map((loss, i) => Math.abs(loss - (losses[i] as number))));
    expect(worst).toBeLessThan(1e-11 / (1 - beta));
    expect(smooth(back).map((value) => value.toFixed(9))).toEqual(
      smooth(losses).map((value) => value.toFixed(9)),
    );
  });

  it("what is not finite stays as it was recorded, and what came before is given back", () => {
    const recorded = [...smooth(losses.slice(0, 50)), Number.NaN, Number.POSITIVE_INFINITY];
    const back = undo(recorded);
    expect(back.slice(0, 50).map((loss) => loss.toFixed(9))).toEqual(
      losses.slice(0, 50).map((loss) => loss.toFixed(9)),
    );
    expect(back.slice(50)).toEqual([Number.NaN, Number.POSITIVE_INFINITY]);
  });

  it("none are none", () => {
    expect([smooth([]), undo([])]).toEqual([[], []]);
  });
});

it("the ramp of a constant loss in Lightning's records is that constant", () => {
  const ramp = Array.from({ length: 40 }, (_, k) => (1 - 0.98 ** (k + 1)) / (1 - 0.98 ** (k + 2)));
  for (const loss of RECORDERS.lightning.undo(ramp)) expect(loss).toBeCloseTo(1, 9);
});
