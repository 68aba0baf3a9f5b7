import { describe, expect, it } from "vitest";
import { planStep, type RecordedStep } from "../../../../src/trainer/tfjs/native-step/plan.ts";
import type { RecordedNode, Source } from "../../../../src/trainer/tfjs/native-step/record.ts";

const FLOAT = 1;
const state = [{ dtype: FLOAT, shape: [2] }];
const terms = [(lr: number) => lr, (lr: number) => -lr];
const node = (index: number, output = 0): Source => ({ kind: "node", node: index, output });
const held = (index: number): Source => ({ kind: "state", index });
const values = (given: number[], shape = [given.length]): RecordedNode => ({
  kind: "values",
  tensor: { dtype: FLOAT, shape },
  values: Float32Array.from(given),
});
const op = (name: string, inputs: Source[], work = 32): RecordedNode => ({
  kind: "op",
  op: name,
  attrs: [{ name: "T", type: 6, value: FLOAT }],
  inputs,
  dtype: FLOAT,
  work,
});

/** w <- w + rate x, where the loss is x too. */
function step(lr: number, rate: number, change: Partial<RecordedStep["recording"]> = {}) {
  const x = Float32Array.from([lr, 2]);
  const nodes: RecordedNode[] = [
    { kind: "values", tensor: { dtype: FLOAT, shape: [2] }, values: x },
    values([rate], []),
    values([0.5], []),
    op("Mul", [node(1), node(0)]),
    op("Add", [held(0), node(3)], 48),
  ];
  return { lr, batch: [x], recording: { nodes, after: [node(4)], loss: node(0), ...change } };
}
const plan = (first: RecordedStep, second: RecordedStep) =>
  planStep([first, second], state, terms, { TF_ATTR_TYPE: 6 });

describe("planStep", () => {
  it("feeds state, batch and what follows from the learning rate; the rest is constant", () => {
    const made = plan(step(0.1, -0.1), step(0.2, -0.2));
    expect(made?.feeds.map(({ name, feed }) => [name, feed.kind])).toEqual([
      ["state0:0", "state"],
      ["n0:0", "batch"],
      ["n1:0", "lr"],
    ]);
    const lr = made?.feeds[2]?.feed;
    expect(lr?.kind === "lr" && lr.of(0.7)).toBe(-0.7);
    expect(made?.nodes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "placeholder state0",
      "placeholder n0",
      "placeholder n1",
      "constant n2",
      "op n3",
      "op n4",
    ]);
    expect(made?.loss).toBe("n0:0");
    expect(made?.largestWork).toBe(48);
    expect(made?.changes).toEqual([{ index: 0, name: "n4:0" }]);
  });

  it("takes a value for a constant only when it does not follow the learning rate", () => {
    const made = plan(step(0.1, 0.3), step(0.2, 0.3));
    expect(made?.feeds.map(({ name }) => name)).toEqual(["state0:0", "n0:0"]);
  });

  it("gives up on a value that changes for another reason", () => {
    expect(plan(step(0.1, 0.3), step(0.2, 0.4))).toBeUndefined();
  });

  it("gives up when the second step did other ops", () => {
    const second = step(0.2, -0.2);
    const { nodes } = second.recording;
    const other = [...nodes.slice(0, 4), op("Sub", [held(0), node(3)])];
    expect(plan(step(0.1, -0.1), step(0.2, -0.2, { nodes: other }))).toBeUndefined();
    expect(plan(step(0.1, -0.1), step(0.2, -0.2, { nodes: nodes.slice(1) }))).toBeUndefined();
    expect(plan(step(0.1, -0.1), step(0.2, -0.2, { after: [held(0)] }))).toBeUndefined();
  });

  it("leaves out state that stays, and gives up where it only moves", () => {
    const still = { after: [held(0)] };
    expect(plan(step(0.1, -0.1, still), step(0.2, -0.2, still))?.changes).toEqual([]);
    const moved = { after: [held(1)] };
    expect(plan(step(0.1, -0.1, moved), step(0.2, -0.2, moved))).toBeUndefined();
  });
});
