// Studies on BullMQ, with real servers: workers are processes of the built package.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { Worker } from "bullmq";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { queueName } from "../../../src/study/engines/bullmq/names.ts";
import { comparable, family, leftovers, study, training } from "../../bench/study/process.mjs";
import { missingFor, type Server, startPostgres, startRedis } from "../../bench/study/servers.mjs";
import { repoFile, temporaryFolder } from "../../helpers/cli.ts";
import { describeWith, linux, type Need, testWith } from "../../helpers/needs.ts";
import { quickSpec } from "../specs.ts";
import { expectSame, killSome, suiteFolder, until } from "./kills.ts";

const PATIENCE_MS = 240_000;
const SERVERS = [
  { name: "Redis", start: startRedis, what: "redis", install: "redis-server" },
  { name: "PostgreSQL", start: startPostgres, what: "postgres", install: "postgresql" },
] as const;

const needOf = ({ name, what, install }: (typeof SERVERS)[number]): Need => ({
  what: `${name}: apt-get install ${install}`,
  isThere: linux.isThere && missingFor(what).length === 0,
  inCi: true,
});

const repeats = 5;
const spec = { ...quickSpec, repeats };

describe.each(SERVERS)("a study on BullMQ", (server) => {
  describeWith(needOf(server), `with ${server.name}`, () => {
    let at: Server;
    let env: NodeJS.ProcessEnv;
    let secret: string;
    const own = suiteFolder();
    const shared = suiteFolder();
    const file = join(shared, "spec.json");
    const calm = join(shared, "calm");
    const out = () => join(temporaryFolder(), "study");
    const run = (folder: string, ...args: string[]) =>
      study(["run", file, "--out", folder, "--engine", "bullmq", ...args], { env });

    beforeAll(async () => {
      at = await server.start(own);
      env = { ...process.env, LR_FINDER_QUEUE: at.url };
      secret = decodeURIComponent(new URL(at.url).password);
      writeFileSync(file, JSON.stringify(spec));
      expect(await study(["run", file, "--out", calm]).ended).toMatchObject({ code: 0 });
    }, PATIENCE_MS);
    afterAll(() => at.stop());

    test("workers of the folder are killed (-9) while they train: every result there, once, and equal", {
      timeout: PATIENCE_MS,
    }, async () => {
      const folder = out();
      const running = run(folder, "--workers", "2");
      let isOver = false;
      const ended = running.ended.finally(() => {
        isOver = true;
      });
      const kills = await killSome(
        () => training(folder),
        5,
        () => isOver,
      );
      const { code, out: said, err } = await ended;
      expect([code, kills > 0], err).toEqual([0, true]);
      expect(said).toContain("20 of 20 runs done");
      expectSame(calm, folder);
    });

    test("workers that do not see the folder are killed (-9): results travel back, every one of them, once", {
      timeout: PATIENCE_MS,
    }, async () => {
      const folder = out();
      // Another checkout: the study's files, and nothing else.
      const elsewhere = temporaryFolder();
      mkdirSync(join(elsewhere, "datasets"));
      cpSync(repoFile("datasets/blobs.csv"), join(elsewhere, "datasets/blobs.csv"));
      const running = run(folder);
      let isOver = false;
      const ended = running.ended.finally(() => {
        isOver = true;
      });
      const workers: ReturnType<typeof study>[] = [];
      const start = () => {
        const worker = study(["worker", "--engine", "bullmq"], { env, cwd: elsewhere });
        workers.push(worker);
        void worker.ended.then(({ signal }) => signal === "SIGKILL" && !isOver && start());
      };
      start();
      start();
      const kills = await killSome(
        () =>
          workers.flatMap(({ pid }) => {
            const below = family(pid).filter(({ kind }) => kind === "child");
            return below.length === 0 ? [] : [{ pid }, ...below];
          }),
        2,
        () => isOver,
      );
      const { code, out: said, err } = await ended;
      expect([code, kills > 0], err).toEqual([0, true]);
      expect(said).toContain("20 of 20 runs done");
      expectSame(calm, folder);
      const ends = await Promise.all(workers.map((worker) => worker.ended));
      const bad = ends.filter(({ code: each, signal }) => each !== 0 && signal !== "SIGKILL");
      expect(bad).toEqual([]);
      // No worker had the folder.
      expect(err).toContain("lr-finder study worker --engine bullmq --study");
    });

    test("the server goes away while tasks are trained, and comes back", {
      timeout: PATIENCE_MS,
    }, async () => {
      const folder = out();
      const running = run(folder, "--workers", "2");
      await until("a result", () => comparable(folder).size > 0);
      await at.stop();
      await delay(4_000);
      await at.start();
      const { code, err } = await running.ended;
      expect(code, err).toBe(0);
      expectSame(calm, folder);
      expect(err).toContain(`the queue's ${server.name} cannot be used`);
      expect(err).toContain("the queue is there again");
      expect(err).not.toContain(secret);
    });

    test("run and worker end when they are asked to while the server is away", {
      timeout: PATIENCE_MS,
    }, async () => {
      const folder = out();
      const running = run(folder);
      const worker = study(["worker", "--engine", "bullmq"], { env });
      await until("a result", () => comparable(folder).size > 0);
      await at.stop();
      await delay(3_000);
      const asked = performance.now();
      process.kill(running.pid, "SIGINT");
      process.kill(worker.pid, "SIGTERM");
      const [ofRun, ofWorker] = await Promise.all([running.ended, worker.ended]);
      const seconds = (performance.now() - asked) / 1000;
      await at.start();
      expect([ofRun.code, ofWorker.code], ofRun.err + ofWorker.err).toEqual([130, 143]);
      expect(seconds).toBeLessThan(40);
      const rest = await run(folder, "--workers", "1").ended;
      expect(rest.code, rest.err).toBe(0);
      expectSame(calm, folder);
    });

    test("what another study of the same name left in the server is not taken for this one's, and what this one left is", {
      timeout: PATIENCE_MS,
    }, async () => {
      const [other, folder] = [out(), out()];
      const interrupted = async (at: string) => {
        const running = run(at, "--workers", "1");
        await until("a result", () => comparable(at).size > 0);
        process.kill(running.pid, "SIGKILL");
        await running.ended;
      };
      await interrupted(other);
      await interrupted(folder);
      const before = comparable(folder).size;
      // The run is dead, and its tasks are in the queue: a worker without the folder measures some.
      const id = readFileSync(join(folder, "queue-id"), "utf8").trim();
      const worker = study(["worker", "--engine", "bullmq", "--study", id, "--most", "3"], { env });
      expect((await worker.ended).out).toBe("3 done, 0 failed\n");
      expect(comparable(folder).size).toBe(before);
      const again = await run(folder, "--workers", "1").ended;
      expect(again.code, again.err).toBe(0);
      expectSame(calm, folder);
      expect(comparable(other).size).toBeLessThan(20);
    });

    test("its address is in no file, no output, no error, and not in a trainer's environment", {
      timeout: PATIENCE_MS,
    }, async () => {
      const folder = temporaryFolder();
      const script = join(folder, "telling.mjs");
      const good = repoFile("test/fixtures/trainers/good.mjs");
      writeFileSync(
        script,
        `console.error(JSON.stringify(process.env)); await import(${JSON.stringify(good)});`,
      );
      const telling = join(folder, "spec.json");
      const axes = { size: { kind: "size", values: [1] } };
      const trainer = `node ${script} {size}`;
      writeFileSync(
        telling,
        JSON.stringify({ version: 1, trainer, axes, run: { budget: "quick", steps: 20 } }),
      );
      const at = join(folder, "study");
      const ran = await study(
        ["run", telling, "--out", at, "--engine", "bullmq", "--workers", "1"],
        { env },
      ).ended;
      expect(ran.code, ran.err).toBe(0);
      const wrong = new URL(env.LR_FINDER_QUEUE ?? "");
      wrong.password = "an0ther-Secret";
      const refused = await study(
        [
          "run",
          telling,
          "--out",
          join(folder, "refused"),
          "--engine",
          "bullmq",
          "--queue",
          wrong.href,
        ],
        { env },
      ).ended;
      expect(refused.code).not.toBe(0);
      expect(refused.err).toContain(`the queue's ${server.name} cannot be used`);
      const words = [ran.out, ran.err, refused.out, refused.err, ...texts(folder)].join("\n");
      expect(words).not.toContain(secret);
      expect(words).not.toContain(encodeURIComponent(secret));
      expect(words).not.toContain("an0ther-Secret");
      expect(texts(folder).some((text) => text.includes("LR_FINDER_PROTOCOL"))).toBe(true);
    });
  });
});

