import { expect, test } from "vitest";
import { toJson } from "../../src/core/json.ts";
import { readJournal } from "../../src/sweep/journal.ts";
import { checkJournals } from "./check-journals.ts";
import { documentOf, documentsOf } from "./documents.ts";

test.each(documentsOf("journals"))(
  "%s of an earlier version is read as it was written",
  (name, text) => {
    const { header, finishedRuns, finishedTrials, partialRun } = readJournal(text);
    expect(JSON.parse(toJson(header))).toEqual(JSON.parse(text.slice(0, text.indexOf("\n"))));
    const { record, probes } = documentOf("results", name.replace(".jsonl", "")) as {
      record: { runs: unknown[] };
      probes: unknown[];
    };
    const runs = partialRun === null ? finishedRuns : [...finishedRuns, partialRun];
    expect(JSON.parse(toJson(runs))).toMatchObject(record.runs);
    expect(JSON.parse(toJson(finishedTrials))).toMatchObject(probes);
  },
);

test("flipped bits, cuts and strange lines are read or refused: a seeded sample", () => {
  expect(checkJournals("repeats.jsonl", 600)).toEqual({ checked: 600, faults: [] });
});
