import { expect, test } from "vitest";
import { random } from "../../../../src/core/random.ts";
import { whileSeeded } from "../../../../src/trainer/tfjs/state/snapshot.ts";

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
const real = Math.random;

test("the same seed gives the same numbers, and the real ones are back at the end, also after a failure", async () => {
  const draw = async () => {
    await pause();
    return Math.random();
  };
  const drawn = [await whileSeeded(random(1), draw), await whileSeeded(random(1), draw)];
  expect(drawn[1]).toBe(drawn[0]);
  expect(await whileSeeded(random(2), draw)).not.toBe(drawn[0]);
  const failing = () => Promise.reject(new Error("broken"));
  await expect(whileSeeded(random(1), failing)).rejects.toThrow("broken");
  expect(Math.random).toBe(real);
});

test("several at once, in whatever order they end, leave the real ones", async () => {
  const waits = [3, 1, 2, 4, 0].map((turns, seed) =>
    whileSeeded(random(seed), async () => {
      for (let i = 0; i < turns; i++) await pause();
    }),
  );
  await Promise.all(waits);
  expect(Math.random).toBe(real);
});

test("what the code itself puts in place stays", async () => {
  const own = () => 0.5;
  await whileSeeded(random(1), () => {
    Math.random = own;
  });
  expect(Math.random).toBe(own);
  Math.random = real;
});
