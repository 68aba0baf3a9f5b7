import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/cli/commands/analyze.ts";
import { InputError } from "../../../src/core/errors.ts";
import { toJson } from "../../../src/core/json.ts";
import { random } from "../../../src/core/random.ts";
import { findLogs, onlyLog, readLog } from "../../../src/logs/files/index.ts";
import { ALL_LOG_FORMATS } from "../../../src/logs/formats/index.ts";
import {
  createLogParser,
  LOG_FORMATS,
  type LogFormat,
  type LogTable,
  logTitles,
  parseLog,
  resultFromLogs,
  sweepFromLog,
  trainingLogFrom,
} from "../../../src/logs/index.ts";
import { journalLine, resolveSweepOptions } from "../../../src/sweep/index.ts";

// What every registered format must do; a new one is tried here without a line in this file.

const LRS = [0.125, 0.25, 0.5];
const LOSSES = [2.5, 1.25, 3.5];

/** A log of each format: its example, or what lr-finder writes. */
function exampleOf(format: LogFormat): Uint8Array {
  const { example } = LOG_FORMATS[format];
  const content = example ?? (format === "journal" ? journal() : result());
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

function journal(): string {
  const engine = { name: "none", version: "", why: "" };
  const info = {
    optimizer: "sgd",
    batchSize: 8,
    stepsPerEpoch: 4,
    parameterCount: 1,
    engine,
    seed: 0,
  };
  const options = resolveSweepOptions({ startLr: 0.125, endLr: 0.5, steps: 10 });
  return [
    journalLine({ type: "header", version: 1, options, info, setup: {} }),
    journalLine({ type: "run-start", run: 0, seed: 0 }),
    ...LRS.map((lr, stepIndex) =>
      journalLine({ type: "step", run: 0, stepIndex, lr, loss: LOSSES[stepIndex] as number }),
    ),
    journalLine({ type: "run-end", run: 0, stopReason: "diverged", stopDetail: "" }),
    "",
  ].join("\n");
}

function result(): string {
  const sweep = sweepFromLog(parseLog(journal(), "journal"));
  const horizon = { schedule: "auto", per: "step", totalSteps: 100 } as const;
  const createdAt = "2026-01-01T00:00:00.000Z";
  return `${toJson(resultFromLogs([sweep], { name: "r", createdAt, versions: {}, horizon }), 2)}\n`;
}

/** The table of bytes that come in pieces that end at `cuts`. */
function inPieces(bytes: Uint8Array, cuts: readonly number[]): LogTable {
  const parser = createLogParser("log");
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    parser.push(bytes.subarray(from, cut));
    from = cut;
  }
  return parser.end();
}

test("formats have names and titles of their own, and each is under its name", () => {
  for (const of of [
    ALL_LOG_FORMATS.map(({ name }) => name),
    ALL_LOG_FORMATS.map(({ title }) => title),
    ALL_LOG_FORMATS.map(({ one }) => one),
  ]) {
    expect(new Set<string>(of).size).toBe(of.length);
  }
  for (const { title } of ALL_LOG_FORMATS) {
    expect(logTitles()).toContain(title);
    expect(analyze.description).toContain(title);
  }
});

test("what is expected instead names every kind of document and every file", () => {
  const codeAndMessage = (call: () => unknown) => {
    try {
      call();
    } catch (error) {
      if (error instanceof InputError) return error.message;
    }
    return "";
  };
  const unknown = codeAndMessage(() => parseLog('{"a": 1\n}', "log"));
  const empty = codeAndMessage(() => onlyLog(mkdtempSync(join(tmpdir(), "lr-finder-logs-"))));
  for (const { one, reading, inFolder } of ALL_LOG_FORMATS) {
    if (reading.how === "document") expect(unknown).toContain(one);
    if (inFolder !== null) expect(empty).toContain(inFolder.shown);
  }
});

