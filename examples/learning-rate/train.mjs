// Trains one small network from the same weights, on the same batches, at learning rates (or schedules)
// of your choice, and says what each training shows.
// Run: node examples/learning-rate/train.mjs OPTIMIZER LR|SCHEDULE… [--data spirals|blobs|house-prices] [--steps N] [--plot] [--engine wasm|native|cpu]
import { parseArgs } from "node:util";
import { createTfjsTrainer, diagnose, heldOutLoss, loadData } from "lr-finder";
import { buildSchedule, scheduleFromText } from "lr-finder/schedule";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: "string", default: "spirals" },
    steps: { type: "string", default: "300" },
    plot: { type: "boolean", default: false },
    // The tutorial's numbers are of this one. Trainings that swing or diverge end elsewhere on another.
    engine: { type: "string", default: "wasm" },
  },
});
const [optimizer = "sgd", ...rates] = positionals;
const steps = Number(values.steps);
const targets = { spirals: "arm", blobs: "kind", "house-prices": "price" };

const data = await loadData(`datasets/${values.data}.csv`, { target: targets[values.data] });
const { engine } = values;
const trainer = await createTfjsTrainer({ data, model: "mlp:32", optimizer, seed: 1, engine });
await trainer.snapshot();

console.log(`${optimizer} on ${values.data}, at most ${steps} updates\n`);
for (const rate of rates) {
  const lr = Number(rate);
  const lrAt = Number.isNaN(lr) ? buildSchedule(scheduleFromText(rate)) : () => lr;
  const log = { steps: [], losses: [], lrs: [] };
  for (let step = 0; step < steps; step++) {
    const { loss } = await trainer.step(lrAt(step));
    log.steps.push(step);
    log.losses.push(loss);
    log.lrs.push(lrAt(step));
    if (!Number.isFinite(loss)) break;
  }
  const heldOut = heldOutLoss(await trainer.evaluate());
  await trainer.restore();
  await trainer.snapshot();
  const { losses } = log;
  const show = (value) => (Math.abs(value) < 1e4 ? value.toFixed(3) : value.toExponential(1));
  const mean = (part) => show(part.reduce((sum, loss) => sum + loss, 0) / part.length);
  console.log(
    `${rate}: ${losses.length} updates, loss ${mean(losses.slice(0, 5))} at first, ${mean(losses.slice(-20))} at the end, ${show(heldOut)} held out`,
  );
  const { findings, summary } = diagnose(log);
  const found = findings.map(({ code, message }) => `${code}: ${message}`);
  console.log(`    ${(found.length === 0 ? [summary] : found).join("\n    ")}`);
  if (values.plot) console.log(bars(losses));
}
await trainer.close();

/** Twenty means of a training's losses, as bars. */
function bars(losses) {
  const size = Math.ceil(losses.length / 20);
  const most = losses[0];
  const means = [];
  for (let i = 0; i < losses.length; i += size) {
    const part = losses.slice(i, i + size);
    means.push(part.reduce((sum, loss) => sum + loss, 0) / part.length);
  }
  return `    ${means.map((value) => "▁▂▃▄▅▆▇█"[Math.min(7, Math.floor((8 * value) / most))] ?? "!").join("")}`;
}
