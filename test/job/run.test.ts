import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type JobOutcome, planJob, runJob, writeUpdate } from "../../src/job/index.ts";
import { parseResult, type Result, summarize } from "../../src/result/index.ts";
import { readJournal } from "../../src/sweep/index.ts";
import { cli, repoFile, temporaryFolder } from "../helpers/cli.ts";
import { loggingModule } from "./module.ts";

const written = (folder: string): Result =>
  parseResult(readFileSync(join(folder, "result.json"), "utf8"), "result.json");

/** What does not depend on where and when. */
function timeless({ cost, files: _files, ...rest }: ReturnType<typeof summarize>) {
  return { ...rest, cost: { ...cost, seconds: 0 } };
}

describe("a job in a script gives what `run --json` prints", () => {
  test("for a module", async () => {
    const { file, folder } = loggingModule();
    const job = { module: file, epochs: 20, verify: true, verifySteps: 30 };
    const outcome = await runJob({ ...job, out: join(folder, "script") });
    const run = await cli([
      ...["run", "--module", file, "--epochs", "20", "--verify", "--verify-steps", "30"],
      ...["--out", join(folder, "cli"), "--json"],
    ]);
    expect(run.code).toBe(0);
    expect(outcome.status).toBe("found");
    const printed = run.json<ReturnType<typeof summarize>>();
    expect(timeless(JSON.parse(JSON.stringify(summarize(outcome.result))))).toEqual(
      timeless(printed),
    );
    const { options } = written(join(folder, "script"));
    expect(options).toEqual(written(join(folder, "cli")).options);
  });

  test("for data", async () => {
    const folder = temporaryFolder();
    const data = repoFile("datasets/blobs.csv");
    const job = { data, target: "kind", model: "linear", engine: "cpu", steps: 20, seed: 3 };
    const outcome = await runJob({
      ...job,
      optimizer: "momentum",
      optimizerOptions: { momentum: 0.8 },
      budget: "quick",
      out: join(folder, "script"),
    });
    const run = await cli([
      ...["run", "--data", data, "--target", "kind", "--model", "linear", "--engine", "cpu"],
      ...["--steps", "20", "--seed", "3", "--optimizer", "momentum"],
      ...["--optimizer-option", "momentum=0.8", "--budget", "quick"],
      ...["--out", join(folder, "cli"), "--json"],
    ]);
    const printed = run.json<ReturnType<typeof summarize>>();
    expect(timeless(JSON.parse(JSON.stringify(summarize(outcome.result))))).toEqual(
      timeless(printed),
    );
    expect(written(join(folder, "script")).options).toEqual(written(join(folder, "cli")).options);
  });
});

