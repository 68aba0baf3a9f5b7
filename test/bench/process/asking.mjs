// A finder that asks the process that started it for steps, as `run --trainer -` does, and ends.
import { createParentTrainer } from "../../../dist/trainer/process/index.js";

const steps = Number(process.argv[2]);
const streams = { input: process.stdin, output: process.stdout };
const trainer = await createParentTrainer({ streams });
for (let i = 0; i < 100 + steps; i++) await trainer.step(1e-3);
await trainer.close();
process.stdout.write('{"lrf":"done","result":{}}\n');
