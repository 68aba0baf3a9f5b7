import type { Command } from "commander";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { addCommonOptions, addExamples } from "./shared.ts";

interface ReportCommandOptions {
  readonly out?: string;
  readonly json?: boolean;
}

/** Adds `report`: renders a result again. */
export function addReportCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command("report")
    .argument("<result>", "a result.json, or the folder of a run")
    .summary("make the HTML report of a result again")
    .description("Renders a finished run as one HTML file that opens from disk without a network.")
    .option("--out <file>", "where to write the page (default: report.html beside the result)");
  addExamples(command, [
    ["lr-finder report reports/quickstart", "writes reports/quickstart/report.html"],
    ["lr-finder report result.json --out lr.html", "writes lr.html"],
  ]);
  addCommonOptions(command);
  command.action(async (path: string, options: ReportCommandOptions) => {
    const [{ readResult, resultFile }, { writeReport }, { dirname, join }, { toJson }] =
      await Promise.all([
        import("../read-result.ts"),
        import("../write-report.ts"),
        import("node:path"),
        import("../../core/json.ts"),
      ]);
    const result = readResult(path);
    const out = options.out ?? join(dirname(resultFile(path)), "report.html");
    await writeReport(result, out);
    if (options.json) io.out(`${toJson({ version: 1, file: out })}\n`);
    else io.out(`${out}\n`);
    exit(EXIT.ok);
  });
}