describe.each(ALL_LOG_FORMATS)("$title", ({ name, reading, inFolder }) => {
  const bytes = exampleOf(name);
  const table = parseLog(bytes, "log");

  test("is recognised by its content alone, and holds the sweep", () => {
    expect(table.format).toBe(name);
    const [run] = sweepFromLog(table).runs;
    expect([run?.lrs, run?.losses]).toEqual([LRS, LOSSES]);
    const log = trainingLogFrom(table);
    expect([[...(log.lrs ?? [])], [...log.losses]]).toEqual([LRS, LOSSES]);
    expect(table.warnings).toEqual([]);
  });

  test("is read the same in whatever pieces it comes", () => {
    const bytewise = Array.from({ length: bytes.length - 1 }, (_, i) => i + 1);
    expect(inPieces(bytes, bytewise)).toEqual(table);
    const draw = random(5, name);
    for (let i = 0; i < 20; i++) {
      const cuts = bytewise.filter(() => draw.float() < 0.05);
      expect(inPieces(bytes, cuts)).toEqual(table);
    }
  });

  test("while it is written, what is there so far is the beginning of the whole", () => {
    const parser = createLogParser("log");
    let rows = 0;
    for (const byte of bytes) {
      parser.push(Uint8Array.of(byte));
      const view = parser.view();
      expect(view.rows).toBeGreaterThanOrEqual(rows);
      rows = view.rows;
      for (const column of view.columns) {
        const whole = table.columns.find((other) => other.name === column.name);
        const seen = Math.min(column.values.length, whole?.values.length ?? 0);
        expect(column.values).toEqual(whole?.values.subarray(0, seen));
      }
    }
    expect(parser.end()).toEqual(table);
  });

  if (reading.how !== "bytes")
    test("other encodings and line ends change nothing", () => {
      const text = new TextDecoder().decode(bytes);
      for (const other of [
        Buffer.from(`\uFEFF${text}`),
        Buffer.from(text.replaceAll("\n", "\r\n")),
        Buffer.from(`\n\n${text}`),
        Buffer.from(`\uFEFF${text}`, "utf16le"),
        Buffer.from(`\uFEFF${text}`, "utf16le").swap16(),
      ]) {
        const read = parseLog(other, "log");
        expect(read.format).toBe(name);
        const [run] = sweepFromLog(read).runs;
        expect([run?.lrs, run?.losses]).toEqual([LRS, LOSSES]);
      }
    });

  // What a script adds to any text: characters of an old encoding in a name, and commas in numbers.
  const text = reading.how === "bytes" ? "" : new TextDecoder().decode(bytes);
  const isOurs = LOG_FORMATS[name].example === null;
  if (text !== "" && !isOurs)
    test("Latin-1 is read, and said", () => {
      const read = parseLog(
        Buffer.from(text.replace(/(?<!\w)(?=\w*loss)/gi, "\u00b5"), "latin1"),
        "log",
      );
      expect(read.warnings.map(({ code }) => code)).toContain("not-utf8");
      const [run] = sweepFromLog(read).runs;
      expect([run?.lrs, run?.losses]).toEqual([LRS, LOSSES]);
    });

  const isJson = /^\s*[[{]"?/.test(text) && !text.includes("[10:00");
  const isCutByCommas = /\d,\S|,\d/.test(text);
  if (text !== "" && !isOurs && !isJson && !isCutByCommas)
    test("decimal commas are read, and said", () => {
      const read = parseLog(text.replace(/(\d)\.(\d)/g, "$1,$2"), "log");
      expect(read.format).toBe(name);
      expect(read.warnings.map(({ code }) => code)).toContain("decimal-commas");
      const [run] = sweepFromLog(read).runs;
      expect([run?.lrs, run?.losses]).toEqual([LRS, LOSSES]);
    });

  test("from disk, packed too, and out of a folder", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lr-finder-logs-"));
    writeFileSync(join(folder, "log"), bytes);
    writeFileSync(join(folder, "packed"), gzipSync(bytes));
    for (const file of ["log", "packed"]) {
      const read = await readLog(join(folder, file));
      expect(read.table).toEqual({ ...table, name: join(folder, file) });
    }
    expect(findLogs(folder)).toEqual([]);
    if (inFolder === null || !inFolder.file.test(inFolder.shown)) return;
    writeFileSync(join(folder, inFolder.shown), bytes);
    expect((await readLog(folder)).table).toEqual({ ...table, name: join(folder, inFolder.shown) });
  });
});
