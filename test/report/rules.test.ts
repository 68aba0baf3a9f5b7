import { describe, expect, test } from "vitest";
import { analyst, recordingOf, settingsOf } from "../../src/report/analysis/index.ts";
import { renderText } from "../../src/report/index.ts";
import { ruleMarks } from "../../src/report/view/rule-marks.ts";
import { rulesTable } from "../../src/report/view/tables.ts";
import { buildResult, parseResult, summarize } from "../../src/result/index.ts";
import { RULE_NAMES, rules } from "../../src/suggest/index.ts";
import { LANGUAGES, wordsOf } from "../../src/words/index.ts";
import { healthyLoss, makeResult } from "./fixtures.ts";

const { record, cost, files } = makeResult({ loss: healthyLoss });
const result = buildResult({
  record,
  horizon: { totalSteps: 1000 },
  name: "rules",
  data: null,
  warnings: [],
  options: {},
  versions: {},
  createdAt: "2026-01-01T00:00:00Z",
  cost,
  files,
});

// A rule that is registered is everywhere: nothing else lists them.
describe.each(RULE_NAMES)("%s", (name) => {
  test("is in the result, in `--json` and in what is read back", () => {
    const [run] = record.runs;
    const own = run && rules[name](run.lrs, run.losses, record.options.steps);
    expect(result.rules[name]).toEqual(own);
    expect(summarize(result).methods[name]).toBe(own?.lr);
    expect(parseResult(JSON.stringify(result), "result.json").rules[name]).toEqual(own);
  });

  test("is in the report's table in every language, on its chart and in the terminal", () => {
    for (const language of LANGUAGES) {
      const { rows } = rulesTable(result, wordsOf(language));
      expect(rows.map(([first]) => first)).toContain(name);
    }
    const lr = result.rules[name]?.lr ?? null;
    const { key } = ruleMarks(result, [0, 3], 0);
    expect(key.some(({ id }) => id === `rule-${name}`)).toBe(lr !== null);
    expect(renderText(result)).toContain(name);
  });

  test("is worked out again by the page, whatever its controls say", () => {
    const page = analyst(recordingOf(result));
    const asRun = settingsOf(result);
    expect(page.full(asRun).rules[name]).toEqual(result.rules[name]);
    for (const rulesRead of ["own", "curve"] as const) {
      const moved = page.quick({ ...asRun, rulesRead, bandwidth: 0.5, fromLr: 1e-5 });
      expect(moved.rules).toHaveProperty(name);
    }
  });
});
