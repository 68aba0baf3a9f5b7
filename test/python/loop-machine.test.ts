import { spawnSync } from "node:child_process";
import { expect } from "vitest";
import { repoFile } from "../helpers/cli.ts";
import { testWith } from "../helpers/needs.ts";
import { PYTHON_ENV, pythonWith } from "../helpers/python.ts";

/** Random sequences on every kind of loader that this Python has. */
function machine(python: string, sequences: number, ...kinds: string[]) {
  const script = repoFile("test/fixtures/python/loop_machine.py");
  const { stdout, stderr } = spawnSync(python, [script, `${sequences}`, "1", ...kinds], {
    env: PYTHON_ENV,
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as {
    readonly failures: readonly unknown[];
    readonly tried: Readonly<Record<string, number>>;
  };
}

const plain = pythonWith();
const torch = pythonWith("torch");

testWith(plain, "a Loop comes back after any take, draw, snapshot and restore", () => {
  const kinds = ["list", "shuffles itself", "draws as it goes", "stateful"];
  const { failures, tried } = machine(plain.path, 40, ...kinds);
  expect(failures).toEqual([]);
  expect(tried).toMatchObject({ list: 40, stateful: 40 });
});

testWith(torch, "so does a Loop on DataLoaders of every kind", { timeout: 300_000 }, () => {
  const { failures, tried } = machine(torch.path, 15);
  expect(failures).toEqual([]);
  expect(tried).toMatchObject({ shuffle: 15, set_epoch: 15, workers: 3, persistent: 3 });
});
