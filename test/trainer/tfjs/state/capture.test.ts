import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { random } from "../../../../src/core/random.ts";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";
import { captureFields } from "../../../../src/trainer/tfjs/state/capture.ts";
import { withRandom } from "../../../../src/trainer/tfjs/state/snapshot.ts";
import { fieldsOf } from "../fixtures.ts";

beforeAll(async () => {
  await startEngine("cpu");
});
beforeEach(() => tf.disposeVariables());

const vector = (...values: number[]) => tf.tidy(() => tf.variable(tf.tensor1d(values), false));

describe("captureFields", () => {
  it("restores numbers, tensors, variables, slots, maps and typed arrays, again and again", () => {
    const root = {
      learningRate: 0.1,
      name: "x",
      nothing: null as unknown,
      c: tf.scalar(-0.1) as tf.Tensor,
      power: vector(0.9),
      slots: [{ originalName: "w/m", variable: vector(1, 2) }],
      byName: new Map([["a", vector(3)]]),
      noise: Float64Array.of(1, 2),
      nested: { count: 3 },
    };
    const [variable, slot] = [root.power, root.slots[0]?.variable];
    const before = fieldsOf({ ...root, byName: [...root.byName] });
    const captured = captureFields(root);
    for (let round = 0; round < 3; round++) {
      root.learningRate = round;
      root.c.dispose();
      root.c = tf.scalar(9);
      root.nothing = { slot: vector(4) };
      tf.tidy(() => root.power.assign(tf.tensor1d([5])));
      tf.tidy(() => slot?.assign(tf.tensor1d([6, 7])));
      root.slots.push({ originalName: "v/m", variable: vector(8) });
      root.byName.set("b", vector(9));
      root.noise[0] = round;
      root.nested.count += 1;
      Object.assign(root, { iterations_: 4 });
      captured.restore();
      expect(fieldsOf({ ...root, byName: [...root.byName] })).toEqual(before);
    }
    expect(root.power).toBe(variable);
    expect(root.slots[0]?.variable).toBe(slot);
    captured.dispose();
  });

  it("leaves as many tensors as there were", () => {
    const root = { c: tf.scalar(1) as tf.Tensor, slots: [] as unknown[] };
    const before = tf.memory().numTensors;
    const captured = captureFields(root);
    for (let round = 0; round < 5; round++) {
      root.c.dispose();
      root.c = tf.scalar(round);
      root.slots = [{ variable: vector(1) }, { variable: vector(2) }];
      captured.restore();
    }
    captured.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(root.slots).toEqual([]);
  });

  it("brings back slots that were disposed or replaced, as setWeights does", () => {
    const root = { slots: [{ variable: vector(1, 2) }] };
    const array = root.slots;
    const captured = captureFields(root);
    root.slots = [{ variable: vector(5, 6) }];
    captured.restore();
    expect(root.slots).toBe(array);
    root.slots[0]?.variable.dispose();
    captured.restore();
    expect(fieldsOf(root.slots)).toEqual([{ variable: [1, 2] }]);
    captured.dispose();
  });

  it("never disposes what belongs to somebody else, and survives cycles", () => {
    const weight = vector(1);
    const root: Record<string, unknown> = { a: 1 };
    root.self = root;
    const captured = captureFields(root, undefined, new Set([weight]));
    root.parameters = [weight, root];
    captured.restore();
    expect(weight.isDisposed).toBe(false);
    expect(Object.keys(root)).toEqual(["a", "self"]);
  });

  it("saves only the fields that are named", () => {
    const root = { saved: 1, free: 1 };
    const captured = captureFields(root, ["saved"]);
    Object.assign(root, { saved: 2, free: 2, added: 2 });
    captured.restore();
    expect(root).toEqual({ saved: 1, free: 2, added: 2 });
  });
});

describe("withRandom", () => {
  it("seeds random ops and puts Math.random back, also after a throw", () => {
    const real = Math.random;
    const draw = () =>
      withRandom(random(3, "t"), () =>
        tf.tidy(() => Array.from(tf.dropout(tf.ones([50]), 0.5).dataSync())),
      );
    expect(draw()).toEqual(draw());
    expect(() =>
      withRandom(random(3, "t"), () => {
        throw new Error("inside");
      }),
    ).toThrow("inside");
    expect(Math.random).toBe(real);
  });
});
