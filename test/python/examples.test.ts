import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { repoFile } from "../helpers/cli.ts";
import { describeWith } from "../helpers/needs.ts";
import { PYTHON_ENV, pythonWith } from "../helpers/python.ts";
import { Driven, expectExactRestore } from "./driver.ts";

const need = pythonWith("torch", "numpy");
const LONG = 240_000;

const ALONE: readonly string[] = [];
const TWO_PROCESSES = ["-m", "torch.distributed.run", "--nproc-per-node", "2"];

describeWith(need, "examples/pytorch", () => {
  test.each([
    ["accumulate", ALONE, { batchSize: 64, stepsPerEpoch: 25 }],
    ["groups", ALONE, { batchSize: 32, stepsPerEpoch: 50 }],
    ["gan", ALONE, { batchSize: 64, stepsPerEpoch: 25 }],
    ["ddp", TWO_PROCESSES, { batchSize: 32, stepsPerEpoch: 50 }],
    ["fsdp", TWO_PROCESSES, { batchSize: 32, stepsPerEpoch: 50 }],
  ] as const)(
    "%s can be driven and is restored bit for bit; it trains without the finder",
    async (name, launcher, info) => {
      const command = [need.path, ...launcher, repoFile(`examples/pytorch/${name}.py`)];
      const trainer = new Driven(command);
      const ready = await trainer.read();
      expect(ready).toMatchObject({ capabilities: ["evaluate", "restore"], info });
      // Each held-out row once, whichever rank has it.
      expect(await trainer.ask({ lrf: "evaluate" })).toMatchObject({ count: 400 });
      expect(await trainer.close()).toBe(0);
      await expectExactRestore(new Driven(command));
      const { status, stdout } = spawnSync(command[0] as string, command.slice(1), {
        env: PYTHON_ENV,
        encoding: "utf8",
      });
      expect(status).toBe(0);
      expect(stdout).toMatch(/held-out (loss|rows) \d\.\d+$/m);
    },
    LONG,
  );
});
