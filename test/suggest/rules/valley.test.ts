import fc from "fast-check";
import { expect, it } from "vitest";
import { valley, valleyIndex } from "../../../src/suggest/index.ts";

/** The definition as it is written, n^2. */
function literalValley(losses: readonly number[]): number {
  const lengths: number[] = [];
  for (const [i, loss] of losses.entries()) {
    let longest = 0;
    for (let j = 0; j < i; j++) {
      if ((losses[j] as number) > loss) longest = Math.max(longest, lengths[j] as number);
    }
    lengths.push(longest + 1);
  }
  const most = Math.max(...lengths);
  if (most === 1) return 0;
  const end = lengths.indexOf(most);
  const section = most / 3;
  const index = end - most + Math.trunc(section) + Math.trunc(section / 2);
  return index < 0 ? losses.length + index : index;
}

it("is the quadratic definition, ties, signs and sizes included", () => {
  const ties = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 80 });
  const any = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
    minLength: 1,
    maxLength: 80,
  });
  const falling = any.map((losses) => losses.sort((a, b) => b - a));
  fc.assert(
    fc.property(fc.oneof(ties, any, falling), (losses) => {
      expect(valleyIndex(losses)).toBe(literalValley(losses));
    }),
    { seed: 1, numRuns: 2000 },
  );
});

it("reads a negative index from the end, as Python does", () => {
  expect(valleyIndex([2, 1])).toBe(1);
  expect(valleyIndex([3, 2, 1])).toBe(0);
});

it("has nothing to say about no losses", () => {
  expect(valleyIndex([])).toBe(-1);
});

it("says when the curve never falls", () => {
  const lrs = Array.from({ length: 20 }, (_, i) => 10 ** (-6 + i / 4));
  const rising = lrs.map((_, i) => i);
  expect(valley(lrs, rising)).toMatchObject({ lr: lrs[2], code: "rule-never-falls-first" });
});

it("takes 300,000 falling losses (45,000,000,000 comparisons as it is defined)", () => {
  const losses = Array.from({ length: 300_000 }, (_, i) => -i);
  expect(valleyIndex(losses)).toBe(-1 + 100_000 + 50_000);
});
