// Made the two logs beside this file: npm run build && node examples/logs/make.mjs
import { writeFileSync } from "node:fs";
import { createTfjsTrainer, heldOutLoss, loadData, runSweep } from "../../dist/index.js";
import { warmupCosine } from "../../dist/schedule/index.js";

const write = (name, rows) =>
  writeFileSync(new URL(name, import.meta.url), `${rows.map((row) => row.join(",")).join("\n")}\n`);
const short = (value) => Number(value.toPrecision(6));

// A sweep of another tool: one learning rate and one loss a row.
const spirals = await loadData("datasets/spirals.csv", { target: "arm" });
const swept = await createTfjsTrainer({ data: spirals, model: "mlp:32", optimizer: "sgd" });
const { record } = await runSweep(swept, { startLr: 1e-5, endLr: 10, steps: 120 });
const [run] = record.runs;
write("sweep.csv", [["lr", "loss"], ...run.lrs.map((lr, i) => [short(lr), short(run.losses[i])])]);
await swept.close();

// A training that over-fits: few rows, many passes.
const few = await loadData("datasets/spirals.csv", { target: "arm", maxRows: 100 });
const trained = await createTfjsTrainer({ data: few, model: "mlp:64,64", optimizer: "adam" });
const steps = 600;
const lrAt = warmupCosine({ peakLr: 0.01, totalSteps: steps, warmupSteps: 30 });
const rows = [["step", "lr", "loss", "val_loss"]];
for (let step = 0; step < steps; step++) {
  const { loss } = await trained.step(Math.max(1e-8, lrAt(step)));
  const heldOut = (step + 1) % 10 === 0 ? short(heldOutLoss(await trained.evaluate())) : "";
  rows.push([step, short(lrAt(step)), short(loss), heldOut]);
}
write("training.csv", rows);
await trained.close();
