import fc from "fast-check";
import { expect, test } from "vitest";
import { datasetFromArrays } from "../../src/dataset/arrays.ts";
import { batchSizeNotes, batchSource, gatherRows } from "../../src/dataset/batches.ts";
import type { Batch, BatchSource } from "../../src/dataset/index.ts";
import { expectInputError } from "./support.ts";

// Feature 0 of a row is its index, so a batch says which rows it holds.
const { dataset } = datasetFromArrays({
  features: Array.from({ length: 50 }, (_, i) => [i, -i, i / 3]),
  targets: Array.from({ length: 50 }, (_, i) => i * 1.5),
});
const rows = Uint32Array.from({ length: 37 }, (_, i) => i + 5);
const ids = (batch: Batch) =>
  Array.from({ length: batch.rows }, (_, i) => batch.features[i * 3] as number);
const take = (source: BatchSource, count: number) =>
  Array.from({ length: count }, () => source.next());
const cases = {
  batchSize: fc.integer({ min: 1, max: 60 }),
  seed: fc.integer({ min: -1000, max: 1000 }),
};

test("each epoch visits each row at most once, in full batches of the rows given", () => {
  fc.assert(
    fc.property(cases.batchSize, cases.seed, (batchSize, seed) => {
      const source = batchSource(dataset, rows, { batchSize, seed });
      for (let epoch = 0; epoch < 3; epoch++) {
        const seen = take(source, source.batchesPerEpoch).flatMap((batch) => {
          expect(batch.rows).toBe(Math.min(batchSize, 37));
          for (const [i, id] of ids(batch).entries()) expect(batch.targets[i]).toBe(id * 1.5);
          return ids(batch);
        });
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.every((id) => rows.includes(id))).toBe(true);
        expect(seen.length).toBeGreaterThan(37 - Math.min(batchSize, 37));
      }
    }),
    { seed: 1 },
  );
});

test("a position, also one that went through JSON, replays bit for bit from anywhere", () => {
  const script = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(cases.batchSize, cases.seed, script, (batchSize, seed, strides) => {
      const source = batchSource(dataset, rows, { batchSize, seed });
      const marks = strides.map((stride) => {
        take(source, stride);
        const position = JSON.parse(JSON.stringify(source.getPosition()));
        const state = { position, batches: take(source, 9) };
        source.setPosition(position);
        return state;
      });
      const other = batchSource(dataset, rows, { batchSize, seed: seed + 1 });
      for (const { position, batches } of marks.reverse()) {
        for (const each of [source, other]) {
          each.setPosition(position);
          expect(each.getPosition()).toEqual(position);
          expect(take(each, 9)).toEqual(batches);
        }
      }
    }),
    { seed: 2, numRuns: 30 },
  );
});

test("epochs and seeds have different orders", () => {
  const source = batchSource(dataset, rows, { batchSize: 37, seed: 0 });
  const first = ids(source.next());
  const second = ids(source.next());
  expect(second).not.toEqual(first);
  expect([...second].sort((a, b) => a - b)).toEqual([...first].sort((a, b) => a - b));
  source.reseed(1);
  expect(ids(source.next())).not.toEqual(first);
  source.reseed(0);
  expect(ids(source.next())).toEqual(first);
});

test("batches are copies", () => {
  const source = batchSource(dataset, rows, { batchSize: 4, seed: 0 });
  const position = source.getPosition();
  const first = ids(source.next());
  source.setPosition(position);
  source.next().features.fill(0);
  source.setPosition(position);
  expect(ids(source.next())).toEqual(first);
});

test("a batch larger than the data is all rows, with a warning", () => {
  const source = batchSource(dataset, rows, { batchSize: 64, seed: 0 });
  expect([source.batchSize, source.batchesPerEpoch]).toEqual([37, 1]);
  expect(batchSizeNotes(64, 37)[0]).toMatchObject({
    code: "batch-larger-than-data",
    data: { batchSize: 64, rows: 37 },
  });
  expect(batchSizeNotes(37, 37)).toEqual([]);
});

test("gatherRows copies rows in the order given", () => {
  const batch = gatherRows(dataset, [7, 3]);
  expect(ids(batch)).toEqual([7, 3]);
  expect([...batch.targets]).toEqual([10.5, 4.5]);
  expect(gatherRows(dataset, []).rows).toBe(0);
});

test("bad sizes and positions", async () => {
  const source = batchSource(dataset, rows, { batchSize: 4, seed: 0 });
  const position = source.getPosition();
  await expectInputError(
    () => batchSource(dataset, rows, { batchSize: 0, seed: 0 }),
    "bad-option",
    "`batchSize`",
  );
  await expectInputError(
    () => batchSource(dataset, new Uint32Array(0), { batchSize: 1, seed: 0 }),
    "too-few-rows",
  );
  await expectInputError(
    () => source.setPosition({ ...position, batchSize: 5 }),
    "bad-position",
    "5 out of 37",
    "4 out of 37",
  );
  await expectInputError(
    () => source.setPosition({ ...position, batch: 10 }),
    "bad-option",
    "`position.batch`",
  );
  expect(source.getPosition()).toEqual(position);
});
