import { command } from "../options/index.ts";
import { runOptions, runRules } from "../run/options.ts";
import { isInterrupted, resumeAdvice } from "../run-folder.ts";

/** `run`: sweep, suggest, plan, report, and write the LR into a config if asked. */
export const run = command({
  name: "run",
  summary: "sweep the learning rate and recommend one, with a schedule and a report",
  description:
    "Trains for a few steps while the learning rate rises, reads the loss curve, and recommends an initial learning rate and a schedule. Give the data with --data, your own model with --module, or a trainer in any language with --trainer.",
  examples: [
    [
      "lr-finder run --data iris.csv --target species",
      "a table, a small MLP, a report in reports/",
    ],
    [
      "lr-finder run --data train-images-idx3-ubyte.gz --model cnn:16,32 --optimizer adam --epochs 10",
      "images, a small CNN, and a schedule for 10 epochs",
    ],
    [
      "lr-finder run --module my-model.mjs --apply config.yaml:optimizer.lr",
      "your own TensorFlow.js model; writes the LR into a config after showing the change",
    ],
    [
      'lr-finder run --trainer "python train.py" --epochs 10',
      "a trainer in another process that speaks the trainer protocol: PyTorch, Keras, JAX, …",
    ],
  ],
  stray: (argument) =>
    isInterrupted(argument)
      ? `The run in ${argument} is continued by ${resumeAdvice(argument)}.`
      : `Data are given with --data, a model of your own with --module, a trainer's command in quotes with --trainer, a result folder with --out.`,
  options: runOptions,
  rules: runRules,
  async run(values, io, _all, args) {
    const { executeRun } = await import("../run/execute.ts");
    const { runRequest } = await import("../run/request.ts");
    return executeRun(runRequest(values), io, args);
  },
});
