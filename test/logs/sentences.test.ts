import fc from "fast-check";
import { expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { random } from "../../src/core/random.ts";
import { parseLog, resultFromLogs, sweepFromLog } from "../../src/logs/index.ts";

// What a sentence says of its numbers must be true of them as they are printed: those of reading a log as a
// sweep, of the suggestion and of the plan. Of diagnoses: test/diagnose/sentences.test.ts.

const NUMBER = "(-?\\d[\\d.]*(?:e[+-]?\\d+)?|0)";
const words = (text: string) => new RegExp(text.replaceAll("#", NUMBER), "g");
/** Two numbers in a sentence, and how the first stands to the second. */
const COMPARED: readonly (readonly [RegExp, "above" | "below" | "not above"])[] = [
  [words("the LR falls from # to # at row"), "above"],
  [words("only rises from # to #, less than"), "below"],
  [words("The LR rises from # to # over the first"), "below"],
  [words("moves the suggestion between # and # \\("), "not above"],
  [words("LRs from # to # are about as good"), "not above"],
  [words("a cosine from # to # over"), "above"],
  [words("lowest at LR #; # is that divided by"), "above"],
  [words("stayed at \\S+ from LR # to # \\("), "below"],
  [words("is lowered from # to #\\."), "above"],
  [words("a third of the suggested #, .*Train with #"), "above"],
];

const sweep = fc.record({
  lowest: fc.double({ min: -8, max: -2, noNaN: true }),
  decades: fc.double({ min: 0.2, max: 8, noNaN: true }),
  steps: fc.integer({ min: 12, max: 150 }),
  order: fc.constantFrom("rising", "rising", "rising", "falling", "warmup", "nearly"),
  fall: fc.constantFrom(0, 0, 0.3, 1.6, 1.6, 3),
  noise: fc.constantFrom(0, 1e-3, 0.02, 0.2),
  scale: fc.constantFrom(1e-4, 1, 1, 1000),
  bottom: fc.double({ min: -6, max: 0, noNaN: true }),
  totalSteps: fc.constantFrom(30, 200, 5000, 200_000),
  seed: fc.integer(),
});

function csvOf(made: Made): string {
  const { lowest, decades, steps, order, fall, noise, scale, bottom, seed } = made;
  const draw = random(seed, "sentences");
  const rows = Array.from({ length: steps }, (_, i) => {
    const share = i / (steps - 1);
    const along =
      order === "falling" ? 1 - share : order === "warmup" ? Math.min(1, 3 * share) : share;
    const wobble = order === "nearly" && i === steps >> 1 ? 1 - 1e-4 : 1;
    const log = lowest + decades * along;
    const rise = Math.min(Math.max(0, log - bottom), 6) ** 2;
    const loss =
      2.3 - fall / (1 + Math.exp(-3 * (log - bottom + 1.5))) + rise + noise * draw.normal();
    return `${10 ** log * wobble},${scale * loss}`;
  });
  return `lr,loss\n${rows.join("\n")}\n`;
}

interface Made {
  readonly lowest: number;
  readonly decades: number;
  readonly steps: number;
  readonly order: string;
  readonly fall: number;
  readonly noise: number;
  readonly scale: number;
  readonly bottom: number;
  readonly totalSteps: number;
  readonly seed: number;
}

/** Every sentence in a result, or the one that refuses its log. */
function sentencesOf(made: Made): string[] {
  try {
    const log = sweepFromLog(parseLog(csvOf(made), "a.csv"));
    const horizon = { schedule: "auto", per: "step", totalSteps: made.totalSteps } as const;
    const createdAt = "2026-01-01T00:00:00.000Z";
    const result = resultFromLogs([log], { name: "a", createdAt, versions: {}, horizon });
    return messagesIn(result);
  } catch (error) {
    if (error instanceof InputError) return [error.message];
    throw error;
  }
}

function messagesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "message" in value && typeof value.message === "string" ? [value.message] : [];
  return [...own, ...Object.values(value).flatMap(messagesIn)];
}

it("verbs agree with the learning rates and losses as they are printed", () => {
  const seen = new Set<RegExp>();
  fc.assert(
    fc.property(sweep, (made) => {
      for (const sentence of sentencesOf(made)) {
        for (const [pattern, is] of COMPARED) {
          for (const [, first, second] of sentence.matchAll(pattern)) {
            seen.add(pattern);
            const difference = Number(first) - Number(second);
            if (is === "above") expect(difference, sentence).toBeGreaterThan(0);
            else if (is === "below") expect(difference, sentence).toBeLessThan(0);
            else expect(difference, sentence).toBeLessThanOrEqual(0);
          }
        }
      }
    }),
    { seed: 17, numRuns: Number(process.env.RUNS ?? 1000) },
  );
  expect(seen.size).toBeGreaterThanOrEqual(6);
});
