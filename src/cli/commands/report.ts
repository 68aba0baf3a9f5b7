import type { Command } from "commander";
import type { Io } from "../io.ts";
import type { ReportRequest } from "../report/execute.ts";
import { addCommonOptions, addExamples } from "./shared.ts";

/** Adds `report`: renders a result again, sets several side by side, or makes the empty page. */
export function addReportCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command("report")
    .argument("[results...]", "result.json files, or the folders of runs")
    .summary("make the HTML report of a result again, or compare several")
    .description(
      "Renders finished runs as one HTML file that opens from disk without a network: one result as its report, several as a comparison, none (--blank) as a page that analyses what is dropped on it.",
    )
    .option(
      "--out <file>",
      "where to write the page (default: report.html beside the result, comparison.html beside the folders, or playground.html)",
    )
    .option("--lang <language>", "language of the page: en or zh (default: en)")
    .option("--plot", "draw loss against learning rate in the terminal too")
    .option("--blank", "a page without a result: drop CSV files or results on it");
  addExamples(command, [
    ["lr-finder report reports/quickstart", "writes reports/quickstart/report.html"],
    [
      "lr-finder report result.json --out lr.html --plot",
      "writes lr.html and draws the curve here",
    ],
    ["lr-finder report reports/adam reports/sgd", "writes reports/comparison.html"],
    [
      "lr-finder report --blank --out lr.html",
      "an empty page for files of yours; nothing is uploaded",
    ],
  ]);
  addCommonOptions(command);
  command.action(async (paths: string[], options: ReportRequest) => {
    const { executeReport } = await import("../report/execute.ts");
    exit(await executeReport(paths, options, io));
  });
}
