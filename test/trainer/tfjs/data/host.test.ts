import { expect, test } from "vitest";
import { toHost } from "../../../../src/trainer/tfjs/data/host.ts";

test.each([
  [Number.NaN, "a NaN"],
  [Number.POSITIVE_INFINITY, "Infinity"],
  [Number.NEGATIVE_INFINITY, "-Infinity"],
])("%d is refused before anything trains, with its row", (value, said) => {
  expect(() => toHost("`data.ys`", [[1], [2], [value]])).toThrow(
    `\`data.ys\` has ${said} in row 2`,
  );
  expect(() =>
    toHost("`data.xs`", [
      [1, 2],
      [3, value],
    ]),
  ).toThrow(`\`data.xs\` has ${said} in row 1`);
});
