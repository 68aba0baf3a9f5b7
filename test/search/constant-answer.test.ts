import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { datasetFromArrays } from "../../src/dataset/index.ts";
import { findLearningRate } from "../../src/search/index.ts";
import { createTfjsTrainer } from "../../src/trainer/tfjs/index.ts";

type Target = (row: readonly number[], noise: () => number) => number | string;

const TARGETS: Readonly<Record<string, { learnable: boolean; of: Target }>> = {
  "a coin": { learnable: false, of: (_, noise) => (noise() > 0 ? "heads" : "tails") },
  "three classes by lot": {
    learnable: false,
    of: (_, noise) => "abc"[Math.floor(Math.abs(noise()) * 3) % 3] as string,
  },
  "numbers of noise": { learnable: false, of: (_, noise) => noise() },
  "noise far from 0": { learnable: false, of: (_, noise) => 40 + noise() },
  "the sign of an input": { learnable: true, of: ([a = 0]) => (a > 0 ? "up" : "down") },
  "a sum of inputs": { learnable: true, of: ([a = 0, b = 0], noise) => a + b + 0.3 * noise() },
};

/** The whole of a quick or standard search on rows of four inputs. */
async function search(
  target: Target,
  rows: number,
  optimizer: string,
  budget: "quick" | `${number}`,
) {
  const stream = random(rows, "rows");
  const features = Array.from({ length: rows }, () => [0, 1, 2, 3].map(() => stream.normal()));
  const targets = features.map((row) => target(row, () => stream.normal()));
  const data = datasetFromArrays({
    features,
    targets: targets as number[] | string[],
    task: typeof targets[0] === "string" ? "classification" : "regression",
  });
  const trainer = await createTfjsTrainer({ data, optimizer, engine: "cpu" });
  try {
    const { result } = await findLearningRate(trainer, { budget, horizon: { epochs: 20 } });
    return result;
  } finally {
    await trainer.close();
  }
}

describe.each(Object.entries(TARGETS))("a target that is %s", (_, { learnable, of }) => {
  const searches: readonly [number, string, "quick" | "300"][] = [
    // A dozen held-out rows and fewer: a training can still be clearly below. Of five, luck can too.
    ...[...(learnable ? [24] : []), 40, 50, 60].map(
      (rows) => [rows, "adam", "300"] as [number, string, "300"],
    ),
    [300, "adam", "quick"],
    [300, "sgd", "quick"],
    [2000, "adam", "quick"],
    ...(learnable ? [] : [[300, "adam", "300"] as [number, string, "300"]]),
  ];
  it.each(searches)("%d rows, %s, budget %s", async (rows, optimizer, budget) => {
    const { suggestion, warnings, status } = await search(of, rows, optimizer, budget);
    const warned = warnings.some(({ code }) => code === "no-better-than-constant");
    expect(warned).toBe(!learnable);
    if (!learnable && status === "found") expect(suggestion.confidence).toBe("low");
  });
});
