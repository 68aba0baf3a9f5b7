import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkVersion, isGivenUp, openStudy, stateOf, writePlan } from "../../src/study/folder.ts";
import { planStudy } from "../../src/study/index.ts";
import { studyOutcomes } from "../../src/study/summary.ts";
import { temporaryFolder } from "../helpers/cli.ts";
import { commandSpec } from "./specs.ts";

async function planned(spec: object = commandSpec, folder = join(temporaryFolder(), "study")) {
  const { plan } = await planStudy(spec, { workingFolder: temporaryFolder() });
  return { plan, study: await writePlan(folder, plan), folder };
}

/** A result as far as a folder looks at it. */
function finish(study: Awaited<ReturnType<typeof planned>>["study"], key: string, text = "{}") {
  const work = study.makeWork(key, "abc-1");
  writeFileSync(join(work, "outcome.json"), text);
  return study.place(key, work);
}

const outcome = {
  version: 1,
  seed: 0,
  status: "found",
  lr: 0.1,
  rangeLog10: 0.5,
  confidence: "high",
  reason: null,
  for: "end",
  optimizer: "adam",
  rowsAre: "probes",
  rows: [{ lr: 0.1, loss: "Infinity", steps: 10, seed: 0 }],
  trainSteps: 100,
  seconds: 1,
  host: "here",
  finishedAt: "2026-01-01T00:00:00.000Z",
};

test("a folder that has lost a part of it says which, and what to do", async () => {
  const { study } = await planned();
  rmSync(join(study.path, "tasks"), { recursive: true });
  expect(() => openStudy(study.path)).toThrow(/lost its folder tasks.*lr-finder study run/);
});

test("an axis that got another name is told by it: its runs are the same", async () => {
  const folder = join(temporaryFolder(), "study");
  const { study, plan } = await planned({ ...commandSpec, at: undefined }, folder);
  const [task] = plan.tasks;
  if (task === undefined) throw new Error("no task");
  const told = { ...outcome, key: task.key, factors: task.factors };
  finish(study, task.key, JSON.stringify(told));
  const { width: axis, ...axes } = commandSpec.axes;
  const renamed = {
    ...commandSpec,
    at: undefined,
    trainer: commandSpec.trainer.replace("{width}", "{wide}"),
    axes: { ...axes, wide: axis },
  };
  const { study: now } = await planned(renamed, folder);
  const [found] = studyOutcomes(now);
  const { width, ...rest } = task.factors;
  expect(found?.factors).toEqual({ ...rest, wide: width });
});

describe("what an interrupted attempt has left", () => {
  test("is the next attempt's, once", async () => {
    const { study, plan } = await planned();
    const { key } = plan.tasks[0] as { key: string };
    expect(study.takeKept(key, "aa-1")).toBeNull();
    const work = study.makeWork(key, "bb-1");
    writeFileSync(join(work, "journal.jsonl"), "1");
    study.keep(key, work);
    study.tidy();
    const next = study.takeKept(key, "cc-1") as string;
    expect(readFileSync(join(next, "journal.jsonl"), "utf8")).toBe("1");
    expect(study.takeKept(key, "dd-1")).toBeNull();
    // The newest is kept.
    const later = study.makeWork(key, "ee-1");
    study.keep(key, next);
    study.keep(key, later);
    expect(readdirSync(study.takeKept(key, "ff-1") as string)).toEqual([]);
  });

  test("goes once the task has a result, or is no part of the study", async () => {
    const { study, plan } = await planned();
    const [a] = plan.tasks.map(({ key }) => key) as [string];
    study.keep(a, study.makeWork(a, "bb-1"));
    const foreign = "f".repeat(24);
    study.keep(foreign, study.makeWork(foreign, "bb-2"));
    finish(study, a);
    study.tidy();
    expect(readdirSync(join(study.path, "work"))).toEqual([]);
  });
});

