import { describe, expect, test } from "vitest";
import { grid } from "../../../src/report/html/table.ts";
import { rulesTable } from "../../../src/report/view/tables.ts";
import type { Table } from "../../../src/report/view/types.ts";
import { viewModel } from "../../../src/report/view/view-model.ts";
import { wordsOf } from "../../../src/words/index.ts";
import { SCENES } from "../fixtures.ts";

const healthy = SCENES.healthy();
const view = viewModel(healthy);

function table(id: string, tables: readonly Table[] = view.tables): Map<string, readonly string[]> {
  const found = tables.find((each) => each.id === id);
  if (!found) throw new Error(`no table ${id}`);
  return new Map(found.rows.map((row) => [row[0] as string, row.slice(1)]));
}

test("rules: LR, ratio to the recommended one, remark", () => {
  const rules = table("rules", [view.rules]);
  expect(rules.get("recommended")).toEqual(["0.0021", "× 1", "rule: steepest-useful"]);
  expect(rules.get("valley")).toEqual(["0.0014", "× 0.667", ""]);
  expect(rules.get("no-answer")).toEqual(["–", "–", "Needs a second run."]);
  expect(rules.size).toBe(Object.keys(healthy.rules).length + 1);
});

describe("points", () => {
  test("all of them, with the held-out loss where one was taken", () => {
    const points = table("points");
    expect(points.size).toBe(100);
    const [lr, raw, , , , heldOut] = points.get("50") ?? [];
    expect(lr).toBe("0.001072");
    expect(Number(raw)).toBeCloseTo(healthy.record.runs[0]?.losses[50] as number, 3);
    expect(heldOut).not.toBe("–");
    expect(points.get("51")?.[5]).toBe("–");
  });

  test("a last NaN is a row of its own", () => {
    const nonFinite = viewModel(SCENES.nonFinite());
    const rows = [...table("points", nonFinite.tables).values()];
    expect(rows.at(-1)?.slice(1)).toEqual(["NaN", "–", "–", "–"]);
    expect(rows.filter((row) => row[1] === "NaN").length).toBe(1);
  });

  test("repeats have a column each", () => {
    const points = viewModel(SCENES.repeats()).tables.find(({ id }) => id === "points");
    const labels = points?.columns.map(({ label }) => label);
    expect(labels?.slice(2, 7)).toEqual([
      "Raw, mean",
      "Raw, seed 1",
      "Raw, seed 2",
      "Raw, seed 3",
      "Raw, seed 4",
    ]);
    const row = points?.rows[0]?.slice(2, 7).map(Number) as number[];
    const [mean = 0, ...each] = row;
    expect(mean).toBeCloseTo(each.reduce((sum, loss) => sum + loss, 0) / 4, 3);
  });
});

test("plan: both schedules number by number", () => {
  const plan = table("plan-numbers");
  expect(plan.get("Kind")).toEqual(["cosine decay", "step decay"]);
  expect(plan.get("Peak LR")).toEqual(["0.0021", "0.0021"]);
  expect(plan.get("Total steps")).toEqual(["10,000 (epoch 25)", "10,000 (epoch 25)"]);
  expect(plan.get("Floor LR")).toEqual(["0.0", "–"]);
  expect(plan.get("Milestones (steps)")).toEqual(["–", "5,000 (epoch 12.5), 7,500 (epoch 18.75)"]);
});

test("provenance: engine and why, versions, seed, digest, cost, stop reason", () => {
  const made = table("provenance");
  expect(made.get("Engine")).toEqual(["wasm 4.22.0"]);
  expect(made.get("Why this engine")?.[0]).toContain("tfjs-node is not installed");
  expect(made.get("Seed")).toEqual(["7 (model), 1 (sweep)"]);
  expect(made.get("Data digest (SHA-256)")).toEqual([healthy.data?.digest]);
  expect(made.get("Time taken")).toEqual(["12.3 s"]);
  expect(made.get("Why the sweep ended")?.[0]).toContain("completed");
  expect(made.get("Version of node")).toEqual(["20.20.2"]);
});

test("options: all, nested ones by dotted name", () => {
  const options = table("options");
  expect(options.get("model")).toEqual(["mlp:64,32"]);
  expect(options.get("preset")).toEqual(["null"]);
  expect(options.get("nested.a")).toEqual(["[1,2]"]);
  expect(options.get("stopRule.kind")).toEqual(["robust"]);
  expect(options.get("steps")).toEqual(["100"]);
});

test("the first rule is told from the others where it is the answer, and nowhere else", () => {
  const markup = (result: Parameters<typeof rulesTable>[0]) =>
    grid(rulesTable(result, wordsOf("en"))).toString();
  expect(markup(SCENES.healthy())).toContain('class="answered"');
  expect(markup(SCENES.flat())).not.toContain("answered");
  expect(markup({ ...SCENES.healthy(), suggestion: SCENES.flat().suggestion })).not.toContain(
    "answered",
  );
});
