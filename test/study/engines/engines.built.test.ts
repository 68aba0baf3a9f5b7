import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { leftovers, study } from "../../bench/study/process.mjs";
import { cli, temporaryFolder } from "../../helpers/cli.ts";
import { quickSpec } from "../specs.ts";
import { until } from "./kills.ts";

const PATIENCE_MS = 120_000;

function specFile(): { readonly file: string; readonly out: string } {
  const folder = temporaryFolder();
  const file = join(folder, "spec.json");
  writeFileSync(file, JSON.stringify(quickSpec));
  return { file, out: join(folder, "study") };
}

test("the engine none starts no worker, and ends when others have measured everything", {
  timeout: PATIENCE_MS,
}, async () => {
  const { file, out } = specFile();
  const running = study(["run", file, "--out", out, "--engine", "none"]);
  await until("the plan", () => existsSync(join(out, "study.json")));
  const worker = await study(["worker", out]).ended;
  expect(worker.out).toBe("4 done, 0 failed\n");
  const { code, err } = await running.ended;
  expect(code).toBe(0);
  expect(leftovers(out)).toEqual([]);
  expect(err).toContain(
    `4 to do: no workers from here; start them with npx lr-finder study worker ${out}`,
  );
});

test.each([
  [["--engine", "local", "--sbatch", "--gpus=1"], "--sbatch has no effect with --engine local"],
  [
    ["--cancel", "--tasks-per-job", "2"],
    "--tasks-per-job, --cancel have no effect with --engine local",
  ],
  [["--engine", "slurm", "--devices", "0"], "--devices has no effect with --engine slurm"],
  [["--engine", "none", "--workers", "2"], "--workers has no effect with --engine none"],
  [
    ["--engine", "bullmq", "--queue", "redis://localhost:1", "--sbatch", "-p gpu"],
    "--sbatch has no effect with --engine bullmq",
  ],
])("options of another engine: %j", async (args, words) => {
  const { file, out } = specFile();
  const { code, err } = await cli(["study", "run", file, "--out", out, "--dry-run", ...args]);
  expect(code, err).toBe(0);
  expect(err).toContain(words);
});

test.each([
  [["worker"], "a worker needs the study's folder"],
  [["worker", "x", "--engine", "bullmq", "--study", "1"], "study cannot be used with a folder"],
  [["worker", "--engine", "bullmq", "--tasks", "x"], "--tasks cannot be used with --engine bullmq"],
  [["worker", "--engine", "bullmq"], "set LR_FINDER_QUEUE, or give --queue"],
  [["worker", "--engine", "slurm"], "one of local, bullmq"],
])("study %j is refused", async (args, words) => {
  const { code, err } = await cli(["study", ...args]);
  expect([code, err]).toEqual([2, expect.stringContaining(words)]);
});
