import { expect, test } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { sweepPresets } from "../../src/search/presets.ts";
import {
  DEFAULT_SWEEP_OPTIONS,
  resolveSweepOptions,
  type SweepOptions,
} from "../../src/sweep/options.ts";

test("no options give the defaults", () => {
  expect(resolveSweepOptions()).toEqual(DEFAULT_SWEEP_OPTIONS);
});

test("what is given wins over the preset, the preset over the defaults", () => {
  const resolved = resolveSweepOptions({ endLr: 3 }, sweepPresets.fastai);
  expect(resolved).toMatchObject({ startLr: 1e-7, endLr: 3, steps: 100 });
  expect(resolved.stopRule).toEqual({
    kind: "factor",
    factor: 4,
    beta: 0.98,
    smoothing: "debiased",
  });
});

test.each([
  [{ startLr: 1, endLr: 1e-3 }, "`startLr` must be below `endLr`, got 1 and 0.001"],
  [{ startLr: 1, endLr: 1 }, "`startLr` must be below `endLr`"],
  [{ startLr: 0 }, "`startLr` must be a finite number above 0, got 0 (number)"],
  [{ endLr: Number.NaN }, "`endLr` must be a finite number above 0, got NaN (number)"],
  [{ endLr: Number.POSITIVE_INFINITY }, "`endLr` must be a finite number above 0"],
  [{ steps: 3 }, "`steps` must be an integer from 10 to 1000000, got 3 (number)"],
  [{ steps: 20.5 }, "`steps` must be an integer from 10 to 1000000, got 20.5 (number)"],
  [{ mode: "exponential" }, 'Did you mean "exp"?'],
  [{ repeats: 0 }, "`repeats` must be an integer from 1"],
  [{ evaluateEvery: -1 }, "`evaluateEvery` must be an integer of at least 0"],
  [{ seed: 1.5 }, "`seed` must be an integer from 0"],
  [{ stopRule: { kind: "factor", factor: 1, beta: 0.9, smoothing: "seeded" } }, "stopRule.factor"],
  [{ stopRule: { kind: "factor", factor: 4, beta: 1, smoothing: "seeded" } }, "stopRule.beta"],
  [{ stopRule: { kind: "stop" } }, "`stopRule.kind` must be one of robust, factor, none"],
])("%j is refused", (options, message) => {
  expect(() => resolveSweepOptions(options as SweepOptions)).toThrow(InputError);
  expect(() => resolveSweepOptions(options as SweepOptions)).toThrow(message);
});

test("every preset is itself valid", () => {
  for (const preset of Object.values(sweepPresets)) {
    expect(resolveSweepOptions({}, preset)).toEqual(preset);
  }
});
