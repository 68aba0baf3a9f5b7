import { InputError } from "../../core/errors.ts";
import { formatLr } from "../../core/format.ts";
import { toJson } from "../../core/json.ts";
import { maxOf } from "../../core/stats.ts";
import { buildSchedule, sample, scheduleFromText } from "../../schedule/index.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { printText } from "../output.ts";
import type { CompareValues } from "./options.ts";
import { sampleSteps } from "./steps.ts";
import { highest, sparkline } from "./text.ts";

/** Several schedules in one page, and a line each in the terminal. @returns the exit code */
export async function compareSchedules(request: CompareValues, io: Io): Promise<number> {
  const specs = request.schedules.map((text) => ({ label: text, spec: scheduleFromText(text) }));
  if (specs.some(({ spec }) => spec.kind === "one-cycle-momentum")) {
    throw new InputError(
      "bad-option",
      "`schedule` one-cycle-momentum is a momentum: it cannot be drawn with learning rates",
    );
  }
  const longest = maxOf(specs.map(({ spec }) => sampleSteps(spec)));
  const steps = sampleSteps({}, request.sample ?? longest);
  const drawn = specs.map(({ label, spec }) => ({
    label,
    spec,
    lrs: sample(buildSchedule(spec), steps),
  }));
  const { renderSchedules, scheduleNumbers } = await import("../../report/schedules/index.ts");
  const { loadPlotly } = await import("../../report/scripts.ts");
  const { writePage } = await import("../../files/index.ts");
  const { out: file, language } = request;
  const page = renderSchedules(drawn, { plotly: await loadPlotly(), language });
  await writePage(file, page);
  if (request.json) {
    const schedules = drawn.map(({ label, spec, lrs }) => {
      const { kind, ...options } = spec;
      return { label, kind, options, ...scheduleNumbers(lrs), lrs: [...lrs] };
    });
    io.out(`${toJson({ version: 1, steps, schedules, files: { report: file } })}\n`);
    return EXIT.ok;
  }
  const top = maxOf(drawn.map(({ lrs }) => highest(lrs)));
  for (const { label, lrs } of drawn) {
    const { first, highest: most, last, mean } = scheduleNumbers(lrs);
    const words = `first ${formatLr(first)}, highest ${formatLr(most)}, last ${formatLr(last)}, mean ${formatLr(mean)}`;
    printText(
      io,
      `${label.length > io.outColumns ? label.replaceAll(",", ", ") : label}\n${sparkline(lrs, io.outColumns, top)}\n${words}\n\n`,
    );
  }
  io.err(`wrote ${file}\n`);
  return EXIT.ok;
}
