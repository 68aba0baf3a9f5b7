import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import type { NoteCode } from "../../src/contract/make-note.ts";
import type { Note } from "../../src/core/note.ts";
import { readLog } from "../../src/logs/files/index.ts";
import { gridFromLog, parseLog, sweepFromLog } from "../../src/logs/index.ts";
import { LANGUAGES, noteText, wordsOf } from "../../src/words/index.ts";
import { LRS, lossAt, sweepCsv } from "./support.ts";

const rows = sweepCsv().trimEnd().split("\n").slice(1);
const jsonLines = rows.map((row) => {
  const [lr, loss] = row.split(",").map(Number);
  return JSON.stringify({ lr, loss });
});
const text = LRS.map((lr, i) => `step ${i}: lr ${lr} loss ${lossAt(lr, i)}`).join("\n");

/** A log that makes a note about itself, by the note's code. */
const LOGS: Readonly<Partial<Record<NoteCode, string>>> = {
  "ragged-rows": `lr,loss\n1e-7\n${rows.join("\n")}\n`,
  "cut-off": `${jsonLines.join("\n")}\n{"lr": 3`,
  "decimal-commas": sweepCsv({ delimiter: ";", comma: true }),
  "repeated-header": `lr,loss\n${rows.slice(0, 50).join("\n")}\nlr,loss\n${rows.slice(50).join("\n")}\n`,
  "duplicate-columns": `lr,loss,x,x\n${rows.map((row) => `${row},1,2`).join("\n")}\n`,
  "skipped-lines": `{"lr": 1e-7, "loss": 2.3}\nstarting\n${jsonLines.join("\n")}\n`,
  "matched-lines": `${text}\n`,
  "zero-lr": `lr,loss\n0,2.3\n${rows.join("\n")}\n`,
  "grid-varies": `lr,loss,width\n${[0.001, 0.01, 0.1].flatMap((lr) => [64, 128].map((width) => `${lr},${1 + Math.abs(Math.log10(lr) + 2)},${width}`)).join("\n")}\n`,
};

function notesOf(log: string, name: string): readonly Note[] {
  const table = parseLog(log, name);
  const read = gridFromLog(table) ?? sweepFromLog(table);
  return [...table.warnings, ...read.warnings];
}

function expectName(notes: readonly Note[], code: string, name: string): void {
  expect(notes.map((each) => each.code)).toContain(code);
  for (const each of notes) {
    if (!each.message.includes(name)) continue;
    expect(each.data.file, each.code).toBe(name);
    for (const language of LANGUAGES) expect(noteText(each, wordsOf(language))).toContain(name);
  }
}

it.each(Object.entries(LOGS))(
  "%s: a note that names its log has the name as data, in every language",
  (code, log) => {
    const name = "mine 7.log";
    expectName(notesOf(log, name), code, name);
  },
);

it("so have those of files that are cut off", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lr-finder-names-"));
  try {
    const file = join(folder, "cut.csv.gz");
    writeFileSync(file, gzipSync(sweepCsv()).subarray(0, -20));
    const log = await readLog(file);
    expectName(log.table.warnings, "damaged-gzip", file);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
