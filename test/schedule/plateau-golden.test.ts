import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type PlateauOptions, reduceOnPlateau } from "../../src/schedule/index.ts";

const file = new URL("../fixtures/schedules/plateau.json", import.meta.url);
const golden: {
  cases: { options: PlateauOptions; metrics: (number | null)[]; lrs: number[] }[];
} = JSON.parse(readFileSync(file, "utf8"));

it.each(golden.cases)("torch ReduceLROnPlateau, $options", ({ options, metrics, lrs }) => {
  const plateau = reduceOnPlateau(options);
  expect(new Set(lrs).size).toBeGreaterThan(1);
  for (const [index, metric] of metrics.entries()) {
    const lr = plateau.observe(metric ?? Number.NaN);
    expect(plateau.lr).toBe(lr);
    expect(lr, `observation ${index}`).toBeCloseTo(lrs[index] as number, 12);
  }
});
