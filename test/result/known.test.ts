import { describe, expect, test } from "vitest";
import { RECORDED_ENGINE } from "../../src/contract/trainer.ts";
import {
  gridFromLog,
  parseLog,
  resultFromGrids,
  resultFromLogs,
  sweepFromLog,
} from "../../src/logs/index.ts";
import { compare, renderComparison } from "../../src/report/compare/index.ts";
import { optionsTable, provenanceTable } from "../../src/report/view/tables.ts";
import { knownOf, type Result } from "../../src/result/index.ts";
import { trainerInfo, trainerWarnings } from "../../src/trainer/process/info.ts";
import { LANGUAGES, wordsOf } from "../../src/words/index.ts";
import { sweepCsv } from "../logs/support.ts";
import { resultOf } from "../report/compare/results.ts";

const about = {
  ...{ name: "log", createdAt: "2026-01-01T00:00:00.000Z", versions: {} },
  horizon: { schedule: "auto", per: "step" },
} as const;
const recorded = (horizon: object = {}): Result =>
  resultFromLogs([sweepFromLog(parseLog(sweepCsv(), "log.csv"))], {
    ...about,
    horizon: { ...about.horizon, ...horizon },
  });
const grid = (): Result => {
  const rows = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1].map(
    (lr) => `${lr},${1 + Math.log10(lr / 3e-3) ** 2}`,
  );
  const log = gridFromLog(parseLog(`lr,final_loss\n${rows.join("\n")}\n`, "g.csv"));
  if (log === null) throw new Error("not a grid");
  return resultFromGrids([log], about);
};
const UNTOLD = [
  "batchSize",
  "parameterCount",
  "engine",
  "seed",
  "optimizer",
  "stepsPerEpoch",
] as const;

describe.each([
  ["a log", () => recorded()],
  ["a log of a run whose length was given", () => recorded({ totalSteps: 3000 })],
  ["a grid", grid],
])("of %s", (_, make) => {
  const result = make();
  const known = knownOf(result.record, result.warnings, result.plan);

  test("what it does not say is not known", () => {
    expect(result.engine.name).toBe(RECORDED_ENGINE);
    for (const name of UNTOLD) expect([name, known[name]]).toEqual([name, undefined]);
    for (const name of ["seed", "stopRule", "evaluateEvery"]) {
      expect(known.options).not.toHaveProperty(name);
    }
  });

  test.each(LANGUAGES)("no table shows a value for it: %s", (language) => {
    const words = wordsOf(language);
    const { made } = words.tables;
    const shown = new Map(
      provenanceTable(result, words).rows.map(([what, value]) => [what, value]),
    );
    for (const label of [made.batchSize, made.stepsPerEpoch, made.parameters, made.seed]) {
      expect([label, shown.get(label)]).toEqual([label, "–"]);
    }
    const options = optionsTable(result, words).rows.map(([name]) => name);
    for (const name of options) expect(name).not.toMatch(/^(?:seed|stopRule|evaluateEvery)/);
  });

  test("beside results that do, a dash stands for it", () => {
    const { factors, groups } = compare([result, resultOf({ batchSize: 32, seed: 5 })]);
    expect(factors.find(({ name }) => name === "batchSize")?.values).toEqual(["32", "–"]);
    for (const name of ["batchSize", "seed", "parameterCount"]) {
      const values = factors.find((each) => each.name === name)?.values ?? [];
      expect(values).not.toContain("0");
      expect(Object.keys(groups[name] ?? {})).not.toContain("0");
    }
    for (const language of LANGUAGES) {
      const html = renderComparison([result, resultOf({ batchSize: 32, seed: 5 })], { language });
      expect(html).not.toMatch(/batch size \(0|批大小（0/);
    }
  });
});

test("what is assumed of an external trainer is not known of it", () => {
  const nothing = {
    ...{ optimizer: undefined, batchSize: undefined, stepsPerEpoch: undefined },
    ...{ parameterCount: undefined, seed: undefined },
  };
  const told = { optimizer: "sgd", batchSize: 8, stepsPerEpoch: 5, parameterCount: 7, seed: 3 };
  const { options } = resultOf().record;
  const [unknown, known] = [nothing, told].map((ready) =>
    knownOf(
      { options, info: trainerInfo(ready, "train", 3) },
      trainerWarnings(ready, ["evaluate", "restore"]),
    ),
  );
  expect(known).toMatchObject({ ...told, engine: "process" });
  expect(unknown).toMatchObject({ engine: "process", seed: 3 });
  for (const name of ["batchSize", "parameterCount", "optimizer", "stepsPerEpoch"] as const) {
    expect(unknown?.[name]).toBeUndefined();
  }
});
