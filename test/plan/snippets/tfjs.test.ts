import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { makePlan, type Plan, planSchedule, planSnippets } from "../../../src/plan/index.ts";
import { seams, somePlans } from "../plans.ts";

interface SnippetFunctions {
  learningRate(step: number): number;
  setLearningRate(optimizer: tf.Optimizer, lr: number): void;
  learningRateCallback(model: layers.LayersModel, firstStep?: number): layers.CustomCallbackArgs;
}

/** The functions that the snippet defines, as pasted into a program. */
function functionsOf(plan: Plan): SnippetFunctions {
  const code = planSnippets(plan).find(({ id }) => id === "tfjs")?.code;
  const names = "learningRate, setLearningRate, learningRateCallback";
  return new Function(`"use strict";\n${code}\nreturn { ${names} };`)();
}

it.each(somePlans)("gives the values of planSchedule, %#", (plan) => {
  const { learningRate } = functionsOf(plan);
  const lrAt = planSchedule(plan.schedule);
  for (const step of seams(plan.schedule.totalSteps)) {
    const error = Math.abs(learningRate(step) - lrAt(step)) / plan.schedule.peakLr;
    expect(error, `step ${step}`).toBeLessThan(1e-9);
  }
});

describe("setLearningRate takes effect", () => {
  const { setLearningRate } = functionsOf(somePlans[0] as Plan);
  const optimizers: Record<string, (lr: number) => tf.Optimizer> = {
    sgd: (lr) => tf.train.sgd(lr),
    momentum: (lr) => tf.train.momentum(lr, 0.9),
    adagrad: (lr) => tf.train.adagrad(lr),
    adadelta: (lr) => tf.train.adadelta(lr),
    rmsprop: (lr) => tf.train.rmsprop(lr),
    adam: (lr) => tf.train.adam(lr),
    adamax: (lr) => tf.train.adamax(lr),
  };

  // First update of a weight of 1 whose gradient is 2, made at 1e-3 and set to `lr`.
  function firstUpdate(make: (lr: number) => tf.Optimizer, lr: number): number {
    const weight = tf.variable(tf.tensor1d([1]));
    const optimizer = make(1e-3);
    setLearningRate(optimizer, lr);
    optimizer.minimize(() => tf.sum(tf.square(weight)) as tf.Scalar, false, [weight]);
    const moved = 1 - (weight.dataSync()[0] as number);
    weight.dispose();
    optimizer.dispose();
    return moved;
  }

  it.each(Object.entries(optimizers))("%s", (_name, make) => {
    const [low, high] = [firstUpdate(make, 0.01), firstUpdate(make, 0.1)];
    expect(low).not.toBe(0);
    expect(high / low).toBeCloseTo(10, 1);
  });
});

it.each(["sgd", "adam"])(
  "the callback gives model.fit the planned LR of every step: %s",
  async (name) => {
    const plan = makePlan({
      lr: 0.05,
      optimizer: name,
      totalSteps: 12,
      stepsPerEpoch: 4,
      warmupSteps: 3,
    });
    const { learningRateCallback } = functionsOf(plan);
    const model = layers.sequential({
      layers: [layers.layers.dense({ units: 1, inputShape: [1] })],
    });
    model.compile({ optimizer: name, loss: "meanSquaredError" });
    const used: number[] = [];
    const { optimizer } = model;
    const apply = optimizer.applyGradients.bind(optimizer);
    optimizer.applyGradients = (gradients) => {
      used.push((optimizer as unknown as { learningRate: number }).learningRate);
      apply(gradients);
    };
    const xs = tf.reshape(tf.linspace(0, 1, 16), [16, 1]);
    const callbacks = learningRateCallback(model);
    await model.fit(xs, xs, { epochs: 3, batchSize: 4, verbose: 0, callbacks });
    const lrAt = planSchedule(plan.schedule);
    expect(used.length).toBe(12);
    for (const [step, lr] of used.entries()) expect(lr).toBeCloseTo(lrAt(step), 12);
  },
);
