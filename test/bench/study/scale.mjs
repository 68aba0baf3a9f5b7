// A study of many short tasks: one and two workers against the same jobs in one process; workers and
// the processes that train for them killed (-9) while they train; every result there, once, and equal.
// --engine takes several of: local (default), redis, postgres (BullMQ, workers with the folder), redis-far,
// postgres-far (workers without it), slurm; their servers are started here.
// Run: npm run build && node test/bench/study/scale.mjs [--engine LIST] [--tasks N] [--kills N] [--quick] [--check]
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { runJob } from "../../../dist/job/index.js";
import { planStudy } from "../../../dist/study/index.js";
import { notMeasured, target } from "../target.mjs";
import { comparable, differences, family, kill, leftovers, study, training } from "./process.mjs";
import { missingFor, startPostgres, startRedis, startSlurm } from "./servers.mjs";

const { values } = parseArgs({
  options: {
    tasks: { type: "string" },
    kills: { type: "string" },
    engine: { type: "string", default: "local" },
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
  },
});
const wanted = Number(values.tasks ?? (values.quick ? 12 : 1000));
const kills = Number(values.kills ?? (values.quick ? 3 : 50));

const work = mkdtempSync(join(tmpdir(), "lr-finder-scale-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
process.chdir(new URL("../../..", import.meta.url).pathname);

const engines = values.engine.split(",");
/** Tasks that overheads of other engines than the local one are measured on. */
const FEW = 200;

function specOf(repeats) {
  return {
    version: 1,
    name: "scale",
    data: "datasets/digits-images.idx3-ubyte.gz",
    model: "mlp:{width}",
    axes: {
      batch: { kind: "batch", values: [16, 32] },
      width: { kind: "size", values: [8, 16] },
    },
    repeats,
    run: { budget: "quick", steps: 60, engine: "cpu" },
  };
}

function written(name, spec) {
  const path = join(work, `${name}.json`);
  writeFileSync(path, JSON.stringify(spec));
  return path;
}

const spec = specOf(Math.ceil(wanted / 4));
const file = written("scale", spec);
const few = Math.min(Math.ceil(wanted / 4), FEW / 4);
const fewFile = written("few", specOf(few));
const { plan } = await planStudy(spec);
const tasks = plan.tasks.length;

// The jobs alone, in a process that has loaded what they need.
const alone = await inOneProcess(Math.min(tasks, values.quick ? 6 : 60));
console.log(`${tasks} tasks of ${alone.toFixed(0)} ms each in one process`);

const truth = engines.includes("local") ? await local() : await calm();
for (const name of engines.filter((each) => each !== "local")) await on(name);

/** @returns the results of the undisturbed study */
async function local() {
  const one = await measure("one", file, here(1));
  const two = await measure("two", file, here(2));
  console.log(`1 worker: ${one.seconds.toFixed(1)} s; 2 workers: ${two.seconds.toFixed(1)} s`);
  overhead("1 worker", one.seconds, 1, tasks);
  overhead("2 workers", two.seconds, 2, tasks);
  target("two workers against one", one.seconds / two.seconds, { atLeast: 1.8, unit: "x" });
  const wanted = comparable(one.folder);
  say("two workers", two.folder, wanted);
  await killing("local", here(2), wanted);
  return wanted;
}

async function calm() {
  const { folder, seconds } = await measure("calm", file, here(2));
  console.log(`2 local workers: ${seconds.toFixed(1)} s`);
  return comparable(folder);
}

async function on(name) {
  const [what, far] = name.split("-");
  // Not below the bench's own folder: servers run as other users.
  const server = mkdtempSync(join(tmpdir(), "lr-finder-server-"));
  process.on("exit", () => rmSync(server, { recursive: true, force: true }));
  const missing = missingFor(what);
  if (missing.length > 0) {
    notMeasured(name, `${missing.join(", ")} is missing`);
    return;
  }
  if (what === "slurm") {
    const slurm = await startSlurm(server);
    const how = {
      args: ["--engine", "slurm", "--workers", "2"],
      env: slurm.env,
    };
    await both(name, how);
    await slurm.stop();
    return;
  }
  const at = await (what === "redis" ? startRedis : startPostgres)(server);
  const env = { ...process.env, LR_FINDER_QUEUE: at.url };
  const workers = far === undefined ? ["--workers", "2"] : [];
  await both(name, {
    args: ["--engine", "bullmq", ...workers],
    env,
    far: far === undefined ? undefined : true,
  });
  await at.stop();
}

async function both(name, how) {
  const { folder, seconds } = await measure(`${name}-few`, fewFile, how);
  overhead(`${name}, 2 workers`, seconds, 2, comparable(folder).size);
  await killing(name, how, truth);
}

function here(workers) {
  return { args: ["--workers", `${workers}`], env: process.env };
}

function overhead(name, seconds, workers, count) {
  const value = (seconds * 1000 * workers) / count - alone;
  target(`overhead a task, ${name}`, value, { atMost: 150, unit: " ms", digits: 0 });
}

async function killing(name, how, wanted) {
  if (process.platform !== "linux") {
    notMeasured(`${name}: kills`, "processes are found in /proc");
    return;
  }
  const { folder, killed, starts, seconds } = await withKills(`${name}-killed`, how, kills);
  const kinds = Object.entries(killed).map(([kind, times]) => `${times} of ${kind}`);
  console.log(
    `${name}: ${comparable(folder).size} results in ${seconds.toFixed(0)} s; killed: ${kinds.join(", ")}; study run started ${starts} times`,
  );
  say(`${name}, killed`, folder, wanted);
  const noted = readdirSync(join(folder, "failures")).length;
  console.log(`${noted} attempts were recorded as failed`);
}

function say(name, folder, wanted) {
  const { lost, more, differing } = differences(wanted, comparable(folder));
  target(`${name}: results lost`, lost, { atMost: 0, digits: 0 });
  target(`${name}: results twice or more than asked for`, more, { atMost: 0, digits: 0 });
  target(`${name}: results that differ`, differing, { atMost: 0, digits: 0 });
  target(`${name}: left behind`, leftovers(folder).length, { atMost: 0, digits: 0 });
}

async function inOneProcess(count) {
  const step = Math.max(1, Math.floor(tasks / count));
  const sample = plan.tasks.filter((_, i) => i % step === 0).slice(0, count);
  const run = (request, name) =>
    runJob({ ...request, out: join(work, "alone", name), report: false });
  // Loads the engine.
  await run(sample[0].request, "first");
  const started = performance.now();
  for (const [i, { request }] of sample.entries()) await run(request, String(i));
  return (performance.now() - started) / sample.length;
}

async function measure(name, spec, how) {
  const folder = join(work, name);
  const started = performance.now();
  const run = start(spec, folder, how);
  const helpers = how.far ? farWorkers(how.env) : null;
  const { code, err } = await run.ended;
  const seconds = (performance.now() - started) / 1000;
  await helpers?.end();
  if (code !== 0) throw new Error(`study run ended with ${code}: ${err}`);
  return { folder, seconds };
}

function start(spec, folder, { args, env }) {
  return study(["run", spec, "--out", folder, ...args, "--quiet"], { env });
}

/** Two workers that do not see the folder; those that are killed are replaced. */
function farWorkers(env) {
  let isOver = false;
  const there = new Map();
  const begin = () => {
    const worker = study(["worker", "--engine", "bullmq", "--quiet"], { env });
    const gone = worker.ended.then(() => {
      there.delete(worker.pid);
      if (!isOver) begin();
    });
    there.set(worker.pid, gone);
  };
  begin();
  begin();
  return {
    /** Those that train, by what they have started. */
    training() {
      return [...there.keys()].flatMap((pid) => {
        const below = family(pid).filter(({ kind }) => kind === "child");
        return below.length === 0 ? [] : [{ pid, kind: "worker" }, ...below];
      });
    },
    async end() {
      isOver = true;
      for (const pid of there.keys()) process.kill(pid, "SIGTERM");
      await Promise.all(there.values());
    },
  };
}

/** Kills at random, while tasks are trained; the whole study too, which is started again. */
async function withKills(name, how, times) {
  const folder = join(work, name);
  const killed = { worker: 0, child: 0, run: 0 };
  const started = performance.now();
  const helpers = how.far ? farWorkers(how.env) : null;
  let starts = 0;
  let left = times;
  for (let isOver = false; !isOver; ) {
    starts += 1;
    const run = start(file, folder, how);
    let code;
    const ended = run.ended.then((end) => {
      code = end.code ?? end.signal;
      if (end.code !== 0 && end.signal === null) throw new Error(`${end.code}: ${end.err}`);
    });
    while (code === undefined) {
      await Promise.race([ended, delay(300 + 900 * Math.random())]);
      if (code !== undefined || left === 0) {
        await ended;
        break;
      }
      const atWork = helpers?.training() ?? training(folder);
      const isWhole = atWork.length > 0 && Math.random() < 0.1;
      const victims = isWhole ? [{ pid: run.pid, kind: "run" }] : atWork;
      const victim = victims[Math.floor(Math.random() * victims.length)];
      if (victim === undefined || !kill(victim.pid)) continue;
      killed[victim.kind] += 1;
      left -= 1;
    }
    isOver = code === 0;
  }
  const seconds = (performance.now() - started) / 1000;
  await helpers?.end();
  // A process whose worker was killed may have written once more: the next run tidies.
  await study(["run", file, "--out", folder, "--quiet"]).ended;
  return { folder, killed, starts, seconds };
}
