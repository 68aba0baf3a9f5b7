import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseLog } from "../../../src/logs/index.ts";
import {
  contentOf,
  type FileRead,
  type ReadSettings,
} from "../../../src/report/playground/app/read-file.ts";
import { repoFile } from "../../helpers/cli.ts";
import { OVER_FITTING, PRINTED, PRINTED_PATTERN, TRAININGS, TWO_RUNS } from "./logs.ts";

const NOTHING_SAID: ReadSettings = {
  optimizer: "",
  lr: "",
  loss: "",
  heldOut: "",
  step: "",
  run: "",
  pattern: "",
  totalSteps: null,
  recordedBy: "",
};

const read = (text: string, said: Partial<ReadSettings> = {}): FileRead => {
  const settings = { ...NOTHING_SAID, ...said };
  const table = parseLog(text, "log.csv", {
    ...(settings.pattern !== "" && { pattern: settings.pattern }),
  });
  return contentOf(table, settings, new Date(0));
};

const verdicts = ({ found }: FileRead) =>
  found.map((each) =>
    each.kind === "training"
      ? [each.run, each.judgement.diagnosis.findings.map(({ code }) => code)]
      : each.kind,
  );

describe("a training", () => {
  test("is judged, without an LR too, with its held-out losses", () => {
    expect(verdicts(read(OVER_FITTING))).toEqual([[null, ["over-fitting"]]]);
  });

  test("of an export of several runs: a verdict each; one that is named alone", () => {
    expect(verdicts(read(TWO_RUNS))).toEqual([
      ["base", []],
      ["base-lr-high", ["diverged"]],
    ]);
    expect(verdicts(read(TWO_RUNS, { run: "base-lr-high" }))).toEqual([[null, ["diverged"]]]);
    expect(() => read(TWO_RUNS, { run: "other" })).toThrow(/no run "other"/);
  });

  test("columns that are named are taken", () => {
    const text = OVER_FITTING.replace("epoch,loss,val_loss", "a,b,c");
    expect(() => read(text)).toThrow(/loss/);
    const named = read(text, { step: "a", loss: "b", heldOut: "c" });
    expect(verdicts(named)).toEqual([[null, ["over-fitting"]]]);
  });

  test("a text log is read by the pattern that is given", () => {
    const { found } = read(PRINTED, { pattern: PRINTED_PATTERN });
    expect(found).toMatchObject([
      { kind: "training", judgement: { diagnosis: { status: "healthy", count: 30 } } },
    ]);
    expect(() => read(PRINTED, { pattern: "(" })).toThrow(/regular expression/);
  });

  test("a run that cannot be judged is left out, and said", () => {
    const rows = ["run,step,loss"];
    for (let i = 0; i < 40; i++) rows.push(`well,${i},${3 * Math.exp(-i / 8) + 1}`);
    for (let i = 0; i < 40; i++) rows.push(`odd,${(7 * i) % 10},${3 - i / 40}`);
    const content = read(`${rows.join("\n")}\n`);
    expect(verdicts(content)).toEqual([["well", []]]);
    expect(content.faults.map(({ code, message }) => [code, message])).toEqual([
      ["steps-out-of-order", expect.stringContaining("odd: ")],
    ]);
  });
});

describe("a table of trainings", () => {
  test("over several factors is one of a law", () => {
    expect(read(TRAININGS)).toMatchObject({ found: [{ kind: "law", run: null }], faults: [] });
  });

  test("the example's, with seeds, is one of a law", () => {
    const text = readFileSync(repoFile("examples/logs/trainings.csv"), "utf8");
    expect(verdicts(read(text))).toEqual(["law"]);
  });

  test("over the LR alone is a grid", () => {
    const rows = TRAININGS.split("\n").filter(
      (row, i) => i === 0 || row.startsWith("64,100000000,"),
    );
    expect(verdicts(read(`${rows.join("\n")}\n`))).toEqual(["result"]);
  });

  test("of which columns are given by their places: the same", () => {
    expect(read(TRAININGS, { lr: "2", loss: "3" })).toMatchObject({
      found: [{ kind: "law", named: { lr: "lr", loss: "val_loss" } }],
    });
  });

  test("that differ in a column of which nothing can be said is a grid", () => {
    const text = TRAININGS.split("\n")
      .filter((row, i) => i === 0 || row.startsWith("64,100000000,"))
      .map((row, i) => row.replace("64,", i === 0 ? "decay," : `0.${i},`).replace("batch", "decay"))
      .join("\n");
    expect(verdicts(read(`${text}\n`))).toEqual(["result"]);
  });
});
