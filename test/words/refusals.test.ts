import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Refusal, type RefusalCode } from "../../src/contract/refusals.ts";
import { InputError } from "../../src/core/errors.ts";
import { fitLaw, type LawRow } from "../../src/law/index.ts";
import { findLogs } from "../../src/logs/files/find-logs.ts";
import { readLog } from "../../src/logs/files/index.ts";
import { longerText } from "../../src/logs/formats/json-values.ts";
import {
  checkFactors,
  createLogParser,
  judgeRuns,
  type LawColumns,
  LOG_FORMATS,
  lawTableFrom,
  parseLog,
  patternOf,
  pickColumns,
  resultFromLogs,
  sweepFromLog,
  type WantedColumns,
} from "../../src/logs/index.ts";
import { parseResult } from "../../src/result/index.ts";
import { readJournal } from "../../src/sweep/index.ts";
import { refusalText, wordsOf } from "../../src/words/index.ts";
import { englishIn, lostFigures } from "../helpers/chinese.ts";
import { sweepCsv } from "../logs/support.ts";

const [en, zh] = [wordsOf("en"), wordsOf("zh")];

const csv = (...lines: string[]) => `${lines.join("\n")}\n`;
const table = (text: string | Uint8Array, options = {}) => parseLog(text, "log.csv", options);
const sweep = (text: string, wanted: WantedColumns = {}) => sweepFromLog(table(text), wanted);
const judge = (text: string, wanted: WantedColumns = {}) => judgeRuns(table(text), wanted);
const law = (text: string, wanted: LawColumns = {}) => lawTableFrom(table(text), wanted);
const many = (count: number, row: (i: number) => string, head = "step,lr,loss") =>
  csv(head, ...Array.from({ length: count }, (_, i) => row(i)));

const TRAINING = many(40, (i) => `${i},0.01,${2 - i / 50}`);
const GRID = many(
  5,
  (i) => `r${i},${[1e-2, 1e-4, 1e-3, 0.1, 1e-5][i]},${3 - i / 2}`,
  "run,lr,loss",
);
const BATCH: LawColumns = { factors: [{ name: "batch", kind: "batch" }] };
const rows: LawRow[] = [16, 64, 256].flatMap((batch) =>
  Array.from({ length: 9 }, (_, i) => ({
    factors: { batch, width: batch > 16 ? 64 : 32 },
    lr: 10 ** (-4 + i / 4),
    loss: 1 + (i / 4 - 1) ** 2,
  })),
);
const lawAt = (at: Readonly<Record<string, number>>) =>
  fitLaw(rows, { factors: { batch: "batch", width: "plain" }, at });
const lawOf = (row: object) =>
  fitLaw([row as LawRow], { factors: { batch: "batch" }, at: { batch: 1 } });

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lr-finder-refusals-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * What throws each refusal, every sentence of it at least once: the compiler asks for what is new.
 */
