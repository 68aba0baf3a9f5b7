// A trainer that prints 10 MB to stdout and 10 MB to stderr between any two steps: time a step, and
// how much memory this process gains.
// Run: npm run build && node --expose-gc test/bench/process/flood.mjs [--quick] [--check]
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createProcessTrainer } from "../../../dist/trainer/process/index.js";
import { target } from "../target.mjs";

const steps = process.argv.includes("--quick") ? 5 : 60;
const folder = mkdtempSync(join(tmpdir(), "lr-finder-flood-"));
const logFile = join(folder, "trainer.log");
let lines = 0;
const trainer = await createProcessTrainer({
  command: [
    process.execPath,
    fileURLToPath(new URL("../../fixtures/trainers/flood.mjs", import.meta.url)),
  ],
  logFile,
  onOutput: () => void lines++,
});
const memory = () => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
};
const warmUp = Math.min(5, steps - 1);
let before = memory();
const started = performance.now();
for (let step = 0; step < steps; step++) {
  await trainer.step(1e-3);
  if (step === warmUp) before = memory();
}
const seconds = (performance.now() - started) / 1000;
const gained = memory() - before;
await trainer.close();
const megabytes = statSync(logFile).size / 1e6;
rmSync(folder, { recursive: true });
console.log(
  `${steps} steps with 20 MB between two of them: ${lines} lines, ${megabytes.toFixed(0)} MB in the log`,
);
console.log(
  `${((seconds / steps) * 1000).toFixed(0)} ms a step, ${(megabytes / seconds).toFixed(0)} MB/s`,
);
console.log(
  `memory gained after ${warmUp + 1} steps: ${gained.toFixed(1)} MiB (${before.toFixed(0)} before)`,
);
const share = (gained * 2 ** 20) / (megabytes * 1e6);
target("memory gained for each byte read", share, { atMost: 0.05, digits: 4 });
