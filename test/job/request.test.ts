import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type JobRequest, planJob, runJob } from "../../src/job/index.ts";
import { temporaryFolder } from "../helpers/cli.ts";
import { loggingModule } from "./module.ts";

/** As it comes from JSON, which no type has seen. */
const parsed = (value: Record<string, unknown>): JobRequest => JSON.parse(JSON.stringify(value));

describe("a key that is not one", () => {
  test.each([
    [{ module: "x.mjs", stepz: 40 }, "stepz", "steps"],
    [{ module: "x.mjs", batch_size: 40 }, "batch_size", "batchSize"],
    [{ data: "x.csv", json: true }, "json", undefined],
    [{ trainer: "x", lang: "en" }, "lang", "language"],
  ])("%j is refused by its name", async (request, option, nearest) => {
    await expect(runJob(parsed(request))).rejects.toMatchObject({
      name: "InputError",
      code: "unknown-option",
      message: expect.stringContaining(`\`${option}\``),
      data: { option, nearest },
    });
  });

  test("one that is undefined is named all the same", async () => {
    const request: JobRequest & { nonsense?: undefined } = { module: "x.mjs", nonsense: undefined };
    await expect(planJob(request)).rejects.toThrow("`nonsense`");
  });
});

test.each([
  [{}, "nothing to train"],
  [{ data: "x.csv", module: "x.mjs" }, "give one of `data`, `module` and `trainer`"],
  [{ module: "x.mjs", target: "y" }, "`target` cannot be used with `module`"],
  [{ module: "x.mjs", groups: "id" }, "`groups` cannot be used with `module`"],
  [{ trainer: "x", heldOut: 0.2 }, "`heldOut` cannot be used with `trainer`"],
  [{ trainer: "x", ordered: true }, "`ordered` cannot be used with `trainer`"],
  [{ module: "x.mjs", heldOut: 1 }, "`heldOut` must be a number from 0 to below 1"],
  [{ module: "x.mjs", maxHeldOut: 3 }, "`maxHeldOut` cannot be used with `module`"],
  [{ module: "x.mjs", scale: false }, "`scale` cannot be used with `module`"],
  [{ trainer: "x", optimizer: "adam" }, "`optimizer` cannot be used with `trainer`"],
  [{ trainer: "x", model: "linear", engine: "cpu" }, "`model`, `engine` cannot be used"],
  [{ module: "x.mjs", warm: 1, shell: true }, "`shell`, `warm` needs `trainer`"],
  [{ module: "x.mjs", ladder: [0.1] }, "`ladder` needs `strategy` ladder"],
  [{ module: "x.mjs", strategy: "ladder", endLr: 1 }, "`endLr` cannot be used with `strategy`"],
  [
    { module: "x.mjs", strategy: "ladder", stopRule: { kind: "none" } },
    "`stopRule` cannot be used with `strategy`",
  ],
  [{ module: "x.mjs", verifySteps: 20 }, "`verifySteps` needs `verify`"],
  [{ module: "x.mjs", verify: false, verifySteps: 20 }, "`verifySteps` needs `verify`"],
  [{ module: "x.mjs", resume: true }, "`resume` needs `out`"],
  [{ module: 3 }, "`module` must be a text, got 3"],
  [{ module: "x.mjs", verify: "yes" }, "`verify` must be true or false"],
  [{ module: "x.mjs", preset: "fastia" }, 'Did you mean "fastai"'],
  [{ module: "x.mjs", budget: "fast" }, "quick, standard, thorough"],
  [{ module: "x.mjs", schedule: "wsd" }, "warmup-stable-decay"],
  [{ module: "x.mjs", per: "batch" }, "step, epoch"],
  [{ module: "x.mjs", language: "xx" }, "`language` must be one of"],
  [{ module: "x.mjs", steps: 5 }, "`steps` must be an integer from 10"],
  [{ module: "x.mjs", startLr: 1, endLr: 0.1 }, "`startLr` must be below `endLr`"],
  [{ module: "x.mjs", totalSteps: 1.5 }, "`totalSteps` must be an integer"],
  [{ module: "x.mjs", report: true }, "`report` must be a text"],
  [{ module: "x.mjs", apply: "c.yaml:lr" }, "`apply` must be an object"],
  [{ data: "x.csv", heldOut: 2 }, "`heldOut`"],
  [{ data: "x.csv", delimiter: "ab" }, "`delimiter`"],
])("%j is refused with its words alone", async (request, words) => {
  await expect(runJob(parsed(request))).rejects.toThrow(words);
  await expect(planJob(parsed(request))).rejects.toMatchObject({ name: "InputError" });
});

test("flags that are off, and what a command line gives by default, ask for nothing", async () => {
  const { file } = loggingModule();
  const plan = await planJob({
    module: file,
    ...{ verify: false, resume: false, shell: false, fineTune: false },
    ...{ strategy: "sweep", schedule: "auto", per: "step", language: "en" },
    engine: undefined,
  });
  expect(plan.search.verify).toBeNull();
  const plain = await planJob({ module: file });
  expect(plan.options).toEqual(plain.options);
  expect(plan.search).toEqual(plain.search);
});

describe("refused before the first step", () => {
  test.each([
    ["a horizon that does not agree", { totalSteps: 77, epochs: 3 }, "`totalSteps`"],
    ["a ladder with a rung twice", { strategy: "ladder", ladder: [0.1, 0.1] }, "differ"],
    ["a config that is not there", { apply: { file: "gone.yaml" } }, "gone.yaml"],
  ] as const)("%s", async (_name, more, words) => {
    const { file, folder, calls } = loggingModule();
    const out = join(folder, "out");
    await expect(runJob({ module: file, out, ...more })).rejects.toThrow(words);
    expect(calls().filter((call) => call !== "close")).toEqual([]);
  });

  test("a folder that cannot be made, before there is a trainer", async () => {
    const { file, calls } = loggingModule();
    await expect(runJob({ module: file, out: join(file, "out") })).rejects.toMatchObject({
      code: "cannot-write",
    });
    expect(calls()).toEqual([]);
  });

  test("nothing to resume", async () => {
    const { file, calls } = loggingModule();
    const job = { module: file, out: temporaryFolder(), resume: true };
    await expect(runJob(job)).rejects.toMatchObject({ code: "nothing-to-resume" });
    expect(calls()).toEqual(["close"]);
  });
});
