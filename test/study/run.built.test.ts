// Studies that train: workers and the processes that train for them are those of the built package.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  openStudy,
  runStudy,
  runWorker,
  type StudySpec,
  studyRows,
} from "../../src/study/index.ts";
import {
  comparable,
  differences,
  kill,
  leftovers,
  study,
  training,
} from "../bench/study/process.mjs";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";
import { quickSpec } from "./specs.ts";

const out = () => join(temporaryFolder(), "study");
const trainer = (name: string) => `node ${repoFile(`test/fixtures/trainers/${name}`)} {size}`;
const bySize = (values: readonly number[], name: string): StudySpec => ({
  version: 1,
  trainer: trainer(name),
  axes: { size: { kind: "size", values } },
  run: { budget: "quick", steps: 20 },
});
const PATIENCE_MS = 120_000;

describe("a study", () => {
  test("is measured once, goes on where it was, and measures only what is new", {
    timeout: PATIENCE_MS,
  }, async () => {
    const folder = out();
    const progress: number[] = [];
    const ended = await runStudy(quickSpec, {
      out: folder,
      workers: 2,
      onProgress: ({ counts }) => progress.push(counts.done),
    });
    expect(ended.status).toBe("done");
    expect(ended.summary.counts).toMatchObject({ tasks: 4, done: 4, failed: 0 });
    expect(progress.at(-1)).toBe(4);
    expect(leftovers(folder)).toEqual([]);
    const rows = studyRows(openStudy(folder));
    expect(rows.map(({ factors }) => factors)).toEqual([
      { batch: 16, width: 4 },
      { batch: 16, width: 8 },
      { batch: 64, width: 4 },
      { batch: 64, width: 8 },
    ]);
    expect(readFileSync(join(folder, "results.csv"), "utf8").split("\n")).toHaveLength(6);
    const times = () =>
      [...comparable(folder).keys()].map((key) => statSync(join(folder, "results", key)).mtimeMs);
    const before = times();
    const plans: number[] = [];
    const onPlan = ({ toDo }: { toDo: number }) => plans.push(toDo);
    await runStudy(quickSpec, { out: folder, onPlan });
    expect(times()).toEqual(before);
    const axes = { ...quickSpec.axes, batch: { kind: "batch", values: [16, 32, 64] } } as const;
    const more = await runStudy({ ...quickSpec, axes }, { out: folder, onPlan });
    expect(more.summary.counts).toMatchObject({ tasks: 6, done: 6 });
    expect(plans).toEqual([0, 2]);
    // The result is that of the run alone, and says where it lies.
    const [key] = readdirSync(join(folder, "results"));
    const result = JSON.parse(
      readFileSync(join(folder, "results", key ?? "", "result.json"), "utf8"),
    );
    expect(existsSync(result.files.result)).toBe(true);
    expect(result.name).toContain("blobs: batch ");
  });

  test("goes on beside a cell that fails, which is listed with its stderr, and tried again when asked", {
    timeout: PATIENCE_MS,
  }, async () => {
    const folder = temporaryFolder();
    const script = join(folder, "some.mjs");
    const good = repoFile("test/fixtures/trainers/good.mjs");
    writeFileSync(
      script,
      `if (process.argv[2] === "2") { console.error("size 2 is too large"); process.exit(3); }\nawait import(${JSON.stringify(good)});\n`,
    );
    const spec = { ...bySize([1, 2, 3], "x"), trainer: `node ${script} {size}` };
    const at = join(folder, "study");
    const ended = await runStudy(spec, { out: at, workers: 1, retries: 1 });
    expect(ended.status).toBe("done");
    expect(ended.summary.counts).toMatchObject({ done: 2, failed: 1 });
    const [failure] = ended.summary.failures;
    expect(failure).toMatchObject({ factors: { size: 2 }, attempt: 2, kind: "error" });
    expect(`${failure?.message} ${failure?.stderr}`).toContain("size 2 is too large");
    expect(ended.summary.warnings.map(({ code }) => code)).toEqual(["study-tasks-failed"]);
    // Not tried again unasked.
    const again = await runStudy(spec, { out: at, workers: 1, retries: 1 });
    expect(again.summary.failures[0]?.attempt).toBe(2);
    expect(readdirSync(join(at, "failures"))).toHaveLength(2);
    const asked = await runStudy(spec, { out: at, workers: 1, retries: 0, onlyFailed: true });
    expect(asked.summary.failures[0]?.attempt).toBe(1);
    expect(readdirSync(join(at, "failures", "earlier"))).toHaveLength(2);
  });

  test("gives a combination that cannot be up at once", { timeout: PATIENCE_MS }, async () => {
    const optimizer = { kind: "names", values: ["adam", "adamm"] } as const;
    const { summary } = await runStudy(
      { ...quickSpec, model: "linear", axes: { optimizer } },
      { out: out(), workers: 1 },
    );
    expect(summary.counts).toMatchObject({ done: 1, failed: 1 });
    expect(summary.failures[0]).toMatchObject({ kind: "final", attempt: 1 });
    expect(summary.failures[0]?.message).toContain("adamm");
  });

  test("of a module calls its function with each cell, as if it were the first", {
    timeout: PATIENCE_MS,
  }, async () => {
    const folder = temporaryFolder();
    const module = join(folder, "model.mjs");
    writeFileSync(
      module,
      `// What is made while it is imported must be made anew for each task.
      const start = Math.random();
      let called = 0;
      export const trainer = ({ seed, cell }) => {
        called += 1;
        let w = start + called;
        let saved = w;
        return {
          info: { optimizer: "sgd", batchSize: cell.batch, stepsPerEpoch: 10, parameterCount: cell.width,
            engine: { name: "own", version: "1", why: "test" }, seed },
          async step(lr) { const loss = (w - 3) ** 2 / cell.width; w -= lr * (w - 3); return { loss }; },
          async snapshot() { saved = w; },
          async restore() { w = saved; },
          async close() {},
        };
      };`,
    );
    const spec = (values: number[]): StudySpec => ({
      version: 1,
      module,
      axes: { batch: { kind: "batch", values: [8] }, width: { kind: "size", values } },
      run: { budget: "quick", steps: 20 },
    });
    const [all, alone] = [join(folder, "all"), join(folder, "alone")];
    await runStudy(spec([1, 2, 4]), { out: all, workers: 1 });
    await runStudy(spec([4]), { out: alone, workers: 1 });
    const wanted = comparable(alone);
    expect(wanted.size).toBe(1);
    const [key = ""] = wanted.keys();
    expect(comparable(all).get(key)).toBe(wanted.get(key));
    const starts = readdirSync(join(all, "results")).map((each) => {
      const result = JSON.parse(readFileSync(join(all, "results", each, "result.json"), "utf8"));
      return result.record.runs[0].losses[0] * result.record.info.parameterCount;
    });
    expect(Math.max(...starts) - Math.min(...starts)).toBeLessThan(1e-9);
  });

  test("does not train again what a task had recorded when it was interrupted", {
    timeout: PATIENCE_MS,
  }, async () => {
    const folder = temporaryFolder();
    const module = join(folder, "counted.mjs");
    const steps = join(folder, "steps");
    writeFileSync(
      module,
      `import { appendFileSync } from "node:fs";
      export const trainer = ({ cell }) => {
        let w = 0, saved = 0;
        return {
          info: { optimizer: "sgd", batchSize: 1, stepsPerEpoch: 10, parameterCount: 1,
            engine: { name: "own", version: "1", why: "test" }, seed: 0 },
          async step(lr) {
            appendFileSync(${JSON.stringify(steps)}, ".");
            await new Promise((go) => setTimeout(go, 15));
            const loss = (w - 3) ** 2 * cell.size; w -= lr * (w - 3); return { loss };
          },
          async snapshot() { saved = w; }, async restore() { w = saved; },
          async evaluate() { return (w - 3) ** 2; }, async close() {},
        };
      };`,
    );
    const spec: StudySpec = {
      version: 1,
      module,
      axes: { size: { kind: "size", values: [1] } },
      run: { budget: "standard", steps: 60, totalSteps: 100 },
    };
    const taken = () => (existsSync(steps) ? statSync(steps).size : 0);
    const calm = join(folder, "calm");
    await runStudy(spec, { out: calm, workers: 1 });
    const undisturbed = taken();
    const at = join(folder, "interrupted");
    const controller = new AbortController();
    const first = runStudy(spec, { out: at, workers: 1, signal: controller.signal });
    await expect
      .poll(() => taken() - undisturbed, { timeout: 30_000 })
      .toBeGreaterThan(undisturbed / 2);
    controller.abort();
    expect((await first).status).toBe("cancelled");
    expect(readdirSync(join(at, "work")).map((name) => name.slice(24))).toEqual([".kept"]);
    await runStudy(spec, { out: at, workers: 1 });
    expect(differences(comparable(calm), comparable(at))).toEqual({
      lost: 0,
      more: 0,
      differing: 0,
    });
    expect(readdirSync(join(at, "work"))).toEqual([]);
    // The training that was interrupted is begun again, and no other one.
    expect(taken() - undisturbed).toBeLessThan(1.4 * undisturbed);
  });

  test("keeps that a training broke, and reads it again", { timeout: PATIENCE_MS }, async () => {
    const folder = temporaryFolder();
    const module = join(folder, "breaks.mjs");
    // The sweep shows nothing of it: each training after it breaks above 0.1.
    writeFileSync(
      module,
      `export const trainer = () => {
        let w = 0, saved = 0, restored = 0;
        return {
          info: { optimizer: "sgd", batchSize: 1, stepsPerEpoch: 10, parameterCount: 1,
            engine: { name: "own", version: "1", why: "test" }, seed: 0 },
          async step(lr) {
            const loss = restored > 1 && lr > 0.1 ? NaN : (w - 3) ** 2; w -= lr * (w - 3); return { loss };
          },
          async snapshot() { saved = w; }, async restore() { w = saved; restored += 1; },
          async evaluate() { return (w - 3) ** 2; }, async close() {},
        };
      };`,
    );
    const at = join(folder, "study");
    const { summary } = await runStudy(
      {
        version: 1,
        module,
        axes: { size: { kind: "size", values: [1, 2] } },
        run: { budget: "standard", steps: 60, totalSteps: 100 },
      },
      { out: at, workers: 1 },
    );
    expect(summary.counts).toMatchObject({ done: 2, failed: 0 });
    const losses = studyRows(openStudy(at)).flatMap(({ rows }) => rows.map(({ loss }) => loss));
    expect(losses).toContain(Number.POSITIVE_INFINITY);
    expect(losses.some(Number.isFinite)).toBe(true);
  });

  test("tells which cells were trained with other batch sizes than theirs", {
    timeout: PATIENCE_MS,
  }, async () => {
    const axes = { batch: { kind: "batch", values: [16, 5000] } } as const;
    const { run } = quickSpec;
    const spec = { version: 1, data: "datasets/blobs.csv", target: "kind", axes, run } as const;
    const { summary } = await runStudy(spec, { out: out(), workers: 1 });
    expect(summary.counts).toMatchObject({ done: 1, failed: 1 });
    expect(summary.failures[0]).toMatchObject({ code: "other-batch", kind: "final" });
    // A command may report what one of its devices gets.
    const command = `node ${repoFile("test/fixtures/trainers/good.mjs")} {batch}`;
    const other = await runStudy(
      { version: 1, trainer: command, axes, run: { budget: "quick", steps: 20 } },
      { out: out(), workers: 1 },
    );
    expect(other.summary.counts).toMatchObject({ done: 2 });
    expect(other.summary.warnings.map(({ code }) => code)).toContain("study-other-batch");
  });

  test("is ended by its signal: what was finished stays, nothing is left behind, and it goes on", {
    timeout: PATIENCE_MS,
  }, async () => {
    const folder = out();
    const controller = new AbortController();
    const spec = { ...quickSpec, repeats: 3 };
    const ended = await runStudy(spec, {
      out: folder,
      workers: 2,
      signal: controller.signal,
      onProgress: ({ counts }) => counts.done > 0 && controller.abort(),
    });
    expect(ended.status).toBe("cancelled");
    const { done } = ended.summary.counts;
    expect(done).toBeGreaterThan(0);
    const kept = (name: string) => name.endsWith(".kept");
    expect(leftovers(folder).filter((name) => !kept(name))).toEqual([]);
    const rest = await runStudy(spec, { out: folder, workers: 2 });
    expect(rest.summary.counts).toMatchObject({ tasks: 12, done: 12 });
    expect(leftovers(folder)).toEqual([]);
    expect(readdirSync(join(folder, "failures"))).toEqual([]);
  });

  test("is run by two at once", { timeout: PATIENCE_MS }, async () => {
    const folder = out();
    const spec = { ...quickSpec, repeats: 2 };
    const both = await Promise.all([1, 2].map(() => runStudy(spec, { out: folder, workers: 1 })));
    for (const { status, summary } of both) {
      expect(status).toBe("done");
      expect(summary.counts).toMatchObject({ tasks: 8, done: 8, failed: 0 });
    }
    expect(leftovers(folder)).toEqual([]);
  });
});

