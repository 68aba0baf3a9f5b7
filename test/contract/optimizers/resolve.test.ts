import { describe, expect, it } from "vitest";
import { OPTIMIZER_NAMES, resolveOptimizer } from "../../../src/contract/optimizers/index.ts";
import { InputError } from "../../../src/core/errors.ts";

describe("resolveOptimizer", () => {
  it("fills in the documented defaults", () => {
    expect(resolveOptimizer("adamw")).toEqual({
      name: "adamw",
      hyperParameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.01 },
    });
    expect(resolveOptimizer({ name: "RMSProp", centered: true }).hyperParameters).toEqual({
      decay: 0.9,
      momentum: 0,
      epsilon: 1e-7,
      centered: true,
    });
    expect(OPTIMIZER_NAMES.map((name) => resolveOptimizer(name).name)).toEqual(OPTIMIZER_NAMES);
  });

  it("names the nearest optimizer and hyper-parameter", () => {
    expect(() => resolveOptimizer("adma")).toThrow(/Did you mean "adam"/);
    expect(() => resolveOptimizer({ name: "adam", beta_1: 0.5 })).toThrow(/Did you mean "beta1"/);
    expect(() => resolveOptimizer({ name: "sgd", momentum: 0.9 })).toThrow(/it has none/);
    expect(() => resolveOptimizer({ name: "adam", toString: 1 })).toThrow(/no hyper-parameter/);
  });

  it.each([
    { name: "momentum", momentum: 1 },
    { name: "adam", epsilon: 0 },
    { name: "adamw", weightDecay: -1 },
    { name: "rmsprop", centered: 1 },
    { name: "adagrad", initialAccumulatorValue: "x" },
    { name: "adam", beta1: Number.NaN },
  ])("rejects %j", (config) => {
    expect(() => resolveOptimizer(config)).toThrow(InputError);
    expect(() => resolveOptimizer(config)).toThrow(Object.keys(config)[1] as string);
  });
});
