import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { forPurpose } from "../../src/contract/index.ts";
import { InputError } from "../../src/core/errors.ts";
import { trainFromSnapshot } from "../../src/sweep/from-snapshot.ts";
import {
  type JournalHeader,
  journalLine,
  type RunEvent,
  readJournal,
} from "../../src/sweep/journal.ts";
import { openJournal } from "../../src/sweep/journal-file.ts";
import { DEFAULT_SWEEP_OPTIONS } from "../../src/sweep/options.ts";
import { runSweep } from "../../src/sweep/run-sweep.ts";
import type { SweepEvent } from "../../src/sweep/types.ts";
import { scriptedTrainer } from "../helpers/scripted-trainer.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journal-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function sweepEvents(repeats = 1) {
  const events: SweepEvent[] = [];
  const trainer = scriptedTrainer((_lr, step, seed) => (step === 15 ? Number.NaN : seed + step), {
    evaluate: async () => Number.POSITIVE_INFINITY,
  });
  const { record } = await runSweep(
    trainer,
    { steps: 20, evaluateEvery: 7, repeats },
    { onEvent: (event) => events.push(event) },
  );
  const header: JournalHeader = {
    type: "header",
    version: 1,
    options: record.options,
    info: record.info,
    setup: { data: "x.csv" },
  };
  return { record, entries: [header, ...events] };
}

test("a journal gives back the runs, non-finite losses included", async () => {
  const { record, entries } = await sweepEvents(2);
  const path = join(folder, "journal.jsonl");
  const journal = openJournal(path);
  for (const entry of entries) journal.write(entry);
  journal.close();
  const read = readJournal(readFileSync(path, "utf8"));
  expect(read.header).toEqual(entries[0]);
  expect(read.finishedRuns).toEqual(record.runs);
  expect(read.partialRun).toBeNull();
});

test("cut anywhere, it gives every whole line before the cut", async () => {
  const { record, entries } = await sweepEvents(2);
  const text = entries.map((entry) => `${journalLine(entry)}\n`).join("");
  const headerLength = text.indexOf("\n") + 1;
  fc.assert(
    fc.property(fc.integer({ min: headerLength, max: text.length }), (cut) => {
      const { finishedRuns, partialRun } = readJournal(text.slice(0, cut));
      const whole = text.slice(0, cut).split("\n").slice(1, -1);
      const steps = whole.filter((line) => line.includes('"type":"step"')).length;
      const runs = partialRun === null ? finishedRuns : [...finishedRuns, partialRun];
      const read = runs.flatMap((run) => run.losses);
      expect(read).toHaveLength(steps);
      expect(read).toEqual(record.runs.flatMap((run) => run.losses).slice(0, steps));
    }),
  );
});

const HEADER = journalLine({
  type: "header",
  version: 1,
  options: DEFAULT_SWEEP_OPTIONS,
  info: scriptedTrainer(() => 1).info,
  setup: {},
});
const HEADER_OF_TWO = HEADER.replace(/"steps":\d+/, '"steps":2');
const START = journalLine({ type: "run-start", run: 0, seed: 0 });

test("a cancelled run is not finished; started over, it replaces its first attempt", () => {
  const step = (stepIndex: number) =>
    journalLine({ type: "step", run: 0, stepIndex, lr: 1e-6 * (stepIndex + 1), loss: 2 });
  const end = (stopReason: "cancelled" | "completed") =>
    journalLine({ type: "run-end", run: 0, stopReason, stopDetail: "x" });
  const first = [HEADER_OF_TWO, START, step(0), end("cancelled"), ""].join("\n");
  expect(readJournal(first).finishedRuns).toEqual([]);
  expect(readJournal(first).partialRun?.stopReason).toBe("cancelled");
  const second = `${first}${[START, step(0), step(1), end("completed"), ""].join("\n")}`;
  expect(readJournal(second).partialRun).toBeNull();
  expect(readJournal(second).finishedRuns[0]?.losses).toEqual([2, 2]);
});

