import { describe, expect, test } from "vitest";
import { parse, type Schema, summarySchema } from "../../src/contract/index.ts";
import { toJson } from "../../src/core/json.ts";
import { buildCurve } from "../../src/curve/index.ts";
import { parseResult, type Result, summarize } from "../../src/result/index.ts";
import { probedResult, SCENES } from "../report/fixtures.ts";
import { checkMutations } from "./check-mutations.ts";
import { documentOf, documentsOf } from "./documents.ts";
import { usesOf } from "./use-result.ts";

const read = (document: unknown) => parseResult(toJson(document), "result.json");
const beside = parseResult(JSON.stringify(documentOf("results", "trainer")), "trainer.json");

describe("results of an earlier version", () => {
  test.each(documentsOf("results"))(
    "%s is read as it was written, and can be used",
    (name, text) => {
      const result = parseResult(text, name);
      expect(JSON.parse(toJson(result))).toMatchObject(JSON.parse(text));
      for (const [use, run] of Object.entries(usesOf(result, beside)))
        expect(run, use).not.toThrow();
    },
  );

  test.each(documentsOf("summaries"))("the summary %s fits", (_name, text) => {
    expect(parse(summarySchema as Schema, JSON.parse(text))).toMatchObject({ ok: true });
  });

  test("what results of before probes, budgets and verifications lack", () => {
    const {
      probes: _p,
      verification: _v,
      budget: _b,
      ...older
    } = documentOf("results", "repeats") as Record<string, unknown>;
    expect(read(older)).toMatchObject({ probes: [], verification: null, budget: null });
  });

  test("fields and rules that this version does not know are kept", () => {
    const document = documentOf("results", "standard") as Result;
    const more = {
      ...document,
      later: 1,
      rules: { ...document.rules, later: { lr: 1 } },
      methods: { ...document.methods, later: 1 },
    };
    expect(read(more)).toMatchObject({ later: 1, rules: { later: { lr: 1 } } });
  });
});

test.each([
  ["healthy", SCENES.healthy()],
  ["repeats", SCENES.repeats()],
  ["ends in NaN", SCENES.nonFinite()],
  ["nothing", SCENES.empty()],
  ["probed", probedResult()],
])("what is written is read: %s", (_name, result) => {
  expect(parseResult(toJson(result), "result.json")).toMatchObject(result);
});

test("a curve of more points than it has entries", () => {
  const lrs = Array.from({ length: 25_000 }, (_, i) => 1e-6 * 10 ** (i / 4000));
  const curve = buildCurve([{ lrs, losses: lrs.map((lr) => 1 + lr) }]);
  expect(curve.lrCounts).toBeDefined();
  expect(read({ ...(documentOf("results", "none") as Result), curve }).curve).toEqual(curve);
});

test("the status decides what there is", () => {
  const result = parseResult(JSON.stringify(documentOf("results", "standard")), "r");
  const summary = summarize(result);
  if (summary.status === "found") {
    const lr: number = summary.suggestion.lr;
    expect(summary.plan.initialLr).toBeCloseTo(lr, 3);
  }
  expect(summary.status).toBe("found");
});

describe("what is no result is refused with the place and what was expected there", () => {
  const healthy = documentOf("results", "standard") as Result;
  test.each<[string, unknown, string]>([
    ["no JSON object", [], "at the top level: expected an object, got an array of 0"],
    ["a field left out", { ...healthy, curve: undefined }, "at curve: expected an object"],
    [
      "no first LR",
      { ...healthy, sweep: { ...healthy.sweep, startLr: undefined } },
      "at sweep.startLr: expected a number above 0, got undefined",
    ],
    [
      "a text for a list",
      { ...healthy, curve: { ...healthy.curve, lrs: "no" } },
      'at curve.lrs: expected an array, got "no" (string)',
    ],
    [
      "a minimum outside of the curve",
      { ...healthy, curve: { ...healthy.curve, minimumIndex: 1e6 } },
      "at curve.minimumIndex: expected an index into lrs",
    ],
    [
      "arrays of different lengths",
      { ...healthy, curve: { ...healthy.curve, slope: [1] } },
      "at curve.slope: expected an array as long as lrs, got an array of 1",
    ],
    [
      "a suggestion without a plan",
      { ...healthy, plan: null },
      "at plan: expected an object, got null",
    ],
    [
      "a status that the suggestion does not have",
      { ...healthy, status: "none" },
      "at suggestion.reason: expected one of flat,",
    ],
    [
      "an unknown schedule",
      { ...healthy, plan: { ...healthy.plan, schedule: { kind: "x" } } },
      "at plan.schedule.kind: expected one of cosine, step, warmup-stable-decay",
    ],
    ["no time", { ...healthy, createdAt: "soon" }, "at createdAt: expected a time in ISO 8601"],
  ])("%s", (_name, document, message) => {
    expect(() => parseResult(JSON.stringify(document), "r.json")).toThrow(
      `r.json is not a result of lr-finder: ${message}`,
    );
  });

  test("a newer version, in the words of who reads", () => {
    const newer = JSON.stringify({ ...healthy, version: 99 });
    expect(() => parseResult(newer, "r.json")).toThrow("this one reads 1): update lr-finder");
    const words = { name: "this page", advice: "make it again" };
    expect(() => parseResult(newer, "r.json", words)).toThrow("this page reads 1): make it again");
  });
});

test("whatever is read can be used: a seeded sample of one-field mutations", () => {
  expect(checkMutations("none", 400, 8)).toMatchObject({ checked: 400, faults: [] });
  expect(checkMutations("standard", 200, 8)).toMatchObject({ checked: 200, faults: [] });
});
