import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli, temporaryFolder } from "../../helpers/cli.ts";

interface Printed {
  readonly status: string;
  readonly steps: readonly [number, number];
  readonly count: number;
  readonly findings: readonly {
    code: string;
    steps: readonly number[];
    advice: readonly string[];
  }[];
  readonly warnings: readonly { code: string; message: string }[];
}

function file(name: string, text: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}

const rows = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join("");
const falling = (i: number) => (0.3 + Math.exp(-i / 25)).toFixed(6);
const csv = (header: string, count: number, row: (i: number) => string) =>
  file("log.csv", `${header}\n${rows(count, row)}`);

async function printed(path: string, ...more: string[]) {
  const run = await cli(["diagnose", path, "--json", ...more]);
  expect(run.err).toBe("");
  return { code: run.code, ...run.json<Printed>() };
}

describe("a log", () => {
  it("that is healthy: says so, exit code 0", async () => {
    const path = csv("step,loss", 100, (i) => `${10 * i},${falling(i)}`);
    const { code, out } = await cli(["diagnose", path]);
    expect(code).toBe(0);
    expect(out).toContain("Healthy: the loss fell from");
    expect(await printed(path)).toMatchObject({ status: "healthy", steps: [0, 990], count: 100 });
  });

  it("that diverged: steps, words and advice, exit code 4", async () => {
    const path = csv("step,loss,lr", 80, (i) => `${i},${i < 60 ? falling(i) : "nan"},0.5`);
    const { code, out } = await cli(["diagnose", path]);
    expect(code).toBe(4);
    expect(out).toMatch(/error: diverged, steps 60 to 79\n {2}The loss became NaN at step 60/);
    expect(out).toContain("from 0.5 to 0.05");
    for (const line of out.split("\n").slice(1)) expect(line.length).toBeLessThanOrEqual(88);
  });

  it.each(["nan", "inf"])("whose held-out loss becomes %s: the step, exit code 4", async (lost) => {
    const path = csv("epoch,loss,val_loss", 40, (i) => {
      const held = i < 10 ? 2 * Math.exp(-i / 9) + 1.1 : lost;
      return `${i},${2 * Math.exp(-i / 10) + 1},${held}`;
    });
    const { code, findings } = await printed(path);
    expect(code).toBe(4);
    expect(findings).toMatchObject([{ code: "held-out-lost", steps: [10, 39] }]);
  });

  it("of JSON lines with held-out losses in lines of their own", async () => {
    const lines = rows(100, (i) =>
      i % 10 === 9
        ? JSON.stringify({ step: i, eval_loss: 0.5 + Math.abs(i - 39) / 50 })
        : JSON.stringify({ step: i, loss: Number(falling(i)), learning_rate: 0.01 }),
    );
    const { findings, count } = await printed(file("log.jsonl", lines));
    expect(count).toBe(90);
    expect(findings.map(({ code }) => code)).toEqual(["over-fitting"]);
    expect(findings[0]?.steps).toEqual([59, 99]);
  });

  it("whose columns have other names", async () => {
    const path = csv("n,objectif", 50, (i) => `${i},${falling(i)}`);
    const refused = await cli(["diagnose", path]);
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(
      /no column that is known to hold losses.*--loss-column.*"n", "objectif"/s,
    );
    const named = await printed(path, "--loss-column", "objectif", "--step-column", "n");
    expect(named).toMatchObject({ status: "healthy", count: 50 });
    const near = await cli(["diagnose", path, "--loss-column", "objektif"]);
    expect(near.code).toBe(2);
    expect(near.err).toContain('Did you mean "objectif"');
  });

  it("without steps counts its losses", async () => {
    const path = csv("loss", 50, falling);
    expect(await printed(path)).toMatchObject({ steps: [0, 49] });
  });
});