describeWith(needOf(SERVERS[0]), "what a worker sends back", () => {
  test("is written in its task's folder alone, and noted as a failure where it is no result", {
    timeout: PATIENCE_MS,
  }, async () => {
    const at = await startRedis(temporaryFolder());
    const env = { ...process.env, LR_FINDER_QUEUE: at.url };
    const folder = temporaryFolder();
    const file = join(folder, "spec.json");
    const axes = { batch: { kind: "batch", values: [16] } };
    writeFileSync(file, JSON.stringify({ ...quickSpec, model: "linear", axes }));
    const out = join(folder, "study");
    const args = ["run", file, "--out", out, "--engine", "bullmq", "--retries", "5"];
    const running = study(args, { env });
    await until("the queue's id", () => existsSync(join(out, "queue-id")));
    const id = readFileSync(join(out, "queue-id"), "utf8").trim();
    const packed = (text: string) => gzipSync(text).toString("base64");
    const other = { version: 1, key: "0".repeat(24) };
    const answers = [
      { type: "files", files: { "../../evil": packed("x") }, bytes: 1 },
      { type: "files", files: { "outcome.json": packed(JSON.stringify(other)) }, bytes: 100 },
      { type: "files", files: { "result.json": packed("0".repeat(1e6)) }, bytes: 10 },
      { type: "files", files: { "result.json": "no gzip" }, bytes: 10 },
      "done",
      {
        type: "failed",
        kind: "error",
        code: "own",
        message: "too hot",
        stderr: "",
        host: "elsewhere",
      },
    ];
    const worker = new Worker(queueName(id), async () => answers.shift(), {
      connection: { url: at.url, maxRetriesPerRequest: null },
      prefix: "lr-finder",
    });
    worker.on("error", () => {});
    const { code } = await running.ended;
    await worker.close();
    await at.stop();
    expect(code).toBe(1);
    const noted = readdirSync(join(out, "failures")).sort();
    const messages = noted.map(
      (name) => JSON.parse(readFileSync(join(out, "failures", name), "utf8")).message,
    );
    expect(messages).toEqual([
      'its worker sent a file of the name "../../evil"',
      "its worker sent what is no result of this task",
      expect.stringContaining("its worker sent a damaged result"),
      expect.stringContaining("its worker sent a damaged result"),
      "its worker sent no answer of a worker",
      "too hot",
    ]);
    expect(readdirSync(join(out, "results"))).toEqual([]);
    expect(leftovers(out)).toEqual([]);
    expect(
      readdirSync(folder, { recursive: true }).filter((name) => `${name}`.includes("evil")),
    ).toEqual([]);
  });
});

