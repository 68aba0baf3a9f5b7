import { command } from "../options/index.ts";
import { reportArguments, reportOptions } from "../report/options.ts";

/** `report`: renders a result again, sets several side by side, or makes the empty page. */
export const report = command({
  name: "report",
  summary: "make the HTML report of a result again, or compare several",
  description:
    "Renders finished runs as one HTML file that opens from disk without a network: one result as its report, several as a comparison, none (--blank) as a page that analyses what is dropped on it.",
  examples: [
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
  ],
  arguments: reportArguments,
  options: reportOptions,
  async run(values, io) {
    const { executeReport } = await import("../report/execute.ts");
    return executeReport(values, io);
  },
});
