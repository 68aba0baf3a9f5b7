import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { planSchedule } from "../../src/plan/index.ts";
import type { ResultSummary } from "../../src/result/index.ts";
import { sample } from "../../src/schedule/index.ts";
import { cli, repoFile, temporaryFolder } from "../helpers/cli.ts";

const cosine = ["schedule", "cosine", "--peak-lr", "0.1", "--total-steps", "4"];

describe("schedule --export", () => {
  test.each([
    ["tfjs", "function learningRate(step)"],
    ["keras", "class PlannedLearningRate"],
    ["pytorch", "LambdaLR"],
    ["optax", "import jax.numpy as jnp"],
    ["hf", "transformers.Trainer"],
  ])("%s prints code, and as JSON too", async (target, part) => {
    const { out } = await cli([...cosine, "--export", target]);
    expect(out).toContain(part);
    const { code } = (await cli([...cosine, "--export", target, "--json"])).json<{
      code: string;
    }>();
    expect(code).toBe(out);
  });

  test("the tfjs code runs, and has the values", async () => {
    const { out } = await cli([...cosine, "--export", "tfjs"]);
    const lrAt = new Function(`${out}\nreturn learningRate;`)() as (step: number) => number;
    expect([0, 2, 4, 9].map(lrAt)).toEqual([0.1, 0.05, 0, 0]);
  });

  test("json and csv are the values", async () => {
    const { out } = await cli([...cosine, "--export", "csv"]);
    expect(out).toBe((await cli([...cosine, "--csv"])).out);
    expect(out.split("\n")[3]).toBe("2,0.05");
    const { lrs } = (await cli([...cosine, "--export", "json"])).json<{ lrs: number[] }>();
    expect(lrs).toHaveLength(5);
  });
});

describe("schedule --semantics", () => {
  test("counts as the library does", async () => {
    const hf = [...cosine, "--semantics", "hf", "--sample", "9", "--json"];
    const { lrs } = (await cli(hf)).json<{ lrs: number[] }>();
    expect(lrs[4]).toBeCloseTo(0, 12);
    expect(lrs[8]).toBeCloseTo(0.1, 12);
    const keras = [...cosine, "--semantics", "keras", "--floor-share", "0.5", "--json"];
    expect((await cli(keras)).json<{ lrs: number[] }>().lrs[4]).toBeCloseTo(0.05, 12);
  });

  test("a switch that is on can be turned off", async () => {
    const timm = [
      "schedule",
      "step-decay",
      "--semantics",
      "timm",
      "--peak-lr",
      "1",
      "--every",
      "4",
    ];
    const more = ["--factor", "0.5", "--warmup-steps", "2", "--unit", "step", "--sample", "6"];
    const at4 = async (...args: string[]) =>
      (await cli([...timm, ...more, ...args, "--json"])).json<{ lrs: number[] }>().lrs[4];
    expect(await at4()).toBe(1);
    expect(await at4("--warmup-prefix", "false")).toBe(0.5);
  });
});

