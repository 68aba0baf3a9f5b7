// Studies on Slurm: a real one on this machine, and programs in its place for what no test could wait for.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { comparable, study, training } from "../../bench/study/process.mjs";
import { missingFor, type Slurm, startSlurm } from "../../bench/study/servers.mjs";
import { temporaryFolder } from "../../helpers/cli.ts";
import { describeWith, linux, type Need, posix, root } from "../../helpers/needs.ts";
import { quickSpec } from "../specs.ts";
import { expectSame, killSome, suiteFolder, until } from "./kills.ts";

const PATIENCE_MS = 240_000;
const slurmNeed: Need = {
  what: "Slurm, and the user root: apt-get install slurm-wlm munge",
  isThere: linux.isThere && root.isThere && missingFor("slurm").length === 0,
  inCi: root.isThere,
};

/** What is in a folder of a study; nothing where it is not made yet. */
function namesIn(...path: string[]): string[] {
  const folder = join(...path);
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** A study of tasks that take a few seconds each. */
function slowSpec(folder: string, sizes: readonly number[]): string {
  const module = join(folder, "slow.mjs");
  writeFileSync(
    module,
    `export const trainer = ({ seed }) => {
      let w = 3;
      let saved = w;
      return {
        info: { optimizer: "sgd", batchSize: 1, stepsPerEpoch: 10, parameterCount: 1,
          engine: { name: "own", version: "1", why: "test" }, seed },
        async step(lr) { await new Promise((go) => setTimeout(go, 100)); const loss = w * w; w -= lr * 2 * w; return { loss }; },
        async snapshot() { saved = w; }, async restore() { w = saved; }, async close() {},
      };
    };`,
  );
  const file = join(folder, "spec.json");
  const axes = { size: { kind: "size", values: sizes } };
  const run = { budget: "quick", steps: 20 };
  writeFileSync(file, JSON.stringify({ version: 1, name: "slow", module, axes, run }));
  return file;
}

describeWith(slurmNeed, "a study on Slurm", () => {
  let slurm: Slurm;
  const shared = suiteFolder();
  beforeAll(async () => {
    slurm = await startSlurm(shared, { config: ["MaxArraySize=3"] });
  }, PATIENCE_MS);
  afterAll(() => slurm.stop());
  const run = (file: string, folder: string, ...args: string[]) =>
    study(["run", file, "--out", folder, "--engine", "slurm", ...args], { env: slurm.env });
  const queued = () =>
    spawnSync("squeue", ["-h", "-o", "%F %T"], { env: slurm.env, encoding: "utf8" })
      .stdout.split("\n")
      .filter((line) => line !== "");

  test("is split as the site wants, its workers are killed (-9), and every result is there, once, and equal", {
    timeout: PATIENCE_MS,
  }, async () => {
    const folder = temporaryFolder();
    const file = join(folder, "spec.json");
    writeFileSync(file, JSON.stringify({ ...quickSpec, repeats: 5 }));
    const [calm, out] = [join(folder, "calm"), join(folder, "study")];
    expect(await study(["run", file, "--out", calm]).ended).toMatchObject({ code: 0 });
    const running = run(file, out, "--tasks-per-job", "5", "--sbatch", "--time=10");
    let isOver = false;
    const ended = running.ended.finally(() => {
      isOver = true;
    });
    const kills = await killSome(
      () => training(out),
      4,
      () => isOver,
    );
    const { code, err } = await ended;
    expect([code, kills > 0], err).toEqual([0, true]);
    expectSame(calm, out);
    // Of four jobs an array has at most three.
    const scripts = readdirSync(join(out, "slurm")).filter((name) => name.endsWith(".sh"));
    const arrays = scripts.map((name) => readFileSync(join(out, "slurm", name), "utf8"));
    expect(arrays.filter((text) => text.includes("#SBATCH --array=0-1\n")).length).toBeGreaterThan(
      1,
    );
    expect(err).toMatch(/submitted the job \d+: 2 workers/);
  });

  test("a job that is told of its end gives its task back and is queued again; one that had no time for any is not", {
    timeout: PATIENCE_MS,
  }, async () => {
    const folder = temporaryFolder();
    const out = join(folder, "study");
    const running = run(slowSpec(folder, [1, 2, 3]), out, "--tasks-per-job", "3");
    await until("a result", () => namesIn(out, "results").length > 0);
    await until("the next task", () => namesIn(out, "leases").length > 0);
    const [id = ""] = queued()[0]?.split(" ") ?? [];
    const tell = () => spawnSync("scancel", ["--signal=USR1", "--batch", id], { env: slurm.env });
    tell();
    await until("its lease to be given back", () => namesIn(out, "leases").length === 0);
    expect(readdirSync(join(out, "failures"))).toEqual([]);
    // Slurm lets a job that is queued again wait for two minutes: its node takes none at once.
    await until("the job to wait", () => queued().includes(`${id} PENDING`));
    await delay(4_000);
    spawnSync("scontrol", ["update", `JobId=${id}`, "StartTime=now"], { env: slurm.env });
    const { code, err } = await running.ended;
    expect(code, err).toBe(0);
    expect(comparable(out).size).toBe(3);
    expect(err.match(/submitted/g), err).toHaveLength(1);
    expect(readFileSync(join(out, "slurm", `${id}.log`), "utf8")).toContain('"done":1');
    // The next one is told before it has finished any.
    const short = join(folder, "short");
    const shortRun = run(slowSpec(folder, [4]), short, "--tasks-per-job", "1");
    await until("a lease", () => namesIn(short, "leases").length > 0);
    await delay(500);
    const [next = ""] = queued().at(-1)?.split(" ") ?? [];
    spawnSync("scancel", ["--signal=USR1", "--batch", next], { env: slurm.env });
    const ended = await shortRun.ended;
    expect(ended.code).toBe(1);
    expect(ended.err).toContain("no training was finished in the time of this job");
  });

  test("goes on without its run, which says how to cancel it; the same command watches it, and --cancel cancels", {
    timeout: PATIENCE_MS,
  }, async () => {
    const folder = temporaryFolder();
    const out = join(folder, "study");
    const file = slowSpec(folder, [1, 2, 3, 4, 5, 6]);
    const args = ["--tasks-per-job", "3", "--workers", "1"];
    const first = run(file, out, ...args);
    await until("a lease", () => namesIn(out, "leases").length > 0);
    process.kill(first.pid, "SIGINT");
    const left = await first.ended;
    expect(left.code).toBe(130);
    const [, id = ""] = /To cancel: scancel (\d+)/.exec(left.err) ?? [];
    expect(queued().some((line) => line.startsWith(id))).toBe(true);
    const again = run(file, out, ...args, "--cancel");
    await until("more results", () => namesIn(out, "results").length > 1);
    process.kill(again.pid, "SIGINT");
    const cancelled = await again.ended;
    expect(cancelled.err).toContain(`the job ${id} of this study is there, and watched`);
    expect(cancelled.err).toContain(`cancelled the job ${id}`);
    expect(cancelled.err).not.toContain("submitted");
    await until("the jobs to end", () => queued().length === 0);
    expect(comparable(out).size).toBeLessThan(6);
    const rest = await run(file, out, ...args).ended;
    expect(rest.code, rest.err).toBe(0);
    expect(comparable(out).size).toBe(6);
  });
});

describeWith(posix, "what Slurm's commands say", () => {
  const scripts = {
    // A job runs at once, and squeue never sees it.
    sbatch:
      'echo "$@" >>"$FAKE/calls"; for last; do :; done; bash "$last" >"$FAKE/log" 2>&1; echo 41',
    squeue: "exit 0",
    scontrol: "exit 1",
  };
  const withPrograms = (programs: Readonly<Record<string, string>>) => {
    const folder = temporaryFolder();
    const bin = join(folder, "bin");
    mkdirSync(bin);
    for (const [name, text] of Object.entries(programs)) {
      writeFileSync(join(bin, name), `#!/bin/bash\n${text}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    const file = join(folder, "spec.json");
    writeFileSync(file, JSON.stringify(quickSpec));
    const env = { ...process.env, FAKE: folder, PATH: `${bin}:/usr/bin:/bin` };
    const out = join(folder, "study");
    const run = (...args: string[]) =>
      study(["run", file, "--out", out, "--engine", "slurm", ...args], { env }).ended;
    return { folder, out, run };
  };

  test("is needed: without sbatch it is said where to start", async () => {
    const { run } = withPrograms({ squeue: "exit 127" });
    const folder = temporaryFolder();
    const env = { ...process.env, PATH: folder };
    const file = join(folder, "spec.json");
    writeFileSync(file, JSON.stringify(quickSpec));
    const args = ["run", file, "--out", join(folder, "study"), "--engine", "slurm"];
    const { code, err } = await study(args, { env }).ended;
    expect([code, err]).toEqual([
      2,
      expect.stringContaining("was not found: the engine slurm submits jobs"),
    ]);
    expect(await run("--dry-run")).toMatchObject({ code: 0 });
  });

  test("a dry run prints the script, submits nothing, and needs no Slurm", async () => {
    const { run, folder, out } = withPrograms({});
    const { code, out: said } = await run("--dry-run", "--sbatch", "--gpus=1", "--workers", "2");
    expect(code).toBe(0);
    expect(said).toContain("#SBATCH --array=0-3%2\n");
    expect(said).toContain("#SBATCH --gpus=1\n");
    const json = await run("--dry-run", "--json");
    expect(JSON.parse(json.out).script).toContain("#!/bin/bash\n");
    expect(readdirSync(folder)).not.toContain("study");
    expect(out).toContain(folder);
  });

  test("a limit on jobs makes arrays smaller; other refusals are said as they are", {
    timeout: PATIENCE_MS,
  }, async () => {
    const limit = `for last; do :; done; if grep -q 'array=0-[23]' "$last"; then echo "sbatch: error: QOSMaxSubmitJobPerUserLimit" >&2; exit 1; fi; `;
    const limited = withPrograms({ ...scripts, sbatch: limit + scripts.sbatch });
    const { code, err } = await limited.run();
    expect(code, err).toBe(0);
    expect(comparable(limited.out).size).toBe(4);
    const sent = readFileSync(join(limited.folder, "calls"), "utf8").trim().split("\n");
    expect(sent.length).toBeGreaterThan(1);
    const refusing = withPrograms({
      ...scripts,
      sbatch: `echo "sbatch: error: invalid partition specified: gpus" >&2; exit 1`,
    });
    const refused = await refusing.run();
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("invalid partition")]);
  });

  test("jobs that measure nothing end the run, with what their log says", {
    timeout: PATIENCE_MS,
  }, async () => {
    const { run } = withPrograms({
      ...scripts,
      sbatch: `echo "node: command not found" >"$FAKE/study/slurm/41_0.log"; echo 41`,
    });
    const { code, err } = await run();
    expect(code).toBe(1);
    expect(err).toContain("the jobs ended, and nothing was measured");
    expect(err).toContain("node: command not found");
  });

  test("a Slurm that does not answer for a while is waited for", {
    timeout: PATIENCE_MS,
  }, async () => {
    const squeue = `n=$(cat "$FAKE/n" 2>/dev/null || echo 0); echo $((n + 1)) >"$FAKE/n"; if [ "$n" = 1 ]; then echo "slurm_load_jobs error: Unable to contact slurm controller" >&2; exit 1; fi; if [ -e "$FAKE/runs" ]; then echo "41|RUNNING|None"; fi`;
    const sbatch = `for last; do :; done; cp "$last" "$FAKE/job"; touch "$FAKE/runs"; (sleep 3; bash "$FAKE/job"; rm "$FAKE/runs") >"$FAKE/log" 2>&1 & echo 41`;
    const { run, out } = withPrograms({ ...scripts, squeue, sbatch });
    const { code, err } = await run("--tasks-per-job", "4");
    expect(code, err).toBe(0);
    expect(comparable(out).size).toBe(4);
    expect(err).toContain("Unable to contact slurm controller; asking again until it does");
    expect(err).toContain("Slurm answers again");
  });
});
