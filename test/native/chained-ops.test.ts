import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { expect, test } from "vitest";
import { addChainedOps } from "../../src/native/index.ts";

interface Chained {
  add(x: tf.Tensor): Chained;
  concat(x: readonly tf.Tensor[], axis: number): tf.Tensor;
  stack(x: tf.Tensor): tf.Tensor;
  where(condition: tf.Tensor, x: tf.Tensor): tf.Tensor;
  flatten(): tf.Tensor;
  as2D(rows: number, columns: number): tf.Tensor;
  toInt(): tf.Tensor;
  reshapeAs(x: tf.Tensor): tf.Tensor;
  dataSync(): Float32Array;
}

const chained = (tensor: tf.Tensor) => tensor as unknown as Chained;
tf.enableProdMode();
addChainedOps(tf as unknown as Record<string, unknown>);

test("every chained method that TensorFlow.js defines is there", () => {
  const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-core");
  const folder = join(dirname(entry), "public", "chained_ops");
  const names = readdirSync(folder)
    .filter((name) => /(?<!_test)\.js$/.test(name) && !name.startsWith("register"))
    .flatMap((name) => [
      ...readFileSync(join(folder, name), "utf8").matchAll(/prototype\.(\w+) =/g),
    ])
    .map(([, name]) => name as string);
  expect(names.length).toBeGreaterThan(130);
  const { prototype } = tf.Tensor as unknown as { prototype: Record<string, unknown> };
  expect(names.filter((name) => typeof prototype[name] !== "function")).toEqual([]);
});

test("methods whose operands stand differently give the right values", async () => {
  await tf.setBackend("cpu");
  const a = tf.tensor1d([1, 2]);
  const b = tf.tensor1d([3, 4]);
  const values = (tensor: tf.Tensor | Chained) => [...tensor.dataSync()];
  expect(values(chained(a).add(b))).toEqual([4, 6]);
  expect(values(chained(a).concat([b], 0))).toEqual([1, 2, 3, 4]);
  expect(chained(a).stack(b).shape).toEqual([2, 2]);
  expect(values(chained(a).where(tf.tensor1d([true, false], "bool"), b))).toEqual([1, 4]);
  expect(chained(tf.ones([2, 3])).flatten().shape).toEqual([6]);
  expect(chained(tf.ones([6])).as2D(3, 2).shape).toEqual([3, 2]);
  expect(chained(tf.tensor1d([1.9])).toInt().dtype).toBe("int32");
  expect(chained(tf.ones([6])).reshapeAs(tf.ones([2, 3])).shape).toEqual([2, 3]);
});
