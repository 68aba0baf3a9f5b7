import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runSweep } from "../../../src/sweep/index.ts";
import { createProcessTrainer, type ProcessTrainer } from "../../../src/trainer/process/index.ts";
import { temporaryFolder } from "../../helpers/cli.ts";
import { expectNobodyLeft, fixture, start } from "./helpers.ts";

const LRS = [0.01, 0.1, 0.2];

async function losses(trainer: ProcessTrainer, lrs = LRS): Promise<number[]> {
  const all: number[] = [];
  for (const lr of lrs) all.push((await trainer.step(lr)).loss);
  return all;
}

test("says what the trainer is, and reads the LR back", async () => {
  const trainer = await start(fixture("good"), { seed: 4 });
  expect(trainer.info).toMatchObject({
    optimizer: "sgd",
    batchSize: 8,
    stepsPerEpoch: 10,
    parameterCount: 1,
    seed: 4,
    engine: { name: "process", version: "protocol 1" },
  });
  expect(trainer.capabilities).toEqual(["evaluate", "restore"]);
  expect(trainer.warnings).toEqual([]);
  const { loss, lr } = await trainer.step(0.001);
  // (w - 3)^2 at w = 4 / 10, with noise below 0.01.
  expect(loss).toBeGreaterThanOrEqual(2.6 ** 2);
  expect(loss).toBeLessThan(2.6 ** 2 + 0.01);
  expect(lr).toBe(0.001);
});

describe.each(["good", "no-restore"])("%s: restore and reseed", (name) => {
  test("the same losses after each restore, whatever happened in between", async () => {
    const trainer = await start(fixture(name), { seed: 1 });
    await trainer.step(0.05);
    await trainer.snapshot();
    const first = await losses(trainer);
    const heldOut = await trainer.evaluate?.();
    await trainer.restore();
    expect(await losses(trainer)).toEqual(first);
    expect(await trainer.evaluate?.()).toEqual(heldOut);
    await trainer.restore();
    await trainer.reseed(2);
    const other = await losses(trainer);
    expect(other).not.toEqual(first);
    await trainer.restore();
    expect(await losses(trainer)).toEqual(first);
    await trainer.restore();
    await trainer.restore();
    expect(await losses(trainer)).toEqual(first);
    await trainer.reseed(2);
    expect(await losses(trainer)).toEqual(other);
  });
});

test("reseed begins as a start with that seed does", async () => {
  const trainer = await start(fixture("good"), { seed: 1 });
  await trainer.step(0.1);
  await trainer.reseed(5);
  const fresh = await start(fixture("good"), { seed: 5 });
  expect(await losses(trainer)).toEqual(await losses(fresh));
});

test("restore without snapshot is an error", async () => {
  const trainer = await start(fixture("good"));
  await expect(trainer.restore()).rejects.toMatchObject({ code: "no-snapshot" });
});

test("a sweep of three repeats gives the same with and without restore, and with warm processes", async () => {
  const sweep = async (name: string, warm: number) => {
    const trainer = await start(fixture(name), { seed: 0, warm, nextSeeds: [1, 2] });
    const { record, failure } = await runSweep(trainer, { steps: 12, repeats: 3 });
    expect(failure).toBeNull();
    return record.runs.map((run) => run.losses);
  };
  const [restored, restarted, warmed] = await Promise.all([
    sweep("good", 0),
    sweep("no-restore", 0),
    sweep("no-restore", 2),
  ]);
  expect(restored).toHaveLength(3);
  expect(restored[1]).not.toEqual(restored[0]);
  expect(restarted).toEqual(restored);
  expect(warmed).toEqual(restored);
});

test("a last restore starts no process, and close ends those that were started ahead", async () => {
  const folder = temporaryFolder();
  const log = join(folder, "log");
  const trainer = await start(
    ["sh", "-c", 'echo "start $$" >&2; exec "$@"', "sh", ...fixture("no-restore")],
    { warm: 2, nextSeeds: [1, 2, 3], logFile: log },
  );
  await trainer.snapshot();
  await trainer.step(0.1);
  await trainer.restore();
  expect(trainer.pid).toBeUndefined();
  await trainer.close();
  const pids = [...readFileSync(log, "utf8").matchAll(/start (\d+)/g)].map(([, pid]) =>
    Number(pid),
  );
  expect(pids.length).toBeLessThanOrEqual(3);
  expect(pids.length).toBeGreaterThanOrEqual(1);
  for (const pid of pids) await expectNobodyLeft(pid);
});

