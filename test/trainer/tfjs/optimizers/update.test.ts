import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import {
  OPTIMIZER_NAMES,
  type OptimizerConfig,
} from "../../../../src/contract/optimizers/index.ts";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";
import { createOptimizer } from "../../../../src/trainer/tfjs/optimizers/create.ts";
import { lrAccess, readLr, setLr } from "../../../../src/trainer/tfjs/optimizers/lr.ts";
import { lrTerms } from "../../../../src/trainer/tfjs/optimizers/rule-optimizer.ts";
import { disposeTensors } from "../../../../src/trainer/tfjs/state/capture.ts";

// Made by golden.py, which states the rules.
const golden: Record<string, number[][]> = JSON.parse(
  readFileSync(new URL("./golden.json", import.meta.url), "utf8"),
);
const CONFIGS: Record<string, string | OptimizerConfig> = {
  ...Object.fromEntries(OPTIMIZER_NAMES.map((name) => [name, name])),
  rmsprop: { name: "rmsprop", momentum: 0.5 },
  "rmsprop centered": { name: "rmsprop", momentum: 0.5, centered: true },
};

beforeAll(async () => {
  await startEngine("cpu");
});

/** p after each update on 1/2 sum c (p - t)^2, at the LRs given. */
function path(config: string | OptimizerConfig, lrs: readonly number[]): number[][] {
  const optimizer = createOptimizer(config);
  const p = tf.tidy(() => tf.variable(tf.tensor1d([1, -2])));
  const steps = lrs.map((lr) => {
    setLr(optimizer, lr);
    tf.tidy(() => {
      optimizer.minimize(
        () => tf.mul(0.5, tf.sum(tf.mul([1, 3], tf.square(tf.sub(p, [0.5, 0]))))),
        false,
        [p],
      );
    });
    return Array.from(p.dataSync());
  });
  p.dispose();
  disposeTensors(optimizer);
  return steps;
}

describe("createOptimizer", () => {
  it.each(Object.entries(golden))("%s makes the three updates of its rule", (name, expected) => {
    const seen = path(CONFIGS[name] as string, [0.1, 0.1, 0.1]);
    expect(expected).toHaveLength(3);
    expected.forEach((values, step) => {
      values.forEach((value, i) => {
        expect(seen[step]?.[i]).toBeCloseTo(value, 5);
      });
    });
  });

  it.each(Object.keys(CONFIGS))("%s leaves no tensor behind", (name) => {
    const before = tf.memory().numTensors;
    path(CONFIGS[name] as string, [0.1, 0.2, 0.1]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("survives a zero gradient with centered rmsprop, which tf.train does not", () => {
    const p = tf.variable(tf.tensor1d([1, 2]));
    const optimizer = createOptimizer({ name: "rmsprop", centered: true });
    optimizer.minimize(() => tf.sum<tf.Scalar>(tf.mul([0, 1], p)), false, [p]);
    const [still, moved] = p.dataSync();
    expect(still).toBe(1);
    expect(moved).toBeLessThan(2);
    tf.dispose(p);
    disposeTensors(optimizer);
  });
});

describe("lrTerms", () => {
  it.each([
    ["sgd", [0.5, -0.5]],
    ["adamax", [0.5, -0.5]],
    [{ name: "adamw", weightDecay: 0.1 }, [1 - 0.5 * 0.1, -0.5]],
    [{ name: "rmsprop", centered: true }, [0.5]],
  ])("finds how the LR enters the update of %j", (config, terms) => {
    const optimizer = createOptimizer(config);
    expect(lrTerms(optimizer).map((term) => term(0.5))).toEqual(terms);
    disposeTensors(optimizer);
  });
});

describe("setLr", () => {
  // All these rules are linear in the LR at a given state: first update, and after four more.
  it.each(Object.keys(CONFIGS))("%s moves 10 times as far at 10 times the LR", (name) => {
    const config = CONFIGS[name] as string;
    const move = (lrs: number[]) => {
      const steps = [[1, -2], ...path(config, lrs)];
      const [before, after] = steps.slice(-2) as [number[], number[]];
      return after.map((value, i) => value - (before[i] as number));
    };
    for (const warmup of [[], [1e-3, 1e-3, 1e-3, 1e-3]]) {
      const small = move([...warmup, 0.01]);
      const large = move([...warmup, 0.1]);
      // Momentum of LR-scaled updates carries the earlier LRs: only rmsprop's here.
      const carried = name.startsWith("rmsprop") && warmup.length > 0 ? 0.5 * 1e-3 * 10 : 0;
      large.forEach((value, i) => {
        const ratio = value / (small[i] as number);
        if (carried > 0) expect(ratio).toBeGreaterThan(3);
        else expect(ratio).toBeGreaterThan(9.98);
        expect(ratio).toBeLessThan(10.02);
      });
    }
  });

  it.each(Object.keys(CONFIGS))("reads back what it set, for %s", (name) => {
    const optimizer = createOptimizer(CONFIGS[name] as string);
    for (const lr of [1e-7, 0.3, 10]) {
      setLr(optimizer, lr);
      expect(readLr(optimizer)).toBe(lr);
    }
    disposeTensors(optimizer);
  });

  it("works on a user's own optimizer, whichever way it keeps the rate", () => {
    class Own extends tf.Optimizer {
      readonly [key: string]: unknown;
      override applyGradients(): void {}
      override getConfig() {
        return {};
      }
    }
    const plain = Object.assign(new Own(), { lr: 1 });
    setLr(plain, 0.25);
    expect(plain.lr).toBe(0.25);
    const rate = tf.variable(tf.scalar(1));
    const variable = Object.assign(new Own(), { learningRate: rate });
    setLr(variable, 0.1);
    expect(readLr(variable)).toBeCloseTo(0.1, 6);
    rate.dispose();
    let heard = 0;
    const method = Object.assign(new Own(), {
      setLearningRate(lr: number) {
        heard = lr;
      },
    });
    setLr(method, 0.5);
    expect(heard).toBe(0.5);
    expect(() => readLr(method)).toThrow(/does not show/);
    expect(() => lrAccess(new Own())).toThrow(/learning rate of `optimizer` Own cannot be changed/);
    const stubborn = Object.defineProperty(new Own(), "learningRate", { get: () => 1, set() {} });
    expect(() => setLr(stubborn, 0.5)).toThrow(/set to 0.5 and reads 1/);
  });
});
