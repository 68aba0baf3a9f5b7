import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { PRESET_NAMES } from "../../src/suggest/index.ts";
import { expectSameNumbers, type RecordedPreset } from "./recorded-presets.ts";

const file = new URL("../fixtures/presets/recorded.json", import.meta.url);
const { cases }: { cases: RecordedPreset[] } = JSON.parse(readFileSync(file, "utf8"));

/** Smith's test is a figure in a paper: there is no program to compare with. */
const WITHOUT_PROGRAM = ["smith"];

describe("a preset gives the numbers of the finder that it is named after", () => {
  for (const recorded of cases) {
    test(`${recorded.preset}: ${recorded.model}`, () => expectSameNumbers(recorded));
  }

  test("every one of them has three models", () => {
    const counts = PRESET_NAMES.filter((name) => !WITHOUT_PROGRAM.includes(name)).map(
      (name) => cases.filter(({ preset }) => preset === name).length,
    );
    expect(counts.every((count) => count === 3)).toBe(true);
    expect(cases).toHaveLength(3 * counts.length);
  });
});
