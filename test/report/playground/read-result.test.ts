import { describe, expect, test } from "vitest";
import { toJson } from "../../../src/core/json.ts";
import { parseResult as readOnPage } from "../../../src/report/playground/app/read-result.ts";
import { parseResult } from "../../../src/result/parse.ts";
import { probedResult, SCENES } from "../fixtures.ts";

// The page checks results with code of its own; these hold it to what Node accepts.
const healthy = SCENES.healthy();
const stable = {
  kind: "warmup-stable-decay",
  peakLr: 0.01,
  warmupStartLr: 0.001,
  warmupSteps: 10,
  decaySteps: 100,
  floorLr: 0,
  totalSteps: 500,
  stepsPerEpoch: 50,
  per: "step",
};

function accepts(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

describe("the page reads what Node reads, and refuses what Node refuses", () => {
  test.each([
    ["healthy", healthy],
    ["repeats", SCENES.repeats()],
    ["ends in NaN", SCENES.nonFinite()],
    ["nothing", SCENES.empty()],
    ["probed", probedResult()],
    ["a plan without an end", { ...healthy, plan: { ...healthy.plan, schedule: stable } }],
  ])("%s", (_, result) => {
    const json = toJson(result);
    expect(readOnPage(json, "result.json")).toEqual(parseResult(json, "result.json"));
  });

  test.each([
    ["a newer version", { ...healthy, version: 99 }],
    ["no curve", { ...healthy, curve: undefined }],
    ["a text for a list", { ...healthy, curve: { ...healthy.curve, lrs: "no" } }],
    ["an LR below 0", { ...healthy, suggestion: { ...healthy.suggestion, lr: -1 } }],
    [
      "an unknown schedule",
      { ...healthy, plan: { ...healthy.plan, schedule: { ...stable, kind: "x" } } },
    ],
    ["no runs", { ...healthy, record: { ...healthy.record, runs: null } }],
    ["a list", []],
  ])("%s", (_, value) => {
    const json = toJson(value);
    expect(accepts(() => parseResult(json, "result.json"))).toBe(false);
    expect(accepts(() => readOnPage(json, "result.json"))).toBe(false);
  });
});