test("lines that are lost before others are missed, whichever they are", async () => {
  const entries: (JournalHeader | RunEvent)[] = [];
  const onEvent = (event: RunEvent) => void entries.push(event);
  const trainer = scriptedTrainer((_lr, step, seed) => seed + step, {
    evaluate: async () => 3,
  });
  const { record } = await runSweep(
    trainer,
    { steps: 10, evaluateEvery: 4, repeats: 2, stopRule: { kind: "none" } },
    { onEvent },
  );
  await trainFromSnapshot(trainer, { onEvent }, async (train) => {
    const probe = forPurpose({ kind: "probe", lr: 0.1 });
    for (const trial of [0, 1]) await train({ ...probe, steps: 3, lrAt: () => 0.1, trial });
  });
  const { options, info } = record;
  const lines = [{ type: "header", version: 1, options, info, setup: {} } as const, ...entries].map(
    (entry) => journalLine(entry),
  );
  const read = (kept: readonly string[]) => readJournal(`${kept.join("\n")}\n`);
  expect(read(lines).finishedTrials).toHaveLength(2);
  for (let from = 1; from < lines.length - 1; from++) {
    for (let to = from + 1; to < lines.length; to++) {
      const kept = lines.toSpliced(from, to - from);
      // Which evaluations a trial has is known to who trains it: it is not taken over without them.
      const lost = lines.slice(from, to).filter((line) => !line.includes("trial-held-out"));
      if (lost.length === 0) continue;
      expect(() => read(kept), lost.join("\n")).toThrow(/line \d+ cannot be used/);
    }
  }
});

test.each([
  ["a skipped update", [0, -1, 2], null],
  ["no line", [0, 2], "step 2 where step 1 is next"],
])("a step without a loss may be missing for %s", (_what, indices, wrong) => {
  const lines = indices.map((stepIndex) =>
    stepIndex < 0
      ? journalLine({ type: "skipped", run: 0, stepIndex: 1, lr: 2e-6 })
      : journalLine({ type: "step", run: 0, stepIndex, lr: 1e-6 * (stepIndex + 1), loss: 2 }),
  );
  const read = () => readJournal([HEADER, START, ...lines, ""].join("\n")).partialRun?.stepIndices;
  if (wrong === null) expect(read()).toEqual([0, 2]);
  else expect(read).toThrow(wrong);
});

const STEP = '{"type":"step","run":0,"stepIndex":0,"lr":1e-6,"loss":2}';

test.each([
  ["", "line 1 cannot be used: expected a header"],
  ["{}\n", 'line 1 cannot be used: at type: expected "header"'],
  [`${HEADER.replace('"version":1', '"version":2')}\n`, "line 1 cannot be used: at version"],
  [`${HEADER}\nnonsense\n`, "line 2 cannot be used: not JSON"],
  [`${HEADER}\nnull\n`, "line 2 cannot be used: expected an object, got null"],
  [`${HEADER}\n1\n`, "line 2 cannot be used: expected an object, got 1"],
  [`${HEADER}\n{}\n`, "line 2 cannot be used: at type: expected one of budget, run-start, step"],
  [
    `${HEADER}\n{"type":"run-start","run":-1,"seed":0}\n`,
    "line 2 cannot be used: at run: expected an integer of at least 0, got -1",
  ],
  [`${HEADER}\n${STEP}\n`, "line 2 cannot be used: a step line outside of run 0"],
  [
    `${HEADER}\n{"type":"run-start","run":1,"seed":0}\n`,
    "line 2 cannot be used: run 1 starts where run 0 is next",
  ],
  [`${HEADER}\n${START}\n${STEP}\n${STEP}\n`, "line 4 cannot be used: LR 0.000001 after LR"],
  [
    `${HEADER}\n${START}\n${STEP.replace("2}", '"Infinity"}')}\n${STEP.replace("1e-6", "1")}\n`,
    "line 4 cannot be used: a step after a loss of Infinity",
  ],
])("%j is no journal", (text, place) => {
  expect(() => readJournal(text)).toThrow(place);
});

test("an earlier journal is never written over, and is continued after its last whole line", () => {
  const path = join(folder, "journal.jsonl");
  const write = (seed: number, append: boolean) => {
    const journal = openJournal(path, { append });
    journal.write({ type: "run-start", run: 0, seed });
    journal.close();
  };
  write(2, false);
  expect(() => write(1, false)).toThrow(InputError);
  appendFileSync(path, '{"type":"st');
  write(3, true);
  const lines = readFileSync(path, "utf8").split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[1]).toContain('"seed":3');
});

test("a journal that cannot be made names its path", () => {
  expect(() => openJournal(join(folder, "missing", "journal.jsonl"))).toThrow(InputError);
  expect(() => openJournal(join(folder, "missing", "journal.jsonl"))).toThrow("journal.jsonl");
});