const THROWN: { readonly [Code in RefusalCode]: readonly (() => unknown)[] } = {
  "empty-file": [() => table("")],
  "not-a-log": [
    () => table(Uint8Array.of(0x1f, 0x8b, 8, 0)),
    () => table(Uint8Array.of(0x80, 4, 1, 2)),
    () => table(Uint8Array.of(65, 0, 66, 10)),
  ],
  "bad-json": [() => table('{"lr": [1, 2,\n')],
  "unknown-log": [() => table('{"name": "x",\n "n": 3}')],
  "bad-log": [
    () => {
      const parser = createLogParser("a.csv");
      parser.push(new TextEncoder().encode("step,loss\n1,2\n"));
      parser.nextFile("b.csv");
    },
    () => table(`step 1 loss 2.5\n${"x".repeat(9e6)}`, { pattern: "loss (?<loss>\\S+)" }),
    () => table('{"loss": 1}\n[1]\n[2]\n[3]\n'),
  ],
  "log-too-big": [() => longerText("x".repeat(2e8), "x", "log.json")],
  "bad-event-file": [() => table((LOG_FORMATS.tensorboard.example as Uint8Array).subarray(0, 20))],
  "missing-file": [() => readLog(join(folder, "none", "of-these"))],
  "unreadable-file": [() => findLogs(join(folder, "none"))],
  "no-log-in-folder": [() => readLog(mkdtempSync(join(folder, "empty-")))],
  "several-logs": [
    () => {
      const inner = mkdtempSync(join(folder, "several-"));
      for (const run of ["a", "b"]) {
        mkdirSync(join(inner, run));
        writeFileSync(join(inner, run, "metrics.csv"), GRID);
      }
      return readLog(inner);
    },
  ],
  "no-points": [() => table('{"suggestion": {}, "sweep": {}}')],
  "bad-result": [
    () => parseResult("{", "result.json"),
    () => parseResult("[]", "result.json"),
    () => parseResult('{"version": 1, "record": 5}', "result.json"),
  ],
  "bad-journal": [() => readJournal("no JSON\n", "journal.jsonl"), () => readJournal("{}\n")],
  "newer-result": [() => parseResult('{"version": 99}', "result.json")],
  "bad-quotes": [
    () => table(`lr,loss\n0.1,"${"x".repeat(9e6)}`),
    () => table('lr,loss\n0.1,"2"3\n0.2,3\n0.3,4\n'),
  ],
  "wrong-delimiter": [() => table("lr,loss\n0.1,2\n0.2,3\n", { delimiter: ";" })],
  "ragged-row": [
    () => table(many(30, (i) => (i > 3 ? `${i},2` : `${i},0.1,2`))),
    () =>
      table(
        many(30, (i) => (i > 3 ? `${i};2` : `${i};0.1;2`), "step;lr;loss"),
        { delimiter: ";" },
      ),
  ],
  "unequal-lengths": [
    () => table('{"lr": [0.1, 0.2, 0.3], "loss": [1, 2]}'),
    () => table('{"lrs": [0.1, 0.2, 0.3], "losses": [1, 2]}'),
  ],
  "too-many-rows": [
    () => {
      const read = table(sweepCsv());
      const values = new Float64Array(10_000_001);
      const columns = read.columns.map((column) => ({ ...column, values, rows: null }));
      return sweepFromLog({ ...read, rows: values.length, columns });
    },
  ],
  "several-columns": [
    () => pickColumns(table(many(9, (i) => `${i},1,2`, "step,g_loss,d_loss"))),
    () => sweep(many(9, (i) => `${i},1,2`, "lr,loss,loss")),
    () => sweep(many(9, (i) => `${i},${i},2`, "lr,lr,loss")),
  ],
  "unknown-run": [
    () => pickColumns(table(TRAINING), { run: "other" }),
    () => pickColumns(table(many(9, (i) => `${i},1,2`, "step,g_loss,d_loss")), { run: "g_los" }),
  ],
  "no-rows": [() => sweep("step,lr,loss\n")],
  "no-lr-column": [() => sweep(many(9, (i) => `${i},2`, "step,loss"))],
  "no-loss-column": [
    () => sweep(many(9, (i) => `${i},2`, "step,lr")),
    () => sweep(many(9, (i) => `${i},2`, "lr,val_loss")),
    () => sweep(csv("speed=12.5 items", "speed=13.5 items", "some words")),
  ],
  "duplicate-column": [
    () =>
      sweep(
        many(9, (i) => `${i},1,2`, "lr,a,a"),
        { loss: "a" },
      ),
  ],
  "empty-column": [
    () =>
      sweep(
        many(9, (i) => `${i},1,`, "lr,loss,b"),
        { loss: "b" },
      ),
  ],
  "unknown-column": [
    () => sweep(TRAINING, { loss: "nothing" }),
    () => sweep(TRAINING, { heldOut: "los" }),
  ],
  "bad-number": [() => sweep(`${TRAINING}40,0.01,2.5?\n`)],
  "pattern-no-match": [() => table("step 1 of 3\nstep 2 of 3\n", { pattern: "(?<loss>x)" })],
  "bad-lr": [
    () => sweep(csv("lr,loss", "0.1,2", "-4,3", "0.3,2")),
    () => sweep(csv("lr,loss", "0.1,2", "inf,3", "0.3,2")),
    () => judge(many(40, (i) => `${i},${i === 7 ? -0.5 : 0.1},2`)),
  ],
  "bad-step": [() => judge(many(40, (i) => `${i === 7 ? "inf" : i},0.1,2`))],
  "steps-out-of-order": [() => judge(many(60, (i) => `${i % 7},0.1,${2 + (i % 3)}`))],
  "training-log": [
    () => sweep(TRAINING),
    () => sweep(many(40, (i) => `${i},${0.1 / (i + 1)},2`)),
    () => sweep(many(40, (i) => `${i},${0.1 + i / 1000},2`)),
    () => sweep(many(40, (i) => `${i},${Math.min(0.1, 1e-3 * 2 ** i)},2`)),
    () =>
      sweep(
        many(40, (i) => `${i},0,2`),
        { lr: "lr" },
      ),
  ],
  "sweep-log": [() => judge(sweepCsv())],
  "grid-log": [
    () => judge(GRID),
    () => judge(many(9, (i) => `run-${i},${i},${2 + i}`, "run,width,loss")),
  ],
  "not-repeats": [
    () => repeats(["adam", "sgd"], [sweepCsv(), sweepCsv()]),
    () =>
      repeats(
        [undefined, undefined],
        [1e-6, 1].map((from) =>
          sweepCsv({ lrs: Array.from({ length: 40 }, (_, i) => from * 1.2 ** i) }),
        ),
      ),
  ],
  "no-such-column": [
    () => law(GRID, { loss: "lose" }),
    () => law(csv("a,loss", "1,2", "2,3")),
    () => law(csv("a,lr", "1,2", "2,3")),
    () => law(csv("a,lr,loss", "1,0,2", "2,0,3")),
    () => law(csv("batch,lr,loss", '16,"0,1",2', '32,"0,2",3', '64,"0,3",3')),
  ],
  "nothing-varied": [
    () => checkFactors("log.csv", law(GRID)),
    () =>
      checkFactors(
        "log.csv",
        law(
          csv(
            "lr,loss,optimizer",
            ...[1, 2, 3, 4, 5, 6].map((i) => `${i / 10},${i},${i > 3 ? "adam" : "sgd"}`),
          ),
        ),
      ),
  ],
  "not-a-number": [() => law(csv("batch,lr,loss", "16,0.1,2", "32,0.1,two", "64,0.1,2"))],
  "bad-row": [
    () => law(csv("batch,lr,loss", "16,0.1,2", "-32,0.1,3", "64,0.1,2"), BATCH),
    () => law(csv("batch,lr,loss", "16,0.1,2", ",0.1,3", "64,0.1,2"), BATCH),
    () => lawOf({ factors: { batch: 0 }, lr: 0.1, loss: 1 }),
    () => lawOf({ factors: { batch: 2 }, lr: Number.POSITIVE_INFINITY, loss: 1 }),
    () => lawOf({ factors: { batch: 2 }, lr: 0.1, standardErrorLog10: -3 }),
    () => lawOf({ factors: { batch: 2 }, lr: 0.1, loss: "low" }),
  ],
  "bad-option": [
    () => patternOf("(?<loss>"),
    () => patternOf("loss=(.*)"),
    () => fitLaw(rows, { factors: { batch: "batch", width: "batch" }, at: { batch: 16 } }),
    () => lawAt({ batch: 16, Batch: 16, width: 64 }),
    () => lawAt({ batch: -16, width: 64 }),
    () => lawAt({ batch: Number.NaN, width: 64 }),
    () => lawAt({ batch: 16 }),
  ],
  "unknown-option": [() => lawAt({ batch: 16, widt: 64 }), () => lawAt({ rows: 16 })],
};

