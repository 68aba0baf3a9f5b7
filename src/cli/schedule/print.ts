import { toJson } from "../../core/json.ts";
import {
  buildSchedule,
  CODE_TARGETS,
  type CosineRestartsOptions,
  cosineRestartEnds,
  exportSchedule,
  type LibraryScheduleSpec,
  type ScheduleSpec,
  sample,
} from "../../schedule/index.ts";
import type { Io } from "../io.ts";
import { printText } from "../output.ts";
import { sampleSteps } from "./steps.ts";
import { csvPieces, sparkline, table } from "./text.ts";

/** What can be printed instead of a table: code, or the values as data. */
export const EXPORTS = [...CODE_TARGETS, "json", "csv"] as const;

interface Printing {
  readonly sample?: number;
  readonly csv: boolean;
  readonly json: boolean;
  readonly export?: (typeof EXPORTS)[number];
}

/** Prints a schedule as code, as data, or as a sparkline and a table. */
export function printSchedule(
  io: Io,
  spec: ScheduleSpec | LibraryScheduleSpec,
  { json, csv, ...given }: Printing,
): void {
  // Built before anything is printed, so that bad values are refused whatever is asked for.
  const schedule = buildSchedule(spec);
  const target = given.export ?? (json ? "json" : csv ? "csv" : undefined);
  if (target === undefined || target === "json" || target === "csv") {
    printValues(io, target, spec, sample(schedule, sampleSteps(spec, given.sample)));
    return;
  }
  const code = exportSchedule(spec, target);
  io.out(json ? `${toJson({ version: 1, target, code })}\n` : code);
}

function printValues(
  io: Io,
  target: "json" | "csv" | undefined,
  { kind, ...options }: ScheduleSpec | LibraryScheduleSpec,
  values: Float64Array,
): void {
  // Where a snapshot for an ensemble is saved; libraries' restarts may fall between two steps.
  const ends =
    kind === "cosine-restarts" && !("semantics" in options)
      ? cosineRestartEnds(options as CosineRestartsOptions, values.length)
      : undefined;
  if (target === "json") {
    const more = ends && { cycleEnds: ends };
    io.out(`${toJson({ version: 1, kind, options, ...more, lrs: [...values] })}\n`);
  } else if (target === "csv") {
    for (const piece of csvPieces(values)) io.out(piece);
  } else {
    printText(io, `${sparkline(values, io.outColumns)}\n${table(values)}`);
    if (ends !== undefined) printText(io, `cycle ends: ${shortList(ends)}\n`);
  }
}

/** The first twenty of many numbers. */
function shortList(numbers: readonly number[]): string {
  const more = numbers.length > 20 ? `, … (${numbers.length} in all)` : "";
  return numbers.length === 0 ? "none" : `${numbers.slice(0, 20).join(", ")}${more}`;
}
