import { expect, test } from "vitest";
import { checkMutations } from "./check-mutations.ts";

// Each is some 5,000 mutations; a use of one takes a third of a second.
test.each(["standard", "verified", "repeats", "none", "non-finite", "analyzed-infinite", "ladder"])(
  "every one-field mutation of %s is read and can be used, or is refused",
  { timeout: 1_200_000 },
  (name) => {
    const { checked, read, faults } = checkMutations(name, Number.POSITIVE_INFINITY, 150);
    expect(faults).toEqual([]);
    expect(checked).toBeGreaterThan(2000);
    expect(read).toBeGreaterThan(150);
  },
);
