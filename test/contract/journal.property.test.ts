import { expect, test } from "vitest";
import { checkJournals } from "./check-journals.ts";

test.each(["standard", "repeats", "ladder", "non-finite", "failed"])(
  "2,000 changed journals of %s are read or refused",
  { timeout: 1_200_000 },
  (name) => {
    expect(checkJournals(`${name}.jsonl`, 2000)).toEqual({ checked: 2000, faults: [] });
  },
);