describeWith(needOf(SERVERS[0]), "a worker without the folder", () => {
  let at: Server;
  const shared = suiteFolder();
  beforeAll(async () => {
    at = await startRedis(shared);
  });
  afterAll(() => at.stop());

  test("refuses where the files that decide the numbers are others, and gives its task back", {
    timeout: PATIENCE_MS,
  }, async () => {
    const env = { ...process.env, LR_FINDER_QUEUE: at.url };
    const folder = temporaryFolder();
    const file = join(folder, "spec.json");
    writeFileSync(file, JSON.stringify(quickSpec));
    const running = study(["run", file, "--out", join(folder, "study"), "--engine", "bullmq"], {
      env,
    });
    const other = temporaryFolder();
    const worker = () => study(["worker", "--engine", "bullmq"], { env, cwd: other }).ended;
    const missing = await worker();
    expect([missing.code, missing.err]).toEqual([
      2,
      expect.stringContaining("blobs.csv is not in"),
    ]);
    mkdirSync(join(other, "datasets"));
    writeFileSync(join(other, "datasets/blobs.csv"), "a,b\n1,2\n");
    expect((await worker()).err).toContain("blobs.csv is another file in");
    const good = await study(["worker", "--engine", "bullmq"], { env }).ended;
    expect(good.out).toBe("4 done, 0 failed\n");
    expect((await running.ended).code).toBe(0);
    expect(readdirSync(join(folder, "study", "failures"))).toEqual([]);
  });

  test("that fails says why: the run notes it, and tries again", {
    timeout: PATIENCE_MS,
  }, async () => {
    const env = { ...process.env, LR_FINDER_QUEUE: at.url };
    const folder = temporaryFolder();
    const file = join(folder, "spec.json");
    const trainer = `node ${repoFile("test/fixtures/trainers/good.mjs")}-is-not {size}`;
    const axes = { size: { kind: "size", values: [1] } };
    writeFileSync(file, JSON.stringify({ version: 1, trainer, axes, run: { budget: "quick" } }));
    const out = join(folder, "study");
    const running = study(["run", file, "--out", out, "--engine", "bullmq", "--retries", "1"], {
      env,
    });
    const worker = await study(["worker", "--engine", "bullmq"], { env }).ended;
    expect(worker.out).toBe("0 done, 2 failed\n");
    const { code, out: said } = await running.ended;
    expect([code, said]).toEqual([1, expect.stringContaining("after 2 attempts")]);
  });
});

