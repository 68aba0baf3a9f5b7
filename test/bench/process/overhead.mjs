// What driving a trainer costs per step: over the bare Python loop of the same work, and against a
// bare echo through a pipe, all in one run and in turn.
// Run: npm run build && node test/bench/process/overhead.mjs [--quick] [--check]
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createProcessTrainer } from "../../../dist/trainer/process/index.js";
import { endWithout, target } from "../target.mjs";

const quick = process.argv.includes("--quick");
const steps = quick ? 1000 : 10_000;
const rounds = quick ? 2 : 7;
const script = fileURLToPath(new URL("./echo.py", import.meta.url));
const python = ["python3", "python"].find((name) => spawnSync(name, ["--version"]).status === 0);
if (python === undefined) endWithout("Python");

/** µs a round trip of a line of the same length, with nothing around it. */
async function bareEcho() {
  const child = spawn(python, [script, "pipe", "0"], { stdio: ["pipe", "pipe", "inherit"] });
  let answered = () => {};
  child.stdout.on("data", () => answered());
  const echo = (i) =>
    new Promise((resolve) => {
      answered = resolve;
      child.stdin.write(`{"lrf":"step","id":${i},"lr":0.001}\n`);
    });
  for (let i = 0; i < 100; i++) await echo(i);
  const started = performance.now();
  for (let i = 0; i < steps; i++) await echo(i);
  const micros = ((performance.now() - started) / steps) * 1000;
  child.stdin.end();
  await once(child, "exit");
  return micros;
}

/** µs a step through the runner. */
async function driven(mode) {
  const trainer = await createProcessTrainer({ command: [python, script, mode, "0"] });
  for (let i = 0; i < 100; i++) await trainer.step(1e-3);
  const started = performance.now();
  for (let i = 0; i < steps; i++) await trainer.step(1e-3);
  const micros = ((performance.now() - started) / steps) * 1000;
  await trainer.close();
  return micros;
}

const bareLoop = async () =>
  Number(spawnSync(python, [script, "train", String(steps)], { encoding: "utf8" }).stdout);

/** µs a step of a trainer that has started the finder. */
const parent = () => {
  const [own, asking] = ["./parent.py", "./asking.mjs"].map((name) =>
    fileURLToPath(new URL(name, import.meta.url)),
  );
  const args = [own, process.execPath, asking, String(steps)];
  return Number(spawnSync(python, args, { encoding: "utf8" }).stdout);
};

const measures = {
  "bare echo through a pipe": bareEcho,
  "a step that does nothing": () => driven("json"),
  "the same of --trainer -": parent,
  "bare Python loop": bareLoop,
  "the same loop, driven": () => driven("json-train"),
};
const times = Object.fromEntries(Object.keys(measures).map((name) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const [name, measure] of Object.entries(measures)) times[name].push(await measure());
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const of = (name) => median(times[name]);
console.log(`${steps} steps, ${rounds} rounds in turn, medians`);
for (const name of Object.keys(measures)) {
  console.log(`${name.padEnd(26)} ${of(name).toFixed(1).padStart(7)} µs`);
}
const over = median(
  times["the same loop, driven"].map((driven, i) => driven - times["bare Python loop"][i]),
);
const ratio = median(
  times["a step that does nothing"].map((step, i) => step / times["bare echo through a pipe"][i]),
);
target("a driven step over the bare Python loop", over, { atMost: 100, unit: " µs", digits: 1 });
target("a driven step against the bare echo", ratio, { atMost: 2, unit: "x" });
const turned = median(
  times["the same of --trainer -"].map((step, i) => step / times["bare echo through a pipe"][i]),
);
target("a step of --trainer - against the bare echo", turned, { atMost: 1.5, unit: "x" });
