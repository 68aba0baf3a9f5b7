import { expect, test } from "vitest";
import { parseLog, trainingLogFrom } from "../../../src/logs/index.ts";

test("bold cells, remarks and percentages stand in a table of notes; prose below it ends it", () => {
  const text =
    "\n| Epoch | Train Loss | Val Loss | Acc | Note |\n|---|---|---|---|---|\n| 1 | 2.5 | 2.75 | 50% | |\n| **2** | **1.5** | `1.75` | 60% | best |\n\nDone after an hour, 3 | 4.\n";
  const table = parseLog(text, "notes.md");
  expect(table.format).toBe("markdown");
  const log = trainingLogFrom(table);
  expect([[...log.steps], [...log.losses]]).toEqual([
    [1, 2],
    [2.5, 1.5],
  ]);
  expect(log.heldOut.map(({ loss }) => loss)).toEqual([2.75, 1.75]);
  expect(log.rowNumbers[0]).toBe(4);
});

test("names between pipes without dashes below are no such table", () => {
  expect(parseLog("|step|loss|\n|1|2.5|\n|2|1.5|\n|3|1.25|\n", "a.txt").format).not.toBe(
    "markdown",
  );
});