describe("schedule compare", () => {
  const specs = [
    "cosine:peak-lr=0.1,total-steps=100",
    "multi-step:peak-lr=0.1,milestones=50,75,unit=step",
  ];

  test("writes one page that fetches nothing, and a line for each", async () => {
    const out = join(temporaryFolder(), "schedules.html");
    const run = await cli(["schedule", "compare", ...specs, "--out", out]);
    expect(run.err).toBe(`wrote ${out}\n`);
    expect(run.code).toBe(0);
    expect(run.out.match(/[▁-█]{60}/g)).toHaveLength(2);
    expect(run.out).toContain("first 0.1, highest 0.1, last 0.001, mean");
    const page = readFileSync(out, "utf8");
    for (const spec of specs) expect(page).toContain(spec);
    expect(page).toContain('download="schedules.csv"');
    expect(page).not.toMatch(/(src|href)="https?:/);
  });

  test("as JSON: every value over the longest run", async () => {
    const out = join(temporaryFolder(), "schedules.html");
    const run = await cli(["schedule", "compare", ...specs, "--out", out, "--json"]);
    type Answer = { schedules: { lrs: number[]; last: number; highestAt: number }[] };
    const { schedules } = run.json<Answer>();
    expect(schedules.map(({ lrs }) => lrs.length)).toEqual([101, 101]);
    expect(schedules.map(({ last }) => Number(last.toPrecision(6)))).toEqual([0, 0.001]);
  });

  test.each([
    [["cosine"], "--peak-lr"],
    [["cosin:peak=1"], '"cosine"'],
    [["cosine:peak=1,total=5", "cosine:peak"], "NAME:OPTION=VALUE"],
    [["cosine:peak=1,total=5", "rex:semantics=torch,peak=1,total=5"], "no schedule rex"],
    [["one-cycle-momentum:total=5"], "momentum"],
    [[], "missing required argument"],
  ])("%j is refused", async (texts, message) => {
    const out = join(temporaryFolder(), "schedules.html");
    const run = await cli(["schedule", "compare", ...texts, "--out", out]);
    expect(run.code).toBe(2);
    expect(run.err).toContain(message);
  });
});

const base = ["--peak-lr", "0.1"];
test.each([
  [
    "total below warmup plus hold",
    [
      "warmup-cosine",
      ...base,
      "--total-steps",
      "149",
      "--warmup-steps",
      "100",
      "--hold-steps",
      "50",
    ],
    "--total-steps",
  ],
  [
    "boundaries out of order",
    ["piecewise-constant", "--boundaries", "20,10", "--lrs", "1,2,3"],
    "boundaries[1]",
  ],
  ["mismatched lengths", ["piecewise-constant", "--boundaries", "10,20", "--lrs", "1,2"], "3 LRs"],
  [
    "a peak below the floor",
    ["cosine", ...base, "--total-steps", "9", "--floor-lr", "0.2"],
    "--floor-lr",
  ],
  [
    "a base below the warmup's start",
    [
      "warmup-cosine",
      ...base,
      "--total-steps",
      "9",
      "--warmup-steps",
      "2",
      "--warmup-start-lr",
      "0.2",
    ],
    "--warmup-start-lr",
  ],
  [
    "gamma 0",
    ["exp-range", ...base, "--floor-lr", "0", "--half-cycle-steps", "5", "--gamma", "0"],
    "--gamma",
  ],
  [
    "gamma above 1",
    ["exp-range", ...base, "--floor-lr", "0", "--half-cycle-steps", "5", "--gamma", "1.1"],
    "--gamma",
  ],
  ["T = 0", ["cosine", ...base, "--total-steps", "0"], "--total-steps"],
  [
    "a warmup above a library's total",
    [
      "warmup-cosine",
      ...base,
      ...["--semantics", "optax", "--total-steps", "10", "--warmup-steps", "20"],
      ...["--warmup-start-lr", "0"],
    ],
    "at least 20, the sum of --warmup-steps (20), got 10",
  ],
  [
    "one step of torch's one-cycle",
    ["one-cycle", ...base, "--semantics", "torch", "--total-steps", "1"],
    "--rise-share",
  ],
  [
    "a peak below a library's own floor",
    ["polynomial", "--peak-lr", "1e-5", "--total-steps", "9", "--semantics", "keras"],
    "--floor-lr",
  ],
  ["a negative sample", ["cosine", ...base, "--total-steps", "9", "--sample", "-3"], "--sample"],
  ["a fractional T", ["cosine", ...base, "--total-steps", "1.5"], "--total-steps"],
  ["negative warmup", ["linear-warmup", ...base, "--warmup-steps", "-1"], "--warmup-steps"],
  ["no unit", ["step-decay", ...base, "--every", "5"], "--unit"],
  [
    "a library without it",
    ["rex", ...base, "--total-steps", "9", "--semantics", "torch"],
    "no library has it",
  ],
  [
    "an unknown library",
    ["cosine", ...base, "--total-steps", "9", "--semantics", "tensorflow"],
    "optax",
  ],
  ["an unknown target", ["cosine", ...base, "--total-steps", "9", "--export", "jax"], "--export"],
  [
    "code for a momentum",
    ["one-cycle-momentum", "--total-steps", "9", "--export", "keras"],
    "json or csv",
  ],
  [
    "a sample of half a step",
    ["cosine", ...base, "--total-steps", "9", "--sample", "0.5"],
    "--sample",
  ],
])("%s is refused", async (_what, args, message) => {
  const run = await cli(["schedule", ...args]);
  expect(run.code).toBe(2);
  expect(run.err).toContain(message);
});

test("T = 1 trains its one step at the peak", async () => {
  const run = await cli(["schedule", "cosine", ...base, "--total-steps", "1", "--csv"]);
  expect(run.out).toBe("step,lr\n0,0.1\n1,0\n");
});

test("restarts come with the list of cycle ends", async () => {
  const restarts = ["schedule", "cosine-restarts", ...base, "--cycle-steps", "100"];
  const args = [...restarts, "--cycle-factor", "2", "--sample", "700"];
  expect((await cli(args)).out).toContain("cycle ends: 99, 299, 699\n");
  const { cycleEnds } = (await cli([...args, "--json"])).json<{ cycleEnds: number[] }>();
  expect(cycleEnds).toEqual([99, 299, 699]);
});

describe("schedule plan", () => {
  test("is the plan of a result, for every step of the run and the one after it", async () => {
    const folder = temporaryFolder();
    const data = repoFile("datasets/blobs.csv");
    const found = await cli([
      ...["run", "--data", data, "--target", "kind", "--budget", "quick", "--epochs", "2"],
      ...["--engine", "cpu", "--out", folder, "--json"],
    ]);
    const { plan } = found.json<ResultSummary>();
    if (plan === null) throw new Error("no plan");
    const { schedule, lrs } = (await cli(["schedule", "plan", folder, "--json"])).json<{
      schedule: unknown;
      lrs: number[];
    }>();
    expect(schedule).toEqual(plan.schedule);
    expect(lrs).toEqual([...sample(planSchedule(plan.schedule), plan.schedule.totalSteps + 1)]);
    const csv = (await cli(["schedule", "plan", folder, "--csv", "--sample", "3"])).out;
    expect(csv).toBe(`step,lr\n0,${lrs[0]}\n1,${lrs[1]}\n2,${lrs[2]}\n`);
  });

  test("a result without a plan is refused, and says why there is none", async () => {
    const log = join(temporaryFolder(), "flat.csv");
    const lines = Array.from({ length: 40 }, (_, i) => `${10 ** (i / 10 - 5)},1`);
    writeFileSync(log, `lr,loss\n${lines.join("\n")}\n`);
    const out = temporaryFolder();
    expect((await cli(["analyze", log, "--out", out])).code).toBe(3);
    const run = await cli(["schedule", "plan", out]);
    expect(run.code).toBe(2);
    expect(run.err).toContain("has no plan. The loss stayed at 1");
  });
});
