import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { findLogs, readLog } from "../../src/logs/files/index.ts";
import { fixture, LRS, sweepCsv, valuesOf } from "./support.ts";

function folderWith(files: Record<string, string | Buffer>): string {
  const folder = mkdtempSync(join(tmpdir(), "lr-finder-logs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

test("gzip is known by its content, whatever the name", async () => {
  const folder = folderWith({ "a.log": gzipSync(sweepCsv()) });
  expect(valuesOf((await readLog(join(folder, "a.log"))).table, "lr")).toEqual(LRS);
});

test("a gzip that is cut off gives what came before", async () => {
  const text = sweepCsv({ lrs: Array.from({ length: 20_000 }, (_, i) => 1e-6 * 1.001 ** i) });
  const zipped = gzipSync(text);
  const folder = folderWith({ "a.csv.gz": zipped.subarray(0, zipped.length >> 1) });
  const { table } = await readLog(join(folder, "a.csv.gz"));
  expect(table.rows).toBeGreaterThan(1000);
  expect(table.warnings.map(({ code }) => code)).toContain("damaged-gzip");
});

test("standard input", async () => {
  async function* stdin() {
    const text = sweepCsv();
    yield Buffer.from(text.slice(0, 777));
    yield Buffer.from(text.slice(777));
  }
  const { table, source } = await readLog("-", { stdin: stdin() });
  expect(source).toBe("stdin");
  expect(valuesOf(table, "lr")).toEqual(LRS);
});

test("a folder with one log anywhere below it", async () => {
  const folder = folderWith({ "lightning_logs/version_0/metrics.csv": sweepCsv(), "x.txt": "x" });
  expect((await readLog(folder)).source).toBe(join(folder, "lightning_logs/version_0/metrics.csv"));
});

test("a folder with several lists them in the order people count", async () => {
  const versions = [0, 2, 10].map((n) => `lightning_logs/version_${n}/metrics.csv`);
  const folder = folderWith({
    ...Object.fromEntries(versions.map((path) => [path, sweepCsv()])),
    "runs/a/events.out.tfevents.1.x": "",
    "runs/a/events.out.tfevents.2.x": "",
  });
  expect(findLogs(folder).map(({ path }) => path)).toEqual(
    [...versions, "runs/a"].map((path) => join(folder, path)),
  );
  await expect(readLog(folder)).rejects.toThrow(/holds 4 logs.*version_2.*version_10.*runs/);
});

test("a folder without a log, a file that is not there", async () => {
  await expect(readLog(folderWith({ "x.txt": "x" }))).rejects.toThrow(
    /there is no log in the folder/,
  );
  await expect(readLog("/nowhere/x.csv")).rejects.toThrow("there is no file /nowhere/x.csv");
});

test("the event files of one run are one log, a fault in the first does not end it", async () => {
  const { readFileSync } = await import("node:fs");
  const events = readFileSync(fixture("tensorboard-simple/events.out.tfevents.1700000000.machine"));
  const folder = folderWith({
    "events.out.tfevents.1700000000.a": events.subarray(0, 3000),
    "events.out.tfevents.1700000009.a": events,
  });
  const { table } = await readLog(folder);
  expect(table.warnings).toMatchObject([{ code: "truncated-event-file" }]);
  expect(valuesOf(table, "train/loss").length).toBeGreaterThan(80);
});