function repeats(optimizers: readonly (string | undefined)[], texts: readonly string[]): unknown {
  const logs = texts.map((text, i) => {
    const optimizer = optimizers[i];
    const read = parseLog(text, `seed${i}.csv`);
    const log = sweepFromLog(read);
    return { ...log, hints: optimizer === undefined ? {} : { optimizer } };
  });
  return resultFromLogs(logs, {
    name: "a",
    createdAt: "2026-01-01T00:00:00Z",
    versions: {},
    horizon: { schedule: "auto", per: "step" },
  });
}

async function thrownBy(make: () => unknown): Promise<unknown> {
  try {
    await make();
  } catch (thrown) {
    return thrown;
  }
  throw new Error("nothing was thrown");
}

/** Figures in what others say (a JSON parser, the system), and how formats and options write numbers. */
const quotedWords = (fault: Refusal) =>
  Object.entries(fault.data).flatMap(([field, text]) =>
    ["why", "expected", "what"].includes(field) && typeof text === "string" && text !== ""
      ? [text]
      : [],
  );

const cases = Object.entries(THROWN).flatMap(([code, makers]) =>
  makers.map((make, i) => [`${code} ${i + 1}`, code, make] as const),
);

describe("every refusal, as it is really thrown, in Chinese", () => {
  test.each(cases)("%s", async (_, code, make) => {
    const fault = await thrownBy(make);
    expect(fault).toMatchObject({ code });
    expect(fault).toBeInstanceOf(Refusal);
    const refusal = fault as Refusal;
    expect(refusalText(refusal, en)).toBe(refusal.message);
    const text = refusalText(refusal, zh);
    expect(text).toMatch(/\p{Script=Han}{3}/u);
    expect(text).not.toMatch(/undefined|NaN|null|\[object/);
    const others = quotedWords(refusal);
    const own = (sentence: string) =>
      others.reduce((left, words) => left.replaceAll(words, "…"), sentence);
    expect(englishIn(own(text))).toEqual([]);
    expect(lostFigures([own(refusal.message)], [own(text)])).toEqual([]);
  });
});

test("of one run of several: the run stands before it, in both languages", () => {
  const faults: InputError[] = [];
  const text = many(
    80,
    (i) => `${i < 40 ? "good" : "bad"},${i},${i === 50 ? -1 : 0.1},2`,
    "run,step,lr,loss",
  );
  judgeRuns(table(text), {}, faults);
  const [fault] = faults;
  expect(faults).toHaveLength(1);
  expect(refusalText(fault, en)).toMatch(/^bad: log\.csv, row 52: /);
  expect(refusalText(fault, zh)).toMatch(/^bad：log\.csv 的第 52 行：/);
});

test("anything else keeps its message", () => {
  for (const words of [en, zh]) {
    expect(refusalText(new InputError("bad-option", "no"), words)).toBe("no");
    expect(refusalText(new TypeError("why"), words)).toBe("why");
    expect(refusalText("a text", words)).toBe("a text");
  }
});
