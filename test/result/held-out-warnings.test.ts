import { describe, expect, it } from "vitest";
import { constantWarnings } from "../../src/result/held-out-warnings.ts";
import type { SweepRecord } from "../../src/sweep/types.ts";

/** A record of nothing but what the warning reads. */
const record = (loss: number, count: number) =>
  ({
    info: { constantAnswer: { loss: 1, is: "mean" } },
    runs: [{ heldOut: [{ stepsDone: 9, loss, count }] }],
  }) as unknown as SweepRecord;
const warned = (loss: number, rows: number) => constantWarnings(record(loss, rows), [])[0];

describe("a lowest held-out loss beside that of a constant answer", () => {
  it("that few rows cannot tell from luck is called that, with their number", () => {
    expect(warned(0.3, 4)).toMatchObject({ data: { lowestLoss: 0.3, fewRows: 4 } });
    expect(warned(0.3, 4)?.message).toMatch(/^4 held-out rows cannot tell .*gives 1,/);
  });

  it("that is no lower, or on many rows, says that nothing was learned", () => {
    for (const note of [warned(1.1, 4), warned(0.99, 400)]) {
      expect(note?.message).toMatch(/^Nothing came clearly below/);
      expect(note?.data.fewRows).toBeUndefined();
    }
  });

  it("needs less of a difference the more rows there are, and never all of it", () => {
    const needed = [2, 4, 10, 40, 1000].map(
      (rows) => [...Array(1000).keys()].findLast((i) => warned(i / 1000, rows) === undefined) ?? -1,
    );
    expect(needed).toEqual([...needed].sort((a, b) => a - b));
    expect(needed[0]).toBeGreaterThan(0);
    expect(needed.at(-1)).toBeGreaterThan(980);
  });
});
