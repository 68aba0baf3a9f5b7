import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { compare, comparisonCsv, renderComparison } from "../../../src/report/compare/index.ts";
import { parseResult } from "../../../src/result/index.ts";
import { HOSTILE, makeResult } from "../fixtures.ts";
import { grid, resultOf } from "./results.ts";

describe("what differs", () => {
  test("is found from options and info, what matters most first", () => {
    const { factors, groups, rows } = compare([
      resultOf({ optimizer: "sgd", batchSize: 128, weightDecay: 0.1, seed: 0 }),
      resultOf({ optimizer: "adam", batchSize: 32, weightDecay: 0.01, seed: 1 }),
      resultOf({ optimizer: "adam", batchSize: 128, seed: 2, options: { zeta: true } }),
    ]);
    expect(factors.map(({ title, values }) => [title, ...values])).toEqual([
      ["optimizer", "adam", "sgd"],
      ["batch size", "32", "128"],
      ["weight decay", "0.01", "0.1", "–"],
      ["seed", "0", "1", "2"],
      ["zeta", "true", "–"],
    ]);
    // Seeds and weight decays are all different: there is nothing to group by.
    expect(Object.keys(groups)).toEqual(["optimizer", "batchSize", "zeta"]);
    expect(rows[1]?.factors).toMatchObject({ optimizer: "adam", zeta: "–" });
    // As few of them as tell the results apart.
    expect(rows.map(({ label }) => label)).toEqual([
      "sgd · batch size 128",
      "adam · batch size 32",
      "adam · batch size 128",
    ]);
  });

  test("is nothing between equal results and for one alone", () => {
    const twice = compare([resultOf(), resultOf()]);
    expect(twice.factors).toEqual([]);
    expect(twice.rows.map(({ label }) => label)).toEqual(["digits (1)", "digits (2)"]);
    expect(compare([resultOf()]).factors).toEqual([]);
  });

  test("names label the rows where they tell them apart", () => {
    const { rows } = compare([resultOf({ name: "a", seed: 1 }), resultOf({ name: "b", seed: 2 })]);
    expect(rows.map(({ label }) => label)).toEqual(["a", "b"]);
  });

  test("a digest that goes with the data's name is not told twice, one alone is", () => {
    const other = resultOf({ digest: "ab".repeat(32) });
    const { factors, comparable } = compare([resultOf(), other]);
    expect(factors.map(({ name }) => name)).toEqual(["digest"]);
    expect(comparable).toEqual({ losses: false, differs: ["data digest"] });
    const renamed = { ...other, data: other.data && { ...other.data, source: "other.csv" } };
    expect(compare([resultOf(), renamed]).factors.map(({ name }) => name)).toEqual(["data"]);
  });
});

test("groups hold the geometric median of the LRs that were found", () => {
  const { groups } = compare([
    resultOf({ optimizer: "sgd", lr: 0.1, seed: 1 }),
    resultOf({ optimizer: "sgd", lr: 0.001, seed: 2 }),
    resultOf({ optimizer: "sgd", lr: null, seed: 3 }),
    resultOf({ optimizer: "adam", lr: null, seed: 4 }),
  ]);
  const [adam, sgd] = groups.optimizer ?? [];
  expect(adam).toMatchObject({ value: "adam", rows: [3], found: 0, lr: null });
  expect(sgd).toMatchObject({ value: "sgd", rows: [0, 1, 2], found: 2 });
  expect(sgd?.lr?.median).toBeCloseTo(0.01, 12);
  expect([sgd?.lr?.low, sgd?.lr?.high]).toEqual([0.001, 0.1]);
});

