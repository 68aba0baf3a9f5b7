import { type Command, Option } from "commander";
import { targetOptions } from "../apply/target.ts";
import type { Io } from "../io.ts";
import { trainerOptions } from "./protocol.ts";
import { addCommonOptions, addExamples, collect, collectPair, numberOption } from "./shared.ts";

/** Adds `run`: sweep, suggest, plan, report, and write the LR into a config if asked. */
export function addRunCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command("run")
    .summary("sweep the learning rate and recommend one, with a schedule and a report")
    .description(
      "Trains for a few steps while the learning rate rises, reads the loss curve, and recommends an initial learning rate and a schedule. Give the data with --data, your own model with --module, or a trainer in any language with --trainer.",
    );
  addExamples(command, [
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
  ]);

  group(command, "Data", [
    new Option("--data <file>", "table (.csv, .tsv, optionally .gz) or idx images file"),
    new Option("--target <column>", "column to predict: a name or a zero-based index"),
    new Option("--labels <file>", "labels of an idx images file (default: found beside it)"),
    new Option("--header", "the first row holds the column names (default: detected)"),
    new Option("--no-header", "the first row is data"),
    new Option("--delimiter <char>", "character between cells (default: detected)"),
    new Option("--task <task>", "classification or regression (default: detected)"),
    new Option("--numeric <column>", "read this column as numbers (repeatable)").argParser(collect),
    new Option("--categorical <column>", "one-hot encode this column (repeatable)").argParser(
      collect,
    ),
    new Option("--ignore <column>", "leave this column out (repeatable)").argParser(collect),
    new Option("--no-scale", "leave numeric columns as they are (default: standardised)"),
    new Option("--target-scale <how>", "standard or none, for a regression target"),
    numberOption("--max-rows <n>", "hold at most n rows, a sample over the whole file"),
    numberOption("--held-out <share>", "share of rows that is held out (default: 0.2)"),
  ]);
  group(command, "Model", [
    new Option(
      "--model <spec>",
      "linear, mlp:64,32, cnn:16,32, or the path of a saved model.json (default: mlp:64,32)",
    ),
    new Option(
      "--optimizer <name>",
      "sgd, momentum, nesterov, adagrad, adadelta, rmsprop, adam, adamax or adamw (default: adam)",
    ),
    new Option(
      "--optimizer-option <name=value>",
      "a hyper-parameter, e.g. beta1=0.8 or weightDecay=0.05 (repeatable)",
    ).argParser(collectPair),
    new Option("--loss <name>", "loss function (default: by the task)"),
    numberOption("--batch-size <n>", "rows in a batch (default: 32)"),
    numberOption("--accumulate <n>", "batches in one update (default: 1)"),
    new Option(
      "--module <file.mjs>",
      "a module that exports model, optimizer, loss and data, or a whole trainer",
    ),
    new Option("--engine <name>", "native, wasm or cpu (default: the fastest that works)"),
  ]);
  group(command, "Trainer in another process", [
    new Option("--trainer <command>", 'its command, e.g. "python train.py"'),
    ...trainerOptions(),
    numberOption(
      "--warm <n>",
      "with --repeats: start n processes ahead, if memory allows (default: 0)",
    ),
  ]);
  group(command, "Budget", [
    new Option(
      "--budget <name>",
      "quick: the sweep alone, 100 steps; standard: with probes, at most 400 steps or a tenth of the run; thorough: 700 or a fifth (default: standard; quick where nothing can be held out)",
    ),
  ]);
  group(command, "Strategy", [
    new Option(
      "--strategy <name>",
      "sweep, or ladder: a few learning rates one after the other, as by hand (default: sweep)",
    ),
    new Option(
      "--ladder <lrs>",
      "with --strategy ladder: the learning rates to try (default: 0.1,0.01,0.001,0.0001); --steps of each (default: 100)",
    ),
    new Option(
      "--verify",
      "afterwards train the plan beside the library's default LR and the runner-up schedule",
    ),
    numberOption(
      "--verify-steps <n>",
      "with --verify: steps of each, the schedules squeezed to them (default: the whole run, at most 1000)",
    ),
  ]);
  group(command, "Sweep", [
    numberOption("--start-lr <lr>", "first learning rate (default: 1e-6)"),
    numberOption("--end-lr <lr>", "last learning rate (default: 100)"),
    numberOption("--steps <n>", "training steps, at least 10 (default: 100)"),
    new Option("--mode <mode>", "exp or linear (default: exp)"),
    new Option(
      "--preset <name>",
      "range, steps, stop rule and rule of fastai, lightning, torch-lr-finder or smith",
    ),
    numberOption("--repeats <n>", "sweeps with other seeds (default: 1)"),
    numberOption(
      "--evaluate-every <n>",
      "held-out loss every n steps of the sweep, 0: never (default: 20 times in all)",
    ),
    new Option("--no-stop", "go on to the end after a divergence"),
    numberOption("--seed <n>", "seed of split, weights, order and dropout (default: 0)"),
  ]);
  group(command, "Plan", [
    numberOption("--total-steps <n>", "steps of the training run to plan"),
    numberOption("--epochs <n>", "epochs of the training run to plan"),
    new Option("--schedule <kind>", "auto, cosine, step or warmup-stable-decay (default: auto)"),
    new Option("--fine-tune", "a trained model is trained further: a smaller LR, a longer warmup"),
    new Option("--per <unit>", "change the LR every step or every epoch (default: step)"),
  ]);
  group(command, "Output", [
    new Option("--out <dir>", "result folder (default: reports/<name>-<time>)"),
    new Option("--report <file>", "where to write the HTML report (default: in the result folder)"),
    new Option("--name <text>", "name of the run, for the report (default: from the data)"),
    new Option("--lang <language>", "language of the report: en or zh (default: en)"),
    new Option("--dry-run", "say what would be done, without training"),
    new Option("--resume", "continue the interrupted run in --out"),
    new Option("--quiet", "no progress and no summary"),
    new Option(
      "--live",
      "serve a page on 127.0.0.1 that follows the run, and print its address; it closes with the run",
    ),
    new Option(
      "--plot",
      "draw loss against learning rate in the terminal, while it runs and at the end",
    ),
  ]);
  group(command, "Config", [
    new Option(
      "--apply <file:key>",
      "write the LR into a YAML, JSON, TOML, INI or .env config; FILE:KEY=RATIO for a part of it (repeatable)",
    ).argParser(collect),
    new Option(
      "--apply-schedule <field=key>",
      "write a number of the schedule too, e.g. warmupSteps=trainer.warmup (repeatable)",
    ).argParser(collectPair),
    ...targetOptions(),
    new Option("--yes", "do not ask before writing into a config"),
  ]);
  addCommonOptions(command);
  command.action(async (options: Record<string, unknown>) => {
    const { executeRun } = await import("../run/execute.ts");
    const { runRequest } = await import("../run/request.ts");
    exit(await executeRun(runRequest(options), io));
  });
}

function group(command: Command, heading: string, options: readonly Option[]): void {
  for (const option of options) command.addOption(option.helpGroup(`${heading}:`));
}
