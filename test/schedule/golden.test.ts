import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildSchedule, type ScheduleSpec, SEMANTICS } from "../../src/schedule/index.ts";

interface GoldenFile {
  source: string;
  tolerance: number;
  cases: { name: string; spec: ScheduleSpec; values: number[] }[];
}

const folder = new URL("../fixtures/schedules/", import.meta.url);

// The first five say the same thing in our terms; the others are the libraries' own semantics.
describe.each([
  ...["torch", "keras", "optax", "transformers", "formulas"],
  ...SEMANTICS.map((library) => `semantics-${library}`),
])("%s", (library) => {
  const golden: GoldenFile = JSON.parse(readFileSync(new URL(`${library}.json`, folder), "utf8"));

  it.each(golden.cases)(`$name`, ({ spec, values }) => {
    const schedule = buildSchedule(spec);
    const peak = Math.max(...values);
    expect(values.length).toBeGreaterThan(3);
    for (const [step, value] of values.entries()) {
      const error = Math.abs(schedule(step) - value) / peak;
      expect(error, `step ${step}: ${schedule(step)} instead of ${value}`).toBeLessThan(
        golden.tolerance,
      );
    }
  });
});