describe("how a job ends", () => {
  const statuses: Record<JobOutcome["status"], true> = {
    found: true,
    none: true,
    cancelled: true,
    failed: true,
  };

  test("found: files are written as the result says, the trainer is put back and closed", async () => {
    const { file, folder, calls } = loggingModule();
    const out = join(folder, "out");
    const outcome = await runJob({ module: file, out });
    expect(statuses[outcome.status]).toBe(true);
    expect(outcome).toMatchObject({ status: "found", faults: [], update: null });
    expect(outcome.result.files).toEqual({
      result: join(out, "result.json"),
      report: join(out, "report.html"),
    });
    expect(written(out)).toEqual(JSON.parse(JSON.stringify(outcome.result)));
    expect(readdirSync(out).sort()).toEqual(["journal.jsonl", "report.html", "result.json"]);
    expect(calls().slice(-2)).toEqual(["restore", "close"]);
  });

  test("none: the result says why", async () => {
    const { file, folder } = loggingModule({
      step: "if (true) return { loss: 1 };",
      evaluate: "return 1;",
    });
    const outcome = await runJob({ module: file, out: join(folder, "out") });
    expect(outcome.status).toBe("none");
    expect(outcome.result.suggestion).toMatchObject({ reason: "flat" });
  });

  test("cancelled: the result is made from what was recorded", async () => {
    const { file, folder } = loggingModule();
    const out = join(folder, "out");
    const controller = new AbortController();
    const outcome = await runJob(
      { module: file, out },
      {
        signal: controller.signal,
        onEvent(event) {
          if (event.type === "step" && event.stepIndex === 20) controller.abort();
        },
      },
    );
    expect(outcome.status).toBe("cancelled");
    expect(written(out).sweep.steps).toBe(21);
  });

  test("failed: with what the trainer did, and a result of the steps before", async () => {
    const { file, folder, calls } = loggingModule({
      step: 'if (steps === 40) throw new Error("out of memory");',
    });
    const out = join(folder, "out");
    const outcome = await runJob({ module: file, out });
    if (outcome.status !== "failed") throw new Error(outcome.status);
    expect(outcome.failure.message).toContain("out of memory");
    expect(written(out).sweep.steps).toBe(39);
    expect(calls().at(-1)).toBe("close");
  });

  test("files that cannot be written are faults, and the result is handed back", async () => {
    const { file, folder } = loggingModule();
    const out = join(folder, "out");
    const report = join(folder, "report.html");
    const outcome = await runJob(
      { module: file, out, report },
      {
        onStart: () => {
          for (const path of [join(out, "result.json"), report]) mkdirSync(path);
        },
      },
    );
    expect(outcome.status).toBe("found");
    expect(outcome.faults.map((fault) => fault.file)).toEqual(["result", "report"]);
    expect(outcome.result.files).toEqual({ result: null, report: null });
    expect(readJournal(readFileSync(join(out, "journal.jsonl"), "utf8")).finishedRuns).toEqual(
      outcome.result.record.runs,
    );
  });

  test("a trainer that cannot be closed is a fault; everything is written", async () => {
    const { file, folder } = loggingModule({ close: 'throw new Error("cannot close");' });
    const out = join(folder, "out");
    const outcome = await runJob({ module: file, out });
    expect(outcome).toMatchObject({ status: "found", faults: [{ file: "trainer" }] });
    expect(existsSync(join(out, "report.html"))).toBe(true);
  });

  test("what a hook throws comes through, and the trainer is put back and closed", async () => {
    const { file, folder, calls } = loggingModule();
    const out = join(folder, "out");
    const onEvent = () => {
      throw new Error("no room");
    };
    await expect(runJob({ module: file, out }, { onEvent })).rejects.toThrow("no room");
    expect(calls().slice(-2)).toEqual(["restore", "close"]);
    const onStart = () => Promise.reject(new Error("not now"));
    await expect(runJob({ module: file, out }, { onStart })).rejects.toThrow("not now");
  });
});

test("hooks are called in their order, and each event is in the journal by then", async () => {
  const folder = temporaryFolder();
  const out = join(folder, "out");
  const seen: string[] = [];
  const see = (what: string) => {
    if (seen.at(-1) !== what) seen.push(what);
  };
  let lines = 0;
  await runJob(
    { trainer: `node ${repoFile("test/fixtures/trainers/chatty.mjs")}`, steps: 20, out },
    {
      onOutput: () => seen.includes("output") || seen.push("output"),
      async onStart({ folder, search, name, resumed, options, info }) {
        expect(existsSync(folder)).toBe(true);
        expect(existsSync(join(folder, "journal.jsonl"))).toBe(false);
        expect(search.sweep.steps).toBe(20);
        expect(search.steps.search).toBeGreaterThanOrEqual(20);
        expect({ name, resumed }).toEqual({ name: "chatty.mjs", resumed: null });
        expect(options).toMatchObject({ optimizer: info.optimizer, preset: null });
        await new Promise((resolve) => setTimeout(resolve, 20));
        see("start");
      },
      onWarning: () => see("warning"),
      onEvent(event) {
        see("event");
        lines += 1;
        const journal = readFileSync(join(out, "journal.jsonl"), "utf8").trimEnd().split("\n");
        expect(journal).toHaveLength(1 + lines);
        expect(JSON.parse(journal.at(-1) as string).type).toBe(event.type);
      },
      onTrained() {
        see("trained");
        expect(existsSync(join(out, "result.json"))).toBe(false);
      },
    },
  );
  expect(seen.filter((each) => each !== "output")).toEqual([
    "start",
    "warning",
    "event",
    "trained",
  ]);
  expect(seen).toContain("output");
});