test.each([
  ['"loss":2.5', { loss: 2.5 }],
  ['"loss":2.5,"rows":"all","lr":0.1', { loss: 2.5 }],
  ['"loss":2.5,"count":7,"standardError":0.5', { loss: 2.5, count: 7, standardError: 0.5 }],
  ['"losses":[1,2,6]', { loss: 3, count: 3, losses: [1, 2, 6] }],
  ['"loss":NaN,"losses":[1,NaN],"standardError":NaN', { loss: Number.NaN, count: 2 }],
])("an evaluation that tells %s", async (told, expected) => {
  const trainer = await start(fixture("tells-rows", told));
  const evaluation = await trainer.evaluate?.();
  expect(evaluation).toMatchObject(expected);
  const more = ["count", "losses", "standardError"].filter((name) => told.includes(`"${name}"`));
  if (Number.isFinite(expected.loss)) {
    expect(Object.keys(evaluation as object)).toEqual(expect.arrayContaining(["loss", ...more]));
  }
  expect(evaluation).not.toHaveProperty("rows");
});

test("a trainer with neither evaluate nor info", async () => {
  const trainer = await start(fixture("plain"));
  expect(trainer.evaluate).toBeUndefined();
  expect(trainer.info).toMatchObject({ optimizer: "unknown", stepsPerEpoch: 100 });
  expect(trainer.warnings.map(({ code }) => code)).toEqual([
    "trainer-info-missing",
    "training-loss-only",
    "trainer-restarts",
  ]);
  expect(await losses(trainer)).toHaveLength(3);
  await expect(runSweep(trainer, { evaluateEvery: 5 })).rejects.toMatchObject({
    code: "cannot-evaluate",
  });
});

test("bare and quoted NaN and Infinity, 1e400, CRLF", async () => {
  const trainer = await start(fixture("bare-nan"));
  expect(trainer.info.optimizer).toBe("NaN Infinity");
  expect(await losses(trainer, new Array<number>(7).fill(0.1))).toEqual([
    1.5,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
  ]);
});

test("ordinary output is passed on in order and logged, and so is stderr", async () => {
  const log = join(temporaryFolder(), "trainer.log");
  const seen: string[] = [];
  const trainer = await start(fixture("chatty"), { onOutput: (line) => void seen.push(line) });
  expect(seen).toEqual(["loading…", '{"epoch": 1, "loss": 0.5}']);
  expect(existsSync(log)).toBe(false);
  trainer.logTo(log);
  await trainer.step(0.1);
  await trainer.close();
  expect(seen.slice(2)).toEqual(["working on step", ""]);
  const text = readFileSync(log, "utf8");
  for (const line of [...seen, "a warning on stderr"]) expect(text).toContain(`${line}\n`);
});

test("noise and 10 MB between steps do no harm", async () => {
  const noisy = await start(fixture("binary-noise"));
  expect(await losses(noisy)).toHaveLength(3);
  let bytes = 0;
  const log = join(temporaryFolder(), "trainer.log");
  const flooded = await start(fixture("flood"), {
    logFile: log,
    onOutput: (line) => {
      bytes += line.length + 1;
    },
  });
  expect(await losses(flooded, [0.1])).toHaveLength(1);
  expect(bytes).toBe(10e6);
  await flooded.close();
  expect(readFileSync(log).length).toBe(20e6);
});

test("a slow reader holds the trainer back instead of filling memory", async () => {
  let open = 0;
  let most = 0;
  const trainer = await start(fixture("flood", "1000000"), {
    onOutput: async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setTimeout(resolve, 1));
      open -= 1;
    },
  });
  expect(await losses(trainer, [0.1])).toHaveLength(1);
  // What one read of a pipe holds, in lines of 100 bytes; all of it would be 10,000.
  expect(most).toBeLessThan(2000);
});

test("after close nothing is asked, nothing is left, and closing again is fine", async () => {
  const trainer = await createProcessTrainer({ command: fixture("good") });
  const group = trainer.pid as number;
  await trainer.step(0.1);
  await trainer.close();
  await trainer.close();
  await expectNobodyLeft(group);
  await expect(trainer.step(0.1)).rejects.toMatchObject({ code: "closed" });
  expect(process.listenerCount("SIGHUP")).toBe(0);
});

test("a trainer that does not end on close is ended", async () => {
  const trainer = await createProcessTrainer({
    command: fixture("never-ends"),
    closeTimeoutMs: 100,
  });
  const group = trainer.pid as number;
  await trainer.close();
  await expectNobodyLeft(group);
});

test("the environment, the folder and the shell", async () => {
  const folder = temporaryFolder();
  const seen: string[] = [];
  const [node, script] = fixture("plain") as [string, string];
  const trainer = await start([], {
    command: `echo "$LR_FINDER_PROTOCOL $LR_FINDER_SEED $EXTRA $PWD" && '${node}' '${script}'`,
    shell: true,
    seed: 42,
    cwd: folder,
    env: { EXTRA: "more" },
    onOutput: (line) => void seen.push(line),
  });
  expect(seen[0]).toMatch(/^1 42 more /);
  expect(seen[0]).toContain(folder.split("/").at(-1));
  expect(await losses(trainer)).toHaveLength(3);
});