test("held-out losses come from finished probes before the sweep's own", () => {
  const probe = {
    label: "probe",
    peakLr: 0.01,
    seed: 0,
    plannedSteps: 2,
    lrs: [0.01, 0.01],
    losses: [2, 1],
    heldOut: [{ stepsDone: 2, loss: 0.9 }],
    stopReason: "completed" as const,
    stopDetail: "",
  };
  const swept = makeResult({ loss: () => 1, heldOutEvery: 10 });
  const base = { ...swept, verification: null };
  const behind = {
    ...probe,
    stopReason: "abandoned" as const,
    heldOut: [{ stepsDone: 1, loss: 0.1 }],
  };
  const { rows } = compare([
    { ...base, probes: [probe, behind] },
    { ...base, probes: [], curve: { ...base.curve, heldOut: [{ lr: 1, loss: 0.5 }] } },
    { ...base, probes: [], curve: { ...base.curve, heldOut: [] } },
  ]);
  expect(rows.map(({ heldOutLoss }) => heldOutLoss)).toEqual([0.9, 0.5, null]);
});

describe("CSV", () => {
  test("has a row a result, numbers in full, what is not there empty", () => {
    const text = comparisonCsv(
      compare([resultOf({ lr: 0.0123456789, seed: 1 }), resultOf({ lr: null, seed: 2 })]),
    );
    const [head, first, second, rest] = text.split("\r\n").map((line) => line.split(","));
    expect(head?.slice(0, 6)).toEqual(["name", "label", "seed", "lr", "low", "high"]);
    expect(first?.slice(0, 4)).toEqual(["digits", "seed 1", "1", "0.0123456789"]);
    expect(second?.slice(2, 6)).toEqual(["2", "", "", ""]);
    expect(rest).toEqual([""]);
  });

  test("quotes what needs it and keeps formulas from running", () => {
    const text = comparisonCsv(compare([resultOf({ name: '=1+"2",3' })]));
    expect(text.split("\r\n")[1]).toMatch(/^"'=1\+""2"",3",/);
  });
});

describe("the page", () => {
  test.each([1, 2, 6, 20, 100])("of %i results", (n) => {
    const page = renderComparison(grid(n));
    expect(page.match(/<tr id="row-/g)).toHaveLength(n);
    expect((page.match(/<use href="#all-lines"/g) ?? []).length).toBe(n < 6 ? 0 : n);
    expect(page).not.toMatch(/https?:|\/\/[a-z]|@import|url\(/);
    expect(renderComparison(grid(n))).toBe(page);
  });

  test("of none is refused", () => {
    expect(() => renderComparison([])).toThrow(InputError);
  });

  test("says why losses of other data are not set against each other", () => {
    const page = renderComparison([resultOf(), resultOf({ digest: "cd".repeat(32) })]);
    expect(page).toContain(
      "The results differ in data digest, so their losses cannot be set against",
    );
    expect(page).not.toContain("The lowest smoothed loss");
  });

  test("speaks Chinese", () => {
    const page = renderComparison([...grid(2), resultOf({ lr: null })], { language: "zh" });
    expect(page).toContain('<html lang="zh-CN" dir="ltr">');
    expect(page).toContain("无：损失不随学习率变化");
  });

  test("takes any names and settings", () => {
    const text = fc.oneof(fc.string(), fc.constantFrom(HOSTILE, "constructor", "__proto__", ""));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 4 }), (names) => {
        const results = names.map(([name, key, value]) =>
          resultOf({ name, options: { [key]: value } }),
        );
        const page = renderComparison(results);
        expect(page).not.toContain("<img");
        expect(page.match(/<script/g)).toHaveLength(3);
      }),
      { numRuns: 25, seed: 7 },
    );
  });

  test("takes sweeps without a single loss, and losses of any size", () => {
    const empty = makeResult({ loss: () => Number.NaN });
    const none = { ...empty, probes: [], verification: null };
    expect(renderComparison([none, none])).toContain('id="results-table"');
    const page = renderComparison([resultOf(), { ...none, name: "b" }]);
    expect(page).not.toMatch(/NaN|Infinity/);
  });
});

test("a result written and read again compares alike", () => {
  const results = grid(3);
  const read = results.map((result) => parseResult(JSON.stringify(result), "result.json"));
  expect(compare(read)).toEqual(compare(results));
});
