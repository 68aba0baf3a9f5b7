import { Command } from "commander";
import { InputError } from "../../core/errors.ts";
import { formatLr } from "../../core/format.ts";
import { toJson } from "../../core/json.ts";
import { buildSchedule, sample, scheduleFromText } from "../../schedule/index.ts";
import { addCommonOptions, addExamples, numberOption } from "../commands/shared.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { sampleSteps } from "./steps.ts";
import { highest, sparkline } from "./text.ts";

/** `schedule compare A B …`: several schedules in one page, and a line each in the terminal. */
export function compareCommand(io: Io, exit: (code: number) => void): Command {
  const command = new Command("compare")
    .argument("<schedules...>", "each NAME:OPTION=VALUE,OPTION=VALUE, with the options' flag names")
    .summary("draw several schedules in one page")
    .description("Draws several schedules over one another in one HTML file.")
    .option("--out <file>", "the HTML file to write", "schedules.html")
    .addOption(numberOption("--sample <n>", "steps to draw (default: the longest whole run)"))
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err });
  addCommonOptions(command);
  addExamples(command, [
    [
      "lr-finder schedule compare cosine:peak-lr=0.1,total-steps=1000 multi-step:peak-lr=0.1,milestones=500,750,unit=step",
      "a list goes on until the next NAME=",
    ],
    [
      "lr-finder schedule compare cosine:semantics=torch,peak=0.1,total=100 cosine:semantics=hf,peak=0.1,total=100 --sample 200",
      "the same words in two libraries",
    ],
  ]);
  return command.action(async (texts: string[], given: Record<string, unknown>) => {
    const specs = texts.map((text) => ({ label: text, spec: scheduleFromText(text) }));
    if (specs.some(({ spec }) => spec.kind === "one-cycle-momentum")) {
      throw new InputError(
        "bad-option",
        "`schedule` one-cycle-momentum is a momentum: it cannot be drawn with learning rates",
      );
    }
    const longest = Math.max(...specs.map(({ spec }) => sampleSteps(spec)));
    const steps = sampleSteps({}, given.sample ?? longest);
    const drawn = specs.map(({ label, spec }) => ({
      label,
      spec,
      lrs: sample(buildSchedule(spec), steps),
    }));
    const { renderSchedules, scheduleNumbers } = await import("../../report/schedules/index.ts");
    const { loadPlotly } = await import("../../report/scripts.ts");
    const { writeAtomically } = await import("../../files/index.ts");
    const file = String(given.out);
    const page = renderSchedules(drawn, { plotly: await loadPlotly() });
    await writeAtomically(file, page, { makeFolders: true });
    if (given.json) {
      const schedules = drawn.map(({ label, spec, lrs }) => {
        const { kind, ...options } = spec;
        return { label, kind, options, ...scheduleNumbers(lrs), lrs: [...lrs] };
      });
      io.out(`${toJson({ version: 1, steps, schedules, files: { report: file } })}\n`);
    } else {
      const top = Math.max(...drawn.map(({ lrs }) => highest(lrs)));
      for (const { label, lrs } of drawn) {
        const { first, highest: most, last, mean } = scheduleNumbers(lrs);
        const words = `first ${formatLr(first)}, highest ${formatLr(most)}, last ${formatLr(last)}, mean ${formatLr(mean)}`;
        io.out(`${label}\n${sparkline(lrs, top)}\n${words}\n\n`);
      }
      io.err(`wrote ${file}\n`);
    }
    exit(EXIT.ok);
  });
}