test("an interrupted job is resumed where its journal ends, by a script or the command line", async () => {
  const { file, folder } = loggingModule();
  const whole = await runJob({ module: file, out: join(folder, "whole"), report: false });
  const journal = readFileSync(join(folder, "whole", "journal.jsonl"), "utf8");
  const out = join(folder, "cut");
  mkdirSync(out);
  writeFileSync(join(out, "journal.jsonl"), journal.slice(0, journal.length * 0.8));
  const kept: number[] = [];
  const again = await runJob(
    { module: file, out, resume: true, report: false },
    { onStart: ({ resumed }) => void kept.push(resumed?.finishedRuns.length ?? -1) },
  );
  expect(kept).toEqual([1]);
  expect(again.result.suggestion).toEqual(whole.result.suggestion);
  expect(again.result.probes).toEqual(whole.result.probes);
  const run = await cli(["run", "--module", file, "--out", out, "--resume", "--json"]);
  expect(run.err).toBe("");
  expect(run.code).toBe(0);
});

test("report: false makes none", async () => {
  const { file, folder } = loggingModule();
  const out = join(folder, "out");
  const { result } = await runJob({ module: file, out, report: false, budget: "quick" });
  expect(result.files).toEqual({ result: join(out, "result.json"), report: null });
  expect(readdirSync(out).sort()).toEqual(["journal.jsonl", "result.json"]);
});

test("planJob says what would be done, and writes nothing", async () => {
  const { file, folder, calls } = loggingModule();
  const out = join(folder, "out");
  const plan = await planJob({ module: file, out, epochs: 5, verify: true });
  expect(plan).toMatchObject({ name: "bowl.mjs", data: null, warnings: [] });
  expect(plan.search).toMatchObject({
    totalSteps: 50,
    steps: { search: 400 + 8 * 50, verification: 150 },
  });
  expect(plan.stepMs).toBeGreaterThan(0);
  expect(existsSync(out)).toBe(false);
  const made = calls();
  expect([...new Set(made)]).toEqual(["snapshot", "step", "restore", "close"]);
  expect(made.filter((call) => call === "step").length).toBeLessThanOrEqual(11);
});

describe("apply", () => {
  const yaml = "# mine\noptimizer:\n  lr: 0.1   # a guess\n";
  function withConfig() {
    const { file, folder } = loggingModule();
    const config = join(folder, "config.yaml");
    writeFileSync(config, yaml);
    const job = { module: file, out: join(folder, "out"), report: false as const };
    return { job, config, apply: { file: config, keys: ["optimizer.lr"], outside: true } };
  }

  test("the change is handed back, and writeUpdate writes it", async () => {
    const { job, config, apply } = withConfig();
    const outcome = await runJob({ ...job, apply });
    expect(readFileSync(config, "utf8")).toBe(yaml);
    if (outcome.status !== "found" || outcome.update?.status !== "ready") {
      throw new Error(outcome.status);
    }
    const { changes, written } = await writeUpdate(outcome.update.update);
    expect(written).toBe(true);
    expect(changes).toMatchObject([{ path: "optimizer.lr", old: 0.1 }]);
    expect(readFileSync(config, "utf8")).toBe(yaml.replace("0.1", String(changes[0]?.new)));
  });

  test("a suggestion that is not sure enough is refused, with everything else written", async () => {
    const { job, apply } = withConfig();
    const outcome = await runJob({
      ...job,
      // Never surer than medium.
      strategy: "ladder",
      apply: { ...apply, minConfidence: "high" },
    });
    expect(outcome).toMatchObject({
      status: "found",
      update: { status: "refused", error: { code: "low-confidence" } },
    });
    expect(existsSync(join(job.out, "result.json"))).toBe(true);
  });
});