describe("several runs", () => {
  const wandb =
    "Step,base - train/loss,base-lr-high - train/loss\n0,4.0,4.0\n1,3.6,3.7\n2,3.2,3.4\n3,2.9,3.1\n4,2.6,2.9\n5,2.4,2.8\n6,2.2,3.4\n7,2.0,4.4\n8,1.9,6.1\n9,1.8,8.2\n10,1.75,9.9\n11,1.7,11.0\n";

  it("of one log: a verdict each, the worst exit code", async () => {
    const path = file("export.csv", wandb);
    const { code, out } = await cli(["diagnose", path]);
    expect(code).toBe(4);
    expect(out).toMatch(/export\.csv, base: Healthy.*export\.csv, base-lr-high: One finding/s);
    const all = await cli(["diagnose", path, "--json"]);
    expect(all.json<unknown>()).toMatchObject({
      run: "base-lr-high",
      status: "findings",
      runs: [
        { run: "base", status: "healthy", read: { columns: { step: "Step" } } },
        { run: "base-lr-high", findings: [{ code: "diverged" }] },
      ],
    });
    const one = await cli(["diagnose", path, "--run", "base", "--json"]);
    expect(one.code).toBe(0);
    expect(one.json<unknown>()).not.toHaveProperty("runs");
  });

  it("of several logs, folders with several among them", async () => {
    const folder = temporaryFolder();
    for (const [name, text] of Object.entries({
      "a/metrics.csv": `step,loss\n${rows(60, (i) => `${i},${falling(i)}`)}`,
      "b/metrics.csv": `step,loss\n${rows(60, (i) => `${i},${i < 40 ? falling(i) : "nan"}`)}`,
      "c/metrics.csv": "step,accuracy\n0,1\n",
    })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const run = await cli(["diagnose", folder, csv("loss", 50, falling), "--json"]);
    expect(run.code).toBe(4);
    const { runs, unusable } = run.json<{ runs: Printed[]; unusable: { code: string }[] }>();
    expect(runs.map(({ status }) => status)).toEqual(["healthy", "findings", "healthy"]);
    expect(unusable).toMatchObject([{ code: "no-loss-column" }]);
    expect(run.err).toContain("has no column that is known to hold losses");
    expect((await cli(["diagnose", join(folder, "a"), join(folder, "c")])).code).toBe(2);
  });

  it("of held-out losses: each set is looked at", async () => {
    const path = csv("step,loss,eval_a_loss,eval_b_loss", 60, (i) =>
      [i, falling(i), falling(i), 1 + Math.abs(i - 20) / 30].join(","),
    );
    const { findings } = await printed(path);
    expect(findings).toMatchObject([{ code: "over-fitting", data: { heldOut: "eval_b_loss" } }]);
  });
});

describe("a log of an LR sweep", () => {
  const sweep = (lr: (share: number) => number) =>
    csv("lr,loss", 100, (i) => `${lr(i / 99)},${i < 70 ? falling(i) : 2 ** (i - 70)}`);

  it("is sent to analyze, which reads it", async () => {
    const path = sweep((share) => 1e-6 * 1e6 ** share);
    const { code, err } = await cli(["diagnose", path]);
    expect(code).toBe(2);
    expect(err).toMatch(/learning-rate sweep.*from 1\.0e-6 to 1\.0.*`lr-finder analyze/s);
    expect((await cli(["analyze", path, "--json"])).code).toBe(0);
  });

  it("is no warmup: a linear rise is diagnosed", async () => {
    expect((await printed(sweep((share) => 1e-3 * share))).code).toBe(4);
  });
});

describe("steps that are not in order", () => {
  it("of a resumed run: the later rows win, and it says so", async () => {
    const path = csv("step,loss", 120, (i) => {
      const step = i < 60 ? i : i - 20;
      return `${step},${falling(step)}`;
    });
    const { count, warnings } = await printed(path);
    expect(count).toBe(100);
    expect(warnings.map(({ code }) => code)).toEqual(["resumed"]);
    expect(warnings[0]?.message).toContain("resumed at step 40: 20 earlier losses");
  });

  const epochs = [2.0, 1.6, 1.3, 1.1, 0.9, 0.8, 0.7, 0.6];

  it.each(["epoch", "step"])(
    "of a log that counts %ss alone: a restart is seen",
    async (header) => {
      const path = csv(`${header},loss`, 16, (i) => `${i % 8},${epochs[i % 8]}`);
      const { count, warnings, status, steps } = await printed(path);
      expect([count, status, steps]).toEqual([8, "healthy", [0, 7]]);
      expect(warnings.map(({ code }) => code)).toEqual(["resumed"]);
    },
  );

  it("of several losses an epoch: the count goes back to where that epoch began", async () => {
    const path = csv("epoch,loss", 90, (i) => {
      const row = i < 50 ? i : i - 20;
      return `${Math.floor(row / 10)},${falling(row)}`;
    });
    const { count, warnings } = await printed(path);
    expect(count).toBe(70);
    expect(warnings[0]?.message).toContain("resumed at step 30: 20 earlier losses");
  });

  it("that go back all the time are refused, with the row", async () => {
    const path = csv("step,loss", 60, (i) => `${i % 2},${falling(i)}`);
    const { code, err } = await cli(["diagnose", path]);
    expect(code).toBe(2);
    expect(err).toMatch(/repeat 29 times, first in row 4 \(step 0\).*--step-column/s);
  });

  it("that have several losses each: their means, and it is said", async () => {
    const path = csv("step,loss", 60, (i) => `${Math.floor(i / 2)},${falling(i)}`);
    const { warnings, count } = await printed(path);
    expect(count).toBe(30);
    expect(warnings[0]).toMatchObject({ code: "losses-averaged" });
  });

  it("with a gap: kept, and named", async () => {
    const path = csv("step,loss", 60, (i) => `${i < 30 ? i : i + 500},${falling(i)}`);
    const { warnings, status } = await printed(path);
    expect(status).toBe("healthy");
    expect(warnings[0]).toMatchObject({ code: "gaps" });
    expect(warnings[0]?.message).toContain("from step 29 to 530");
  });
});

describe("bad input", () => {
  it.each([
    [
      "a cell that is no number",
      "step,loss\n0,1\n1,abc\n2,1\n",
      /row 3.*"loss".*expected a number.*"abc"/s,
    ],
    ["an LR below 0", "loss,lr\n1,0.1\n1,-0.1\n1,0.1\n", /row 3: the learning rate is -0\.1/],
    ["nothing", "", /is empty/],
  ])("%s", async (_what, text, words) => {
    const { code, err } = await cli(["diagnose", file("log.csv", text)]);
    expect(code).toBe(2);
    expect(err).toMatch(words);
  });

  it("a file that is not there, an interval alone, standard input to follow", async () => {
    expect((await cli(["diagnose", "missing.csv"])).code).toBe(2);
    const alone = await cli(["diagnose", "x.csv", "--interval", "1"]);
    expect([alone.code, alone.err]).toEqual([2, expect.stringContaining("needs --follow")]);
    const zero = await cli(["diagnose", "x.csv", "--follow", "--interval", "0"]);
    expect([zero.code, zero.err]).toEqual([2, expect.stringContaining("--interval")]);
    const stdin = await cli(["diagnose", "-", "--follow"]);
    expect([stdin.code, stdin.err]).toEqual([2, expect.stringContaining("needs a file")]);
  });
});
