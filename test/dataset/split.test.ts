import fc from "fast-check";
import { expect, test } from "vitest";
import { splitRows } from "../../src/dataset/split.ts";
import { expectInputError } from "./support.ts";

const options = (heldOut: number, seed = 0, maxHeldOut = 2000) => ({
  heldOut,
  seed,
  maxHeldOut,
  ordered: false,
});
const count = (rows: Uint32Array, targets: number[], group: number) =>
  [...rows].filter((row) => targets[row] === group).length;

test("every row is in exactly one part; both parts rise", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 10, maxLength: 200 }),
      fc.double({ min: 0, max: 0.8, noNaN: true }),
      fc.integer({ min: 0, max: 1000 }),
      fc.boolean(),
      (targets, heldOut, seed, stratify) => {
        const split = splitRows(targets, stratify ? 3 : 0, options(heldOut, seed));
        const all = [...split.train, ...split.heldOut].sort((a, b) => a - b);
        expect(all).toEqual(targets.map((_, row) => row));
        expect([...split.train]).toEqual([...split.train].sort((a, b) => a - b));
        expect([...split.heldOut]).toEqual([...split.heldOut].sort((a, b) => a - b));
        if (!stratify && heldOut > 0) {
          expect(split.heldOut.length).toBe(Math.max(1, Math.round(heldOut * targets.length)));
        }
        if (stratify) {
          for (const group of new Set(targets)) {
            expect(count(split.train, targets, group)).toBeGreaterThan(0);
          }
        }
      },
    ),
    { seed: 11 },
  );
});

test("classes keep their shares", () => {
  const targets = Array.from({ length: 200 }, (_, i) => (i < 20 ? 0 : i < 80 ? 1 : 2));
  const { heldOut } = splitRows(targets, 3, options(0.25));
  expect([0, 1, 2].map((group) => count(heldOut, targets, group))).toEqual([5, 15, 30]);
});

test("a class of one row trains", () => {
  const targets = [0, ...new Array<number>(19).fill(1)];
  expect(count(splitRows(targets, 2, options(0.5)).train, targets, 0)).toBe(1);
});

test("the seed decides, and nothing else", () => {
  const targets = new Array<number>(50).fill(0);
  expect(splitRows(targets, 0, options(0.2, 5))).toEqual(splitRows(targets, 0, options(0.2, 5)));
  expect(splitRows(targets, 0, options(0.2, 5))).not.toEqual(
    splitRows(targets, 0, options(0.2, 6)),
  );
});

test("the held-out rows are capped, and the others train", () => {
  const split = splitRows(new Float32Array(30_000), 0, options(0.2));
  expect([split.heldOut.length, split.train.length]).toEqual([2000, 28_000]);
});

test("nothing held out, and at least one row where a share is asked", () => {
  expect(splitRows(new Float32Array(20), 0, options(0)).heldOut).toHaveLength(0);
  expect(splitRows(new Float32Array(20), 0, options(0.001)).heldOut).toHaveLength(1);
});

test("too few rows", async () => {
  await expectInputError(
    () => splitRows(new Float32Array(9), 0, options(0.2)),
    "too-few-rows",
    "9 usable rows",
    "10",
  );
  await expectInputError(
    () => splitRows(new Float32Array(10), 0, options(0.95)),
    "too-few-rows",
    "`heldOut` 0.95",
    "0 of 10",
  );
});