describe("a study's folder", () => {
  test("has a file for each task, and says how far each of them is", async () => {
    const { study, plan } = await planned();
    const [a, b, c] = plan.tasks.map(({ key }) => key) as [string, string, string];
    expect(study.view().tasks.toSorted()).toEqual(plan.tasks.map(({ key }) => key).toSorted());
    expect(study.task(a)).toEqual(plan.tasks[0]);
    const lease = study.claim(a);
    expect(finish(study, b)).toBe(true);
    const task = study.task(c);
    if (task === null) throw new Error("no task");
    study.fail(task, { kind: "final", code: "x", message: "no", stderr: "trace" });
    const { counts, failed, running } = stateOf(study.view(), study.file);
    expect(counts).toEqual({ tasks: 24, done: 1, running: 1, failed: 1, waiting: 21, other: 0 });
    expect([failed, running]).toEqual([[c], [a]]);
    expect(study.lastFailure(c)).toMatchObject({ attempt: 1, message: "no", stderr: "trace" });
    lease?.release();
    expect(stateOf(study.view(), study.file).counts.running).toBe(0);
    study.forgetFailures([c]);
    expect(stateOf(study.view(), study.file).counts.failed).toBe(0);
    expect(readdirSync(join(study.path, "failures", "earlier"))).toHaveLength(1);
  });

  test("is opened again as it was written, from anywhere", async () => {
    const { study, folder } = await planned();
    const again = openStudy(folder);
    expect(again.file).toEqual(study.file);
    expect(again.workingFolder).toBe(study.workingFolder);
    expect(() => openStudy(temporaryFolder())).toThrow("holds no study");
    writeFileSync(join(folder, "study.json"), '{"version": 1}');
    expect(() => openStudy(folder)).toThrow("study.json cannot be read");
  });

  test("keeps results when an axis gains or loses a value, and plans only what is new", async () => {
    const { study, plan, folder } = await planned();
    const [first] = plan.tasks;
    if (first === undefined) throw new Error("no task");
    finish(
      study,
      first.key,
      JSON.stringify({ ...outcome, key: first.key, factors: first.factors }),
    );
    const file = join(folder, "tasks", `${first.key}.json`);
    writeFileSync(file, readFileSync(file, "utf8").replace("}", "} "));
    const text = readFileSync(file, "utf8");
    const more = { ...commandSpec.axes, batch: { kind: "batch", values: [16, 64, 256, 512] } };
    await planned({ ...commandSpec, axes: more }, folder);
    expect(stateOf(openStudy(folder).view(), study.file).counts).toMatchObject({
      tasks: 32,
      done: 1,
    });
    expect(readFileSync(file, "utf8")).toBe(text);
    const fewer = { ...commandSpec.axes, batch: { kind: "batch", values: [64] } };
    await planned({ ...commandSpec, axes: fewer }, folder);
    expect(stateOf(openStudy(folder).view(), study.file).counts).toMatchObject({
      tasks: 8,
      done: 0,
      other: 1,
    });
    await planned(commandSpec, folder);
    const back = openStudy(folder);
    expect(stateOf(back.view(), study.file).counts).toMatchObject({ tasks: 24, done: 1 });
    expect(back.outcome(first.key)).toMatchObject({
      lr: 0.1,
      rows: [{ loss: Number.POSITIVE_INFINITY }],
    });
  });

  test("takes one result for a task, the first, and nobody changes it", async () => {
    const { study, plan } = await planned();
    const key = plan.tasks[0]?.key ?? "";
    expect(finish(study, key, '{"first": 1}')).toBe(true);
    expect(finish(study, key, '{"second": 1}')).toBe(false);
    expect(readFileSync(join(study.path, "results", key, "outcome.json"), "utf8")).toBe(
      '{"first": 1}',
    );
    expect(readdirSync(join(study.path, "work"))).toEqual([]);
    expect(study.claim(key)).toBeNull();
    expect(readdirSync(join(study.path, "leases"))).toEqual([]);
  });

  test("is tidied of what the dead have left, and of nothing that somebody is at", async () => {
    const { study, plan } = await planned();
    const [a, b] = plan.tasks.map(({ key }) => key) as [string, string];
    const lease = study.claim(a);
    const mine = study.makeWork(a, `${lease?.holder.token}-1`);
    const left = study.makeWork(b, "dead00-1");
    mkdirSync(join(study.path, "work", "tasks-1"));
    study.tidy();
    expect(existsSync(mine)).toBe(true);
    expect(existsSync(left)).toBe(false);
    expect(readdirSync(join(study.path, "work"))).toHaveLength(1);
    lease?.release();
  });

  test("planned by another minor version is refused to a worker", async () => {
    const { study } = await planned();
    const older = { ...study, file: { ...study.file, lrFinder: "0.0" } };
    expect(() => checkVersion(older)).toThrow(/planned by lr-finder 0\.0, and this is \d/);
    expect(() => checkVersion(study)).not.toThrow();
  });
});

test("a task is given up after its retries, sooner where it cannot go better, later where processes died", () => {
  const file = { retries: 2 };
  expect(isGivenUp(undefined, file)).toBe(false);
  expect(isGivenUp(["error", "error"], file)).toBe(false);
  expect(isGivenUp(["error", "error", "error"], file)).toBe(true);
  expect(isGivenUp(["final"], file)).toBe(true);
  expect(isGivenUp(Array(8).fill("died"), file)).toBe(false);
  expect(isGivenUp(Array(9).fill("died"), file)).toBe(true);
});
