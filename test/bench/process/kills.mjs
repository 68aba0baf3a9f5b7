// A trainer killed at a random moment, many times: no process is left, every answered step is
// recorded, and the report names the signal.
// Run: npm run build && node test/bench/process/kills.mjs [--quick] [--check]
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runSweep } from "../../../dist/sweep/index.js";
import { createProcessTrainer } from "../../../dist/trainer/process/index.js";
import { target } from "../target.mjs";

const times = process.argv.includes("--quick") ? 20 : 200;
const command = [
  process.execPath,
  fileURLToPath(new URL("../../fixtures/trainers/counts.mjs", import.meta.url)),
];
let state = 7;
const random = () => {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
};
const SIGNALS = ["SIGKILL", "SIGSEGV", "SIGTERM"];

const counts = { orphans: 0, lost: 0, wrongReports: 0, recorded: 0 };
const started = performance.now();
for (let i = 0; i < times; i++) {
  let told = 0;
  const trainer = await createProcessTrainer({
    command,
    onOutput: (line) => {
      told = Number(line);
    },
  });
  const group = trainer.pid;
  const signal = SIGNALS[i % SIGNALS.length];
  let armed = false;
  const onEvent = ({ type }) => {
    if (type !== "step" || armed) return;
    armed = true;
    setTimeout(() => process.kill(group, signal), random() * 50);
  };
  const options = { steps: 100_000, stopRule: { kind: "none" } };
  const { record, failure } = await runSweep(trainer, options, { onEvent });
  if (members(group).length > 0) counts.orphans += 1;
  await trainer.close();
  const { losses } = record.runs[0];
  counts.recorded += losses.length;
  // The trainer tells how many steps it has answered just before each answer.
  if (told - losses.length > 1 || losses.some((loss, at) => loss !== at)) counts.lost += 1;
  const right =
    failure?.code === "trainer-exited" &&
    failure.data.signal === signal &&
    failure.message.includes(signal) &&
    failure.message.includes(`step ${losses.length + 1} of`);
  if (!right) counts.wrongReports += 1;
}
const seconds = (performance.now() - started) / 1000;
console.log(`${times} kills in ${seconds.toFixed(1)} s, ${counts.recorded} steps recorded`);
target("orphan processes", counts.orphans, { atMost: 0, digits: 0 });
target("runs that lost a recorded step", counts.lost, { atMost: 0, digits: 0 });
target("wrong reports", counts.wrongReports, { atMost: 0, digits: 0 });

/** Living processes of a group (Linux; elsewhere nothing is looked at). */
function members(group) {
  try {
    return readdirSync("/proc").filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const [state, , pgrp] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return Number(pgrp) === group && state !== "Z";
      } catch {
        return false;
      }
    });
  } catch {
    return [];
  }
}