testWith(
  { ...needOf(SERVERS[0]), isThere: needOf(SERVERS[0]).isThere && hasTls() },
  "a queue over TLS is used where its certificate is known, and refused where not",
  { timeout: PATIENCE_MS },
  async () => {
    const at = await startRedis(temporaryFolder(), { tls: true });
    const env = { ...process.env, LR_FINDER_QUEUE: at.url };
    const folder = temporaryFolder();
    const file = join(folder, "spec.json");
    writeFileSync(file, JSON.stringify(quickSpec));
    const args = [
      "run",
      file,
      "--out",
      join(folder, "study"),
      "--engine",
      "bullmq",
      "--workers",
      "1",
    ];
    const refused = await study(args, { env }).ended;
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining("self-signed certificate"),
    ]);
    const known = await study(args, { env: { ...env, NODE_EXTRA_CA_CERTS: at.ca } }).ended;
    expect(known.code, known.err).toBe(0);
    await at.stop();
  },
);

test("without the packages it is said what to install", async () => {
  const folder = temporaryFolder();
  const hide = join(folder, "hide.cjs");
  writeFileSync(
    hide,
    `const Module = require("node:module");
    const resolve = Module._resolveFilename;
    Module._resolveFilename = function (name, ...rest) {
      if (name === "bullmq") throw new Error("not there");
      return resolve.call(this, name, ...rest);
    };`,
  );
  const env = { ...process.env, NODE_OPTIONS: `--require ${hide}` };
  for (const [url, driver] of [
    ["redis://:s3cret@localhost:1", "ioredis"],
    ["postgres://u:s3cret@localhost:1/d", "pg"],
  ]) {
    const worker = study(["worker", "--engine", "bullmq", "--queue", url ?? ""], { env });
    const { code, err } = await worker.ended;
    expect([code, err]).toEqual([2, expect.stringContaining(`npm install bullmq@6 ${driver}`)]);
    expect(err).not.toContain("s3cret");
  }
});

/** Every text file below a folder. */
function texts(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "utf8"));
}

function hasTls(): boolean {
  // `openssl version`: it has no `--version`.
  return spawnSync("openssl", ["version"]).status === 0;
}
