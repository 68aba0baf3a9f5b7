import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { slurmEngine } from "../../../src/study/engines/slurm/engine.ts";
import { arrayScript } from "../../../src/study/engines/slurm/script.ts";
import { posix, testWith } from "../../helpers/needs.ts";

const plain = {
  name: "width and $batch\n#SBATCH --uid=0",
  folder: "/data/my study's",
  jobs: 12,
  atOnce: 4,
  sbatch: "--gpus=1 --time=1:00:00",
  command: ["/usr/bin/node", "a b.js", "it's"],
};

describe("the script of an array", () => {
  test("says how many, where, and what was asked for last", () => {
    const lines = arrayScript(plain).split("\n");
    expect(lines.filter((line) => line.startsWith("#SBATCH"))).toEqual([
      "#SBATCH --job-name=lr-finder-width-and-batch-SBATCH---uid-0",
      "#SBATCH --array=0-11%4",
      "#SBATCH --chdir='/data/my study'\\''s'",
      "#SBATCH --output=slurm/%A_%a.log",
      "#SBATCH --open-mode=append",
      "#SBATCH --requeue",
      "#SBATCH --signal=B:USR1@60",
      "#SBATCH --gpus=1 --time=1:00:00",
    ]);
    expect(lines).toContain(`/usr/bin/node 'a b.js' 'it'\\''s' >"$said" &`);
  });

  test("is none where there is one job, and has no limit where all may run at once", () => {
    expect(arrayScript({ ...plain, jobs: 1 })).not.toContain("--array");
    expect(arrayScript({ ...plain, atOnce: 12 })).toContain("--array=0-11\n");
    expect(arrayScript({ ...plain, atOnce: undefined })).toContain("--array=0-11\n");
  });

  testWith(posix, "is one that bash can run, and gives the worker's code and words on", () => {
    const script = arrayScript({ ...plain, command: ["sh", "-c", "echo said; exit 7"] });
    const { status, stdout } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
    expect([status, stdout]).toEqual([7, "said\n"]);
  });
});

describe("options of sbatch", () => {
  test.each([
    ["--array=0-3", "--array is lr-finder's own"],
    ["--gpus=1 -o x.log", "-o is lr-finder's own"],
    ["--gpus=1\n--time=1", "one line"],
    ["gpus=1", "expected options of sbatch"],
  ])("%j are refused", (sbatch, words) => {
    expect(() => slurmEngine({ sbatch })).toThrow(words);
  });

  test.each(["--time=1:00:00", "-p gpu --gres=gpu:a100:1 -A me", "--output-x"])(
    "%j are taken",
    (sbatch) => {
      expect(() => slurmEngine({ sbatch })).not.toThrow();
    },
  );
});

describe("how many jobs", () => {
  const request = {
    folder: "/study",
    name: "study",
    tasks: 1000,
    workers: undefined,
    devices: [],
    only: undefined,
    signal: new AbortController().signal,
    say: () => {},
  };
  test.each([
    [{}, 1000, undefined, "32 jobs of Slurm, up to 32 tasks each"],
    [{}, 1000, 8, "32 jobs of Slurm, up to 32 tasks each"],
    [{}, 10, undefined, "10 jobs of Slurm, one task each"],
    [{ tasksPerJob: 300 }, 1000, undefined, "4 jobs of Slurm, up to 300 tasks each"],
    [{ tasksPerJob: 300 }, 5, undefined, "a job of Slurm, up to 300 tasks"],
  ])("%j, %d tasks, %s at once: %s", (options, tasks, workers, words) => {
    expect(slurmEngine(options).describe({ ...request, tasks, workers })).toBe(words);
  });
});
