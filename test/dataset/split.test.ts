import fc from "fast-check";
import { expect, test } from "vitest";
import { dividerOf, splitRows } from "../../src/dataset/split.ts";
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

test("groups: rows of one id are on one side, without the column as a feature", () => {
  const targets = Array.from({ length: 120 }, (_, i) => i % 3);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 120, maxLength: 120 }),
      fc.double({ min: 0.05, max: 0.6, noNaN: true }),
      fc.integer({ min: 0, max: 1000 }),
      fc.boolean(),
      (groups, heldOut, seed, stratify) => {
        fc.pre(new Set(groups).size > 1);
        const split = splitRows(targets, stratify ? 3 : 0, options(heldOut, seed), groups);
        expect([...split.train, ...split.heldOut].sort((a, b) => a - b)).toEqual(
          targets.map((_, row) => row),
        );
        const trained = new Set([...split.train].map((row) => groups[row]));
        expect([...split.heldOut].filter((row) => trained.has(groups[row] as number))).toEqual([]);
        expect(split.heldOut.length).toBeGreaterThan(0);
        expect(trained.size).toBeGreaterThan(0);
      },
    ),
    { seed: 12 },
  );
});

test("many small groups come within a group of the share", () => {
  const groups = Array.from({ length: 200 }, (_, i) => `g${Math.floor(i / 4)}`);
  for (const seed of [0, 1, 2]) {
    const { heldOut, how } = splitRows(new Float32Array(200), 0, options(0.2, seed), groups);
    expect(heldOut.length).toBe(40);
    expect(how).toEqual({ kind: "groups", groups: 50, heldOutGroups: 10 });
  }
});

test("a group that is all of its class trains", () => {
  const targets = Array.from({ length: 40 }, (_, i) => (i < 20 ? 0 : 1));
  const groups = Array.from({ length: 40 }, (_, i) => (i < 20 ? "only" : `g${i % 5}`));
  for (const seed of [0, 1, 2, 3]) {
    const { heldOut } = splitRows(targets, 2, options(0.2, seed), groups);
    expect([...heldOut].filter((row) => groups[row] === "only")).toEqual([]);
  }
});

test("ordered: the last rows are held out", () => {
  const split = splitRows(new Float32Array(50), 0, { ...options(0.2), ordered: true });
  expect([...split.heldOut]).toEqual([40, 41, 42, 43, 44, 45, 46, 47, 48, 49]);
  expect(split.how).toEqual({ kind: "ordered" });
});

test("groups that cannot be kept together are refused", () => {
  const rows = new Float32Array(20);
  const ids = Array.from({ length: 20 }, (_, i) => i % 4);
  expect(() => splitRows(rows, 0, options(0.2), ids.slice(1))).toThrow("`groups` must be 20 ids");
  expect(() => splitRows(rows, 0, options(0.2), ids.fill(1))).toThrow("two or more different ids");
  expect(() => splitRows(rows, 0, { ...options(0.2), ordered: true }, ids)).toThrow("`ordered`");
});

test("rows are divided again as they would be with another seed; not where no seed decides", () => {
  const targets = Array.from({ length: 60 }, (_, i) => i % 3);
  const groups = targets.map((_, i) => Math.floor(i / 4));
  for (const given of [undefined, groups]) {
    const again = dividerOf(splitRows(targets, 3, options(0.2), given));
    const other = splitRows(targets, 3, options(0.2, 7), given);
    expect(again?.(7)).toEqual(other);
    expect(again?.(0).heldOut).not.toEqual(other.heldOut);
  }
  expect(dividerOf(splitRows(targets, 3, options(0)))).toBeUndefined();
  expect(dividerOf(splitRows(targets, 3, { ...options(0.2), ordered: true }))).toBeUndefined();
});