describe("a worker", () => {
  test("is not planned anew without runs that somebody measures", {
    timeout: PATIENCE_MS,
  }, async () => {
    const folder = out();
    const first = runStudy(quickSpec, { out: folder, workers: 1 });
    await expect
      .poll(
        () =>
          existsSync(join(folder, "study.json")) && readdirSync(join(folder, "leases")).length > 0,
      )
      .toBe(true);
    const { axes } = quickSpec;
    const fewer = {
      ...quickSpec,
      axes: { ...axes, width: { kind: "size", values: [4] } },
    } as const;
    await expect(runStudy(fewer, { out: folder, workers: 1 })).rejects.toMatchObject({
      code: "study-in-use",
      message: expect.stringContaining("give another --out"),
    });
    expect((await first).summary.counts).toMatchObject({ tasks: 4, done: 4 });
    // Once it has ended it may.
    expect((await runStudy(fewer, { out: folder, workers: 1 })).summary.counts.tasks).toBe(2);
  });

  test("replaces a child that is stuck, and goes on", { timeout: PATIENCE_MS }, async () => {
    const folder = temporaryFolder();
    const module = join(folder, "stuck.mjs");
    writeFileSync(
      module,
      `export const trainer = ({ cell }) => { if (cell.size === 2) for (;;); return {
        info: { optimizer: "sgd", batchSize: 1, stepsPerEpoch: 1, parameterCount: 1, engine: { name: "own", version: "1", why: "test" }, seed: 0 },
        async step() { return { loss: 1 }; }, async snapshot() {}, async restore() {}, async close() {} }; };`,
    );
    const spec: StudySpec = {
      version: 1,
      module,
      axes: { size: { kind: "size", values: [1, 2] } },
      run: { budget: "quick", steps: 20 },
    };
    const at = join(folder, "study");
    await plan(spec, at);
    const ended = await runWorker(openStudy(at), { stuckMs: 5000 });
    expect(ended).toEqual({ done: 1, failed: 1, isCancelled: false });
    expect(openStudy(at).lastFailure(failedKey(at))).toMatchObject({
      code: "stuck",
      factors: { size: 2 },
    });
  });

  test("waits where the disk is full, loses nothing, and fails no task for it", {
    timeout: PATIENCE_MS,
  }, async () => {
    const at = out();
    await plan(quickSpec, at);
    const words: string[] = [];
    const env = {
      ...process.env,
      NODE_OPTIONS: `--import ${repoFile("test/campaign/hook.mjs")}`,
      LR_FINDER_CAMPAIGN: JSON.stringify({ full: 60_000 }),
    };
    const full = runWorker(openStudy(at), {
      env,
      fullMs: 1,
      onEvent: (event) => event.type === "waiting" && words.push(event.message),
    });
    await expect(full).rejects.toMatchObject({ code: "disk-full" });
    expect(words[0]).toContain("There is no room");
    const before = comparable(at);
    expect(readdirSync(join(at, "failures"))).toEqual([]);
    expect(leftovers(at)).toEqual([]);
    await runWorker(openStudy(at));
    const after = comparable(at);
    expect(after.size).toBe(4);
    for (const [key, content] of before) expect(after.get(key)).toBe(content);
  });

  test("ends with the most tasks that it may measure, of those that it may", {
    timeout: PATIENCE_MS,
  }, async () => {
    const at = out();
    const keys = await plan(quickSpec, at);
    const only = new Set(keys.slice(0, 3));
    expect(await runWorker(openStudy(at), { only, most: 2 })).toMatchObject({ done: 2 });
    expect(await runWorker(openStudy(at), { only })).toMatchObject({ done: 1 });
    expect(new Set(comparable(at).keys())).toEqual(only);
  });
});

