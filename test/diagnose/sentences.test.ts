import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lossesApart, lrsApart } from "../../src/core/format.ts";
import { random } from "../../src/core/random.ts";
import { diagnose, type TrainingLog } from "../../src/diagnose/index.ts";

// What a sentence says of its numbers must be true of them as they are printed.

const NUMBER = "(-?\\d[\\d.]*(?:e[+-]?\\d+)?)";
/** Sentences with two losses, and how the first one stands to the second. */
const COMPARED: readonly (readonly [RegExp, "above" | "below" | "not above"])[] = [
  [pattern("Healthy: the loss fell from # to #,"), "above"],
  [pattern("no lower at the end \\(#\\) than at the start \\(#\\)"), "not above"],
  [pattern("falls steadily, from # to #,"), "above"],
  [
    pattern("started at #, (?:was \\S+ at best, )?rises from step \\S+ on and is at #\\.$"),
    "below",
  ],
  [pattern("was # at best, rises from step \\S+ on and is at #\\.$"), "below"],
  [pattern("it was # about step \\S+ and is # now"), "below"],
  [pattern("was lowest \\(#\\) at step \\S+ and has risen to # since"), "below"],
  [pattern("jumped to # \\(about # is usual"), "above"],
];
/** Sentences whose numbers are not two losses of which one is said to be the higher. */
const OTHERS = [
  /^(?:One finding|\d+ findings) in /,
  /^Too little to tell/,
  /has not fallen by more than its noise/,
  /^There is no finite loss/,
  /^The loss has stood still at/,
  /^The loss oscillates: /,
  /^The loss has not moved from/,
  /^The schedule ended/,
  /^The loss (?:was|became) (?:NaN|-?Infinity) /,
  /^The held-out loss(?: \S+)? (?:was|became) (?:NaN|-?Infinity) /,
];

function pattern(text: string): RegExp {
  return new RegExp(text.replaceAll("#", NUMBER));
}

const log: fc.Arbitrary<TrainingLog> = fc
  .record({
    count: fc.integer({ min: 1, max: 300 }),
    legs: fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 6 }),
    noise: fc.constantFrom(0, 0, 1e-3, 0.05, 0.4),
    scale: fc.constantFrom(1e-6, 1, 1, 1e7),
    offset: fc.constantFrom(0, 0, 2, 1000, -3),
    odd: fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 30, -30, 1e12),
      ),
      { maxLength: 3 },
    ),
    heldOut: fc.array(fc.double({ min: -1, max: 3, noNaN: true }), { maxLength: 30 }),
    seed: fc.integer(),
  })
  .map(({ count, legs, noise, scale, offset, odd, heldOut, seed }) => {
    const draw = random(seed, "sentences");
    const at = (i: number) => {
      const place = (i / count) * (legs.length - 1);
      const [from, to] = [legs[Math.floor(place)], legs[Math.ceil(place)]] as [number, number];
      return from + (to - from) * (place % 1);
    };
    const losses = Array.from(
      { length: count },
      (_, i) => scale * (at(i) + noise * draw.normal() + offset),
    );
    for (const [share, value] of odd) losses[Math.floor(share * count)] = value;
    return {
      steps: losses.map((_, i) => i),
      losses,
      heldOutSets: [
        {
          name: "a",
          losses: heldOut.map((loss, step) => ({ step, loss: scale * (loss + offset) })),
        },
      ],
    };
  });

it("verbs agree with the numbers as they are printed, and healthy runs end below their start", () => {
  const seen = new Set<RegExp>();
  fc.assert(
    fc.property(log, (made) => {
      const { summary, findings, status } = diagnose(made);
      for (const sentence of [summary, ...findings.map(({ message }) => message)]) {
        const known = COMPARED.filter(([words]) => words.test(sentence));
        if (known.length === 0) {
          expect(
            OTHERS.filter((words) => words.test(sentence)),
            sentence,
          ).toHaveLength(1);
        }
        for (const [words, is] of known) {
          seen.add(words);
          const [first, second] = (words.exec(sentence) as RegExpExecArray).slice(1).map(Number);
          const difference = (first as number) - (second as number);
          if (is === "above") expect(difference, sentence).toBeGreaterThan(0);
          else if (is === "below") expect(difference, sentence).toBeLessThan(0);
          else expect(difference, sentence).toBeGreaterThanOrEqual(0);
        }
      }
      for (const { code, data } of findings) {
        if (code !== "over-fitting") continue;
        const all = made.heldOutSets?.flatMap(({ losses }) => losses.map(({ loss }) => loss)) ?? [];
        expect(data.best).toBe(Math.min(...all));
      }
      const finite = made.losses.filter(Number.isFinite);
      if (status === "healthy") expect(finite.at(-1)).toBeLessThan(finite[0] as number);
    }),
    { seed: 17, numRuns: Number(process.env.RUNS ?? 3000) },
  );
  expect(COMPARED.filter(([words]) => !seen.has(words))).toEqual([]);
});

describe("numbers that a sentence compares", () => {
  it("have the digits they need, and no more", () => {
    expect(lossesApart(1.49, 1.81)).toEqual(["1.49", "1.81"]);
    expect(lossesApart(1.000012, 1.000019)).toEqual(["1.00001", "1.00002"]);
    expect(lossesApart(2, 2, 1.999999)).toEqual(["2", "2", "1.999999"]);
    expect(lrsApart(0.01, 0.009999)).toEqual(["0.01", "0.009999"]);
    expect(lossesApart(Number.NaN, 1)).toEqual(["NaN", "1"]);
  });

  it("read differently wherever they differ, in the same order", () => {
    const number = fc.double({ noNaN: true, min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(number, number, (a, b) => {
        for (const written of [lossesApart(a, b), lrsApart(a, b)]) {
          const [first, second] = written.map(Number) as [number, number];
          expect(Math.sign(first - second)).toBe(Math.sign(a - b) || 0);
        }
      }),
    );
  });
});
