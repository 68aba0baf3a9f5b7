import { toJson } from "../../core/json.ts";
import { EXIT } from "../exit-codes.ts";
import { STARTER_KINDS, STARTER_NAMES } from "../init/kinds.ts";
import { choice, command, folder, needed, option } from "../options/index.ts";
import { printText } from "../output.ts";
import { withStart } from "../started-as.ts";

const kinds = STARTER_NAMES.map((name) => `  ${name.padEnd(14)}${STARTER_KINDS[name].summary}`);

/** `init`: starter files for a trainer in Python or Node.js. */
export const init = command({
  name: "init",
  summary: "copy a starter script that runs as it is",
  description:
    "Copies a small trainer that runs as it is, for Python with the package lr_finder (one folder, no dependencies) beside it, and says what to type next. Never overwrites a file that differs.",
  examples: [
    ["lr-finder init --trainer pytorch", "lr_finder/ and lr_trainer.py in this folder"],
    ["lr-finder init --trainer plain --dir lr", "the same without a framework, in lr/"],
    [
      "lr-finder init --trainer tfjs",
      "lr_train.mjs: finds the LR of a TensorFlow.js model, and trains",
    ],
    [
      "lr-finder init --trainer module",
      "lr_module.mjs: model and data for `lr-finder run --module`",
    ],
  ],
  options: {
    "": {
      trainer: needed(choice(STARTER_NAMES), {
        value: "<kind>",
        description: `what trains: ${STARTER_NAMES.join(", ")}`,
      }),
      dir: option(folder, {
        value: "<folder>",
        description: "where to; made when missing",
        default: ".",
      }),
    },
  },
  more: `Trainers:\n${kinds.join("\n")}\n`,
  async run({ trainer, dir, json }, io) {
    const { copyStarter } = await import("../init/copy-starter.ts");
    const { nextSteps, printNextSteps } = await import("../init/next-steps.ts");
    const copied = await copyStarter(trainer, dir);
    const steps = nextSteps(trainer, dir);
    const commands = steps.commands.map((line) => withStart(line, io.program));
    const next = { ...steps, commands };
    if (json) io.out(`${toJson({ version: 1, trainer, ...copied, next })}\n`);
    else printText(io, printNextSteps(trainer, copied, next));
    return EXIT.ok;
  },
});
