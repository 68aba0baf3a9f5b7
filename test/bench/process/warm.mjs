// Whether processes that are started ahead make repeats of a trainer without `restore` faster: a
// start that computes for a while, then steps that do.
// Run: npm run build && node test/bench/process/warm.mjs [--quick] [--check]
import { runSweep } from "../../../dist/sweep/index.js";
import { createProcessTrainer } from "../../../dist/trainer/process/index.js";
import { target } from "../target.mjs";

const quick = process.argv.includes("--quick");
const [startMs, stepMs, repeats] = quick ? [200, 2, 2] : [1500, 10, 4];
const program = `
const busy = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
busy(${startMs});
console.log('{"lrf":"ready","protocol":1}');
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { lrf, id } = JSON.parse(line);
  if (lrf === "close") process.exit(0);
  busy(${stepMs});
  console.log(JSON.stringify({ lrf: "result", id, loss: 1 }));
});`;
const seconds = {};
for (const warm of [0, 1, 2]) {
  const started = performance.now();
  const trainer = await createProcessTrainer({
    command: [process.execPath, "-e", program],
    nextSeeds: Array.from({ length: repeats - 1 }, (_, i) => i + 1),
    warm,
  });
  await runSweep(trainer, { steps: 100, repeats, stopRule: { kind: "none" } });
  await trainer.close();
  seconds[warm] = (performance.now() - started) / 1000;
  console.log(`${warm} ahead: ${seconds[warm].toFixed(1)} s for ${repeats} sweeps`);
}
target("one process ahead against none", seconds[1] / seconds[0], { atMost: 1, unit: "x" });
