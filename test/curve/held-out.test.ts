import { expect, test } from "vitest";
import { poolHeldOut } from "../../src/curve/build.ts";

test("one point an LR, in order, the mean over the runs that measured there", () => {
  const run = (...heldOut: [number, number][]) => ({
    lrs: [],
    losses: [],
    heldOut: heldOut.map(([lr, loss]) => ({ lr, loss })),
  });
  const runs = [run([0.1, 1], [1, 4]), run([0.1, 3], [0.01, 5]), { lrs: [], losses: [] }];
  expect(poolHeldOut(runs, (lr) => lr < 1)).toEqual([
    { lr: 0.01, loss: 5 },
    { lr: 0.1, loss: 2 },
  ]);
});
