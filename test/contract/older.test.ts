import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  completeRun,
  completeTrial,
  parse,
  purposeLabel,
  purposeOf,
  type SweepRun,
  sideTitle,
  type Trial,
  trialSchema,
} from "../../src/contract/index.ts";
import { parseResult } from "../../src/result/index.ts";
import { readJournal } from "../../src/sweep/index.ts";

const FOLDER = new URL("../fixtures/documents/", import.meta.url);
const texts = (kind: string) =>
  readdirSync(new URL(kind, FOLDER)).map(
    (file) => [file, readFileSync(new URL(`${kind}/${file}`, FOLDER), "utf8")] as const,
  );

describe("documents of 0.1.0 have the purpose and the stop of every training", () => {
  test.each(texts("results"))("%s", (file, text) => {
    const { record, probes, verification } = parseResult(text, file);
    for (const run of record.runs) expect(run.stop).toBeDefined();
    for (const trial of [...probes, ...(verification?.sides ?? []).map((side) => side.trial)]) {
      expect(trial.stop).toBeDefined();
      expect(trial.purpose && purposeLabel(trial.purpose)).toBe(trial.label);
    }
    for (const { title, trial } of verification?.sides ?? []) {
      expect(trial.purpose?.kind === "verification" && sideTitle(trial.purpose)).toBe(title);
    }
  });

  test.each(texts("journals"))("%s", (_, text) => {
    const { finishedRuns, partialRun, finishedTrials } = readJournal(text);
    for (const run of [...finishedRuns, ...(partialRun ? [partialRun] : [])]) {
      expect(run.stop).toBeDefined();
    }
    for (const trial of finishedTrials) {
      expect(trial.purpose && purposeLabel(trial.purpose)).toBe(trial.label);
    }
  });
});

const trial: Trial = {
  label: "probe at 0.1",
  peakLr: 0.1,
  seed: 0,
  plannedSteps: 4,
  lrs: [0.1, 0.1],
  losses: [2, 1],
  heldOut: [],
  stopReason: "abandoned",
  stopDetail: "no hope",
};

test("what a document says itself is kept", () => {
  const said = { purpose: { kind: "ladder", lr: 0.2 }, stop: { code: "journal-ends" } } as const;
  expect(completeTrial({ ...trial, ...said }, "adam")).toEqual({ ...trial, ...said });
});

test("a label that is of no purpose gives none, whatever stands in it", () => {
  for (const label of ["", "probe at 0.2", "my probe at 0.1", "verification: ", "constructor"]) {
    expect(completeTrial({ ...trial, label }, "adam").purpose).toBeUndefined();
  }
  expect(
    purposeOf("verification: constant 0.1 (the default of (the default of x))", {
      lr: 0.1,
      optimizer: "(the default of x)",
    }),
  ).toMatchObject({ role: "default-lr", lr: 0.1, schedule: null });
});

test("the stop follows from the reason and the last step", () => {
  const { seed, lrs, losses } = trial;
  const end = { stopReason: "completed", stopDetail: "x" } as const;
  const run: SweepRun = { seed, stepIndices: [3, 7], lrs, losses, heldOut: [], ...end };
  const at = { stepIndex: 7, lr: 0.1 };
  const stopOf = (more: Partial<SweepRun>) => completeRun({ ...run, ...more }).stop;
  expect(stopOf({})).toEqual({ code: "completed", steps: 2 });
  expect(stopOf({ stopReason: "diverged" })).toEqual({ code: "diverged", at });
  expect(stopOf({ stopReason: "non-finite" })).toEqual({ code: "updates-skipped", at });
  expect(stopOf({ stopReason: "non-finite", losses: [1, Number.NaN] })).toEqual({
    code: "loss-not-finite",
    loss: Number.NaN,
    at,
  });
  expect(stopOf({ stopReason: "cancelled" })).toEqual({ code: "cancelled", stepsDone: 2 });
  expect(stopOf({ stopReason: "trainer-ended" })).toEqual({ code: "trainer-failed", message: "x" });
  expect(stopOf({ stopReason: "trainer-ended", stopDetail: "the journal ends here" })).toEqual({
    code: "journal-ends",
  });
  expect(stopOf({ stopReason: "diverged", lrs: [], losses: [], stepIndices: [] })).toEqual({
    code: "diverged",
  });
  expect(completeTrial(trial, "adam").stop).toEqual({ code: "abandoned", stepsDone: 2 });
});

test("a purpose or a stop of a later version is as if it were not there", () => {
  const later = { purpose: { kind: "dream" }, stop: { code: "bored" } };
  expect(parse(trialSchema, { ...trial, ...later })).toEqual({ ok: true, value: trial });
});
