import { expect, test } from "vitest";
import type { CommandResult, RunCommand } from "../../src/native/command.ts";
import { proveInChild } from "../../src/native/prove.ts";
import { PROOF } from "./helpers/world.ts";

const ended = (how: Partial<CommandResult>): RunCommand => {
  const usual = { exitCode: 0, signal: undefined, missing: false, stalled: false };
  return async () => ({ ...usual, stdout: "", stderr: "", ...how });
};
const prove = (how: Partial<CommandResult>) => proveInChild("/build", { run: ended(how), env: {} });

test("the right step is the proof, whatever was printed before it", async () => {
  const stdout = `chatter\n${JSON.stringify(PROOF)}\n`;
  expect(await prove({ stdout })).toEqual(PROOF);
});

test.each([
  ["a wrong loss", { stdout: JSON.stringify({ ...PROOF, loss: 9 }) }, "calculates wrongly"],
  ["a wrong weight", { stdout: JSON.stringify({ ...PROOF, weight: -1 }) }, "calculates wrongly"],
  ["NaN", { stdout: JSON.stringify({ ...PROOF, loss: null }) }, "calculates wrongly"],
  ["garbage", { stdout: "garbage" }, "does not train (garbage)"],
  ["an error", { exitCode: 1, stderr: "Error: undefined symbol: TF_X" }, "undefined symbol: TF_X"],
  ["a crash", { exitCode: undefined, signal: "SIGSEGV" }, "signal SIGSEGV"],
  ["an unknown instruction", { exitCode: undefined, signal: "SIGILL" }, "this processor lacks"],
])("%s is no proof", async (_what, how, words) => {
  await expect(prove(how)).rejects.toMatchObject({
    code: "native-proof",
    message: expect.stringContaining(words),
  });
});
