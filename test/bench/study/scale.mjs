// A study of many short tasks: one and two workers against the same jobs in one process; workers and
// the processes that train for them killed (-9) while they train; every result there, once, and equal.
// Run: npm run build && node test/bench/study/scale.mjs [--tasks N] [--kills N] [--quick] [--check]
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { runJob } from "../../../dist/job/index.js";
import { planStudy } from "../../../dist/study/index.js";
import { notMeasured, target } from "../target.mjs";
import { comparable, differences, kill, leftovers, study, training } from "./process.mjs";

const { values } = parseArgs({
  options: {
    tasks: { type: "string" },
    kills: { type: "string" },
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
  },
});
const wanted = Number(values.tasks ?? (values.quick ? 12 : 1000));
const kills = Number(values.kills ?? (values.quick ? 3 : 50));

const work = mkdtempSync(join(tmpdir(), "lr-finder-scale-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
process.chdir(new URL("../../..", import.meta.url).pathname);

const repeats = Math.ceil(wanted / 4);
const spec = {
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
const file = join(work, "scale.json");
writeFileSync(file, JSON.stringify(spec));
const { plan } = await planStudy(spec);
const tasks = plan.tasks.length;

// The jobs alone, in a process that has loaded what they need.
const alone = await inOneProcess(Math.min(tasks, values.quick ? 6 : 60));
console.log(`${tasks} tasks of ${alone.toFixed(0)} ms each in one process`);

const one = await measure("one", 1);
const two = await measure("two", 2);
const overhead = (one.seconds * 1000) / tasks - alone;
console.log(`1 worker: ${one.seconds.toFixed(1)} s; 2 workers: ${two.seconds.toFixed(1)} s`);
target("overhead a task, 1 worker", overhead, { atMost: 150, unit: " ms", digits: 0 });
target("overhead a task, 2 workers", (two.seconds * 2000) / tasks - alone, {
  atMost: 150,
  unit: " ms",
  digits: 0,
});
target("two workers against one", one.seconds / two.seconds, { atLeast: 1.8, unit: "x" });
const truth = comparable(one.folder);
say("two workers", two.folder);

if (process.platform === "linux") {
  const { folder, killed, starts } = await withKills("killed", 2, kills);
  const kinds = Object.entries(killed).map(([kind, times]) => `${times} of ${kind}`);
  console.log(`killed: ${kinds.join(", ")}; study run started ${starts} times`);
  say("killed", folder);
  const twice = readdirSync(join(folder, "failures")).length;
  console.log(`${twice} attempts were recorded as failed`);
} else notMeasured("kills", "processes are found in /proc");

function say(name, folder) {
  const { lost, more, differing } = differences(truth, comparable(folder));
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

async function measure(name, workers) {
  const folder = join(work, name);
  const started = performance.now();
  const { code, err } = await study([
    "run",
    file,
    "--out",
    folder,
    "--workers",
    `${workers}`,
    "--quiet",
  ]).ended;
  if (code !== 0) throw new Error(`study run ended with ${code}: ${err}`);
  return { folder, seconds: (performance.now() - started) / 1000 };
}

/** Kills at random, while tasks are trained; the whole study too, which is started again. */
async function withKills(name, workers, times) {
  const folder = join(work, name);
  const killed = { worker: 0, child: 0, run: 0 };
  let starts = 0;
  let left = times;
  for (let isOver = false; !isOver; ) {
    starts += 1;
    const run = study(["run", file, "--out", folder, "--workers", `${workers}`, "--quiet"]);
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
      const atWork = training(folder);
      const isWhole = atWork.length > 0 && Math.random() < 0.1;
      const victims = isWhole ? [{ pid: run.pid, kind: "run" }] : atWork;
      const victim = victims[Math.floor(Math.random() * victims.length)];
      if (victim === undefined || !kill(victim.pid)) continue;
      killed[victim.kind] += 1;
      left -= 1;
    }
    isOver = code === 0;
  }
  // A process whose worker was killed may have written once more: the next run tidies.
  await study(["run", file, "--out", folder, "--quiet"]).ended;
  return { folder, killed, starts };
}
