import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { random } from "../../../../src/core/random.ts";
import type { HeldOutSource } from "../../../../src/trainer/tfjs/data/host.ts";
import { constantAnswer } from "../../../../src/trainer/tfjs/losses/constant.ts";
import { LOSSES } from "../../../../src/trainer/tfjs/losses/losses.ts";
import type { LossName } from "../../../../src/trainer/tfjs/losses/names.ts";

const ROWS = 300;
const stream = random(1, "constant");
const some = (of: () => number) => Array.from({ length: ROWS }, of);
const numbers = some(() => stream.normal() * 3 + 7);
const bits = some(() => (stream.float() < 0.3 ? 1 : 0));
const classes = some(() => Math.floor(stream.float() ** 2 * 3));
const oneHot = classes.flatMap((at) => [0, 1, 2].map((i) => (i === at ? 1 : 0)));
const shares = [0, 1, 2].map((i) => classes.filter((at) => at === i).length / ROWS);

/** Rows in memory, in chunks of unequal length. */
function source(values: readonly number[], width: number, shape = [width]): HeldOutSource {
  return {
    isOrdered: true,
    *batches() {
      for (const [from, to] of [
        [0, 256],
        [256, ROWS],
      ] as const) {
        const rows = to - from;
        const part = Float32Array.from(values.slice(from * width, to * width));
        const ys = [{ values: part, shape: [rows, ...shape], dtype: "float32" as const }];
        yield { rows, xs: [], ys };
      }
    },
  };
}

const logit = (share: number) => Math.log(share / (1 - share));
const share = bits.reduce((sum, bit) => sum + bit, 0) / ROWS;
const centre = numbers.reduce((sum, value) => sum + value, 0) / ROWS;
const sorted = [...numbers].sort((a, b) => a - b);
const middle = ((sorted[149] as number) + (sorted[150] as number)) / 2;

/** Targets, their width, and the constant prediction that should be the best. */
const CASES: readonly [LossName, readonly number[], number, readonly number[], string][] = [
  ["meanSquaredError", numbers, 1, [centre], "mean"],
  ["meanAbsoluteError", numbers, 1, [middle], "median"],
  ["softmaxCrossEntropy", oneHot, 3, shares.map(Math.log), "class-shares"],
  ["categoricalCrossentropy", oneHot, 3, shares, "class-shares"],
  ["sparseCategoricalCrossentropy", classes, 1, shares, "class-shares"],
  ["sigmoidCrossEntropy", bits, 1, [logit(share)], "class-shares"],
  ["binaryCrossentropy", bits, 1, [share], "class-shares"],
];

beforeAll(() => tf.setBackend("cpu"));

describe("the best constant answer", () => {
  const lossOf = (
    name: LossName,
    targets: readonly number[],
    width: number,
    answer: readonly number[],
  ) =>
    tf.tidy(() => {
      const y = tf.tensor2d([...targets], [ROWS, width]);
      const always = tf.tile(tf.tensor2d([...answer], [1, answer.length]), [ROWS, 1]);
      return tf.mean(LOSSES[name](y, always)).dataSync()[0] as number;
    });

  it.each(CASES)(
    "of %s is what the loss itself gives, and no other is better",
    (name, targets, width, answer, is) => {
      const found = constantAnswer(name, source(targets, width));
      expect(found?.is).toBe(is);
      const loss = found?.loss as number;
      expect(lossOf(name, targets, width, answer)).toBeCloseTo(loss, 4);
      for (const by of [-0.03, 0.03]) {
        const other = answer.map((value, i) =>
          i === 0 ? value + by * Math.max(1, Math.abs(value)) : value,
        );
        expect(lossOf(name, targets, width, other)).toBeGreaterThan(loss - 1e-5);
      }
    },
  );

  it("is not known of losses of one's own, of streams, and of targets that are no table", () => {
    const rows = source(numbers, 1);
    expect(constantAnswer(undefined, rows)).toBeUndefined();
    expect(constantAnswer("poisson", rows)).toBeUndefined();
    expect(constantAnswer("meanSquaredError", undefined)).toBeUndefined();
    expect(constantAnswer("meanSquaredError", { ...rows, isOrdered: false })).toBeUndefined();
    expect(constantAnswer("softmaxCrossEntropy", source(oneHot, 3, [1, 3]))).toBeUndefined();
  });
});
