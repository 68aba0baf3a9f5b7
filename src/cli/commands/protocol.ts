import { EXIT } from "../exit-codes.ts";
import { command, commandGroup, option, pick, reworded } from "../options/index.ts";
import { seconds, seed, trainerStart } from "../options/shared.ts";

// Longer than a run waits: how it ends is to be seen here, and libraries take seconds to unload.
const CLOSE_TIMEOUT_MS = 30_000;

const check = command({
  name: "check",
  summary: "exercise a trainer, and say what it gets wrong",
  description:
    "Starts the trainer a few times: ready, steps, the same losses after a restore or restart, evaluation, close.",
  examples: [
    [
      'lr-finder protocol check "python train.py"',
      "a line for each thing; exit code 5 if one is wrong",
    ],
  ],
  arguments: {
    command: {
      shown: "<command>",
      description: 'the command of the trainer, e.g. "python train.py"',
    },
  },
  options: {
    "": {
      ...trainerStart,
      closeTimeoutMs: option(seconds, {
        flag: "close-timeout",
        value: "<s>",
        description: "how long the trainer may take to end after `close`",
        otherwise: `${CLOSE_TIMEOUT_MS / 1000}`,
      }),
      seed: reworded(seed, { description: "goes to the trainer as LR_FINDER_SEED" }),
    },
  },
  async run(values, io) {
    const { resolveProcessOptions } = await import("../../trainer/process/index.ts");
    const { checkTrainer } = await import("../protocol/check.ts");
    const { printProtocolReport } = await import("../protocol/report.ts");
    const options = pick(values, ["command", "shell", "seed", "readyTimeoutMs", "stepTimeoutMs"]);
    const { closeTimeoutMs = CLOSE_TIMEOUT_MS } = values;
    // No signal is taken over: what the check has started ends with the process.
    const { base, seed } = resolveProcessOptions({ ...options, closeTimeoutMs });
    const report = await checkTrainer(base, seed);
    printProtocolReport(report, values.json, io);
    return report.ok ? EXIT.ok : EXIT.trainer;
  },
});

const schema = command({
  name: "schema",
  summary: "print the JSON Schema of the protocol",
  description: "Prints the JSON Schema (draft 2020-12) of every message, in both directions.",
  examples: [["lr-finder protocol schema > protocol.schema.json", "for your own tests"]],
  options: {},
  async run(_values, io) {
    const { printSchema } = await import("../schema/print-schema.ts");
    await printSchema("protocol", io);
    return EXIT.ok;
  },
});

/** `protocol`: what a trainer in another language has to keep to. */
export const protocol = commandGroup({
  name: "protocol",
  summary: "check a trainer of your own against the trainer protocol",
  description:
    "How lr-finder drives trainers in other processes: JSON lines over stdin and stdout.",
  examples: [],
  commands: [check, schema],
});