describe.skipIf(process.platform !== "linux")("kill -9", () => {
  test("of workers and children at random: every result there, once, and equal", {
    timeout: 2 * PATIENCE_MS,
  }, async () => {
    const folder = temporaryFolder();
    const file = join(folder, "spec.json");
    writeFileSync(file, JSON.stringify({ ...quickSpec, repeats: 4 }));
    const [calm, killed] = [join(folder, "calm"), join(folder, "killed")];
    const run = (at: string) => study(["run", file, "--out", at, "--workers", "2", "--quiet"]);
    expect(await run(calm).ended).toMatchObject({ code: 0 });
    let kills = 0;
    for (let isOver = false; !isOver; ) {
      const process = run(killed);
      let isRunning = true;
      const ended = process.ended.then(({ code }: { code: number | null }) => {
        isRunning = false;
        return code;
      });
      while (isRunning && kills < 6) {
        await Promise.race([ended, new Promise((go) => setTimeout(go, 300 + 500 * Math.random()))]);
        const all = training(killed);
        const victim =
          kills === 3 && all.length > 0
            ? { pid: process.pid }
            : all[Math.floor(Math.random() * all.length)];
        if (victim !== undefined && kill(victim.pid)) kills += 1;
      }
      isOver = (await ended) === 0;
    }
    expect(kills).toBeGreaterThan(0);
    expect(differences(comparable(calm), comparable(killed))).toEqual({
      lost: 0,
      more: 0,
      differing: 0,
    });
    // A process whose worker was killed may have written once more: the next run tidies.
    await run(killed).ended;
    expect(leftovers(killed)).toEqual([]);
  });
});

async function plan(spec: StudySpec, at: string): Promise<string[]> {
  const { planStudy } = await import("../../src/study/index.ts");
  const { writePlan } = await import("../../src/study/folder.ts");
  const planned = await planStudy(spec, { retries: 0 });
  mkdirSync(at, { recursive: true });
  await writePlan(at, planned.plan);
  return planned.plan.tasks.map(({ key }) => key);
}

function failedKey(at: string): string {
  return readdirSync(join(at, "failures"))[0]?.slice(0, 24) ?? "";
}
