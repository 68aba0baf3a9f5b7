import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { planSchedule } from "../../plan/index.ts";
import { sample } from "../../schedule/index.ts";
import type { Io } from "../io.ts";
import { printText } from "../output.ts";
import { readResult } from "../read-result.ts";
import { checkSample } from "./steps.ts";
import { csvPieces, sparkline, table } from "./text.ts";

/**
 * Prints the planned learning rates of a result.
 *
 * @throws InputError for a file that is no result, and for one without a plan
 */
export function printPlan(
  path: string,
  { sample: asked, csv, json }: { sample?: number; csv: boolean; json: boolean },
  io: Io,
): void {
  const { plan, suggestion } = readResult(path);
  if (plan === null) {
    const why = "reasons" in suggestion ? suggestion.reasons[0]?.message : undefined;
    throw new InputError("no-plan", `the result ${path} has no plan. ${why ?? ""}`.trim());
  }
  const { schedule } = plan;
  // What comes after the run is one value, that of the step after its last.
  const steps = checkSample("sample", asked ?? schedule.totalSteps + 1);
  const values = sample(planSchedule(schedule), steps);
  if (json) io.out(`${toJson({ version: 1, schedule, lrs: [...values] })}\n`);
  else if (csv) for (const piece of csvPieces(values)) io.out(piece);
  else printText(io, `${sparkline(values, io.outColumns)}\n${table(values)}`);
}
