import { describe, expect, it } from "vitest";
import {
  DEFAULT_OPTIMIZER,
  defaultBeta2,
  nameOfClass,
  OPTIMIZER_NAMES,
  OPTIMIZERS,
  type OptimizerDefinition,
  optimizerOf,
  resolveOptimizer,
  type TensorOps,
  traitsOf,
} from "../../../src/contract/optimizers/index.ts";
import { makePlan } from "../../../src/plan/index.ts";
import { divisorFor, priorLr } from "../../../src/suggest/index.ts";

/** The arithmetic of an update on plain numbers. */
const NUMBERS: TensorOps<number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  maximum: Math.max,
  relu: (a) => Math.max(a, 0),
  abs: Math.abs,
  sign: Math.sign,
  sqrt: Math.sqrt,
  square: (a) => a * a,
};

describe.each(OPTIMIZER_NAMES)("%s", (name) => {
  const definition: OptimizerDefinition = OPTIMIZERS[name];
  const { hyperParameters } = resolveOptimizer(name);

  it("accepts its own defaults", () => {
    expect(resolveOptimizer({ name, ...hyperParameters }).hyperParameters).toEqual(hyperParameters);
  });

  it("is known by its name in any case, and by its class", () => {
    expect(optimizerOf(name.toUpperCase())).toEqual({ kind: "known", name });
    if (definition.className !== undefined) expect(nameOfClass(definition.className)).toBe(name);
  });

  it("has a margin, a usual LR and a plan", () => {
    expect(divisorFor(name)).toBeGreaterThanOrEqual(1);
    expect(priorLr(name)).toBeGreaterThan(0);
    expect(traitsOf(name).defaultLr).toBeGreaterThan(0);
    const options = { lr: 0.01, optimizer: name, stepsPerEpoch: 100, totalSteps: 30_000 };
    const warmup = makePlan(options).reasons.find(({ code }) => code === "warmup");
    expect(warmup?.data.rule).toBe(traitsOf(name).settles ? "adam" : "share");
    expect(defaultBeta2(name)).toBeGreaterThan(0);
  });
});

const OWN = OPTIMIZER_NAMES.flatMap((name) => {
  const definition: OptimizerDefinition = OPTIMIZERS[name];
  const { hyperParameters } = resolveOptimizer(name);
  if (!definition.library) return [{ name, rule: definition.rule, hyperParameters }];
  // Flags choose a rule of ours where the library's class is not used.
  const flags = Object.entries(hyperParameters).filter(([, value]) => typeof value === "boolean");
  return flags.flatMap(([flag, value]) => {
    const values = { ...hyperParameters, [flag]: !value };
    const rule = definition.instead?.(values);
    return rule === undefined ? [] : [{ name: `${name} ${flag}`, rule, hyperParameters: values }];
  });
});

describe.each(OWN)("the update of $name", ({ rule, hyperParameters }) => {
  it("goes downhill, and keeps the slots and counters that it names", () => {
    let counters = rule.counters(hyperParameters);
    let slots = rule.slots(hyperParameters);
    const [named, counted] = [Object.keys(slots).sort(), Object.keys(counters).sort()];
    let parameter = 1;
    for (let i = 0; i < 20; i++) {
      const step = rule.step(NUMBERS, { lr: 0.01, counters, hyperParameters });
      const next = step.update({ parameter, gradient: 3 * parameter, slots });
      expect(next.parameter).toBeLessThan(parameter);
      ({ parameter, slots } = next);
      ({ counters } = step);
      expect(Object.keys(slots).sort()).toEqual(named);
      expect(Object.keys(counters).sort()).toEqual(counted);
    }
    expect(parameter).toBeGreaterThan(0);
  });
});

it("the default is one of them", () => {
  expect(OPTIMIZER_NAMES).toContain(DEFAULT_OPTIMIZER);
});

describe("optimizerOf", () => {
  // Divisor, log10 of the usual LR, drawn to it, default LR, warmup of a second moment.
  it.each([
    ["torch.optim.SGD", "sgd", 3, -0.5, false, 0.01, false],
    ["SGDNesterov", "momentum", 4, -1.25, false, 0.01, false],
    ["FusedAdam", "adam", 4, -1.75, true, 0.001, true],
    ["AdamW8bit", "adam", 4, -1.75, true, 0.001, true],
    ["NAdam", "adam", 4, -1.75, true, 0.001, true],
    ["Adan", "lamb", 4, -1.75, true, 0.001, false],
    ["LAMB", "lamb", 4, -1.75, true, 0.001, false],
    ["Lion", "lion", 4, -3, false, 0.001, false],
    ["Adafactor", "adafactor", 3, -3, false, 0.001, false],
    ["keras.Adadelta", "adadelta", 3, 1.25, false, 0.001, false],
    ["torch.optim.Adagrad", "adagrad", 3, -0.5, true, 0.001, false],
    ["RMSpropTF", "rmsprop", 3, -2, true, 0.001, false],
    ["Shampoo", undefined, 3, -0.5, false, 0.001, false],
    ["unknown", undefined, 3, -0.5, false, 0.001, false],
  ])("guesses the family of %s", (name, family, divisor, usual, scaleFree, defaultLr, settles) => {
    const match = optimizerOf(name);
    expect(match.kind === "family" ? match.families[0] : undefined).toBe(family);
    expect(divisorFor(name)).toBe(divisor);
    expect(traitsOf(name)).toMatchObject({
      usualLrLog10: usual,
      scaleFree,
      defaultLr,
      settles,
    });
  });

  it("knows the LRs that libraries train with", () => {
    const names = ["adam", "AdamW", "sgd", "nesterov", "momentum", "rmsprop", "adadelta"];
    const lrs = names.map((name) => traitsOf(name).defaultLr);
    expect(lrs).toEqual([0.001, 0.001, 0.01, 0.01, 0.01, 0.001, 0.001]);
  });
});

it("one class of a library is several optimizers here", () => {
  expect(nameOfClass("SGD")).toBe("sgd");
  expect(nameOfClass("sgd", { hasMomentum: true })).toBe("momentum");
  expect(nameOfClass("SGD", { hasMomentum: true, isNesterov: true })).toBe("nesterov");
  expect(nameOfClass("Momentum", { isNesterov: true })).toBe("nesterov");
  expect(nameOfClass("SGD", { isNesterov: true })).toBe("sgd");
  expect(nameOfClass("Adafactor")).toBeUndefined();
});
