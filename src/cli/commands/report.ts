import { command, flag, option, reworded } from "../options/index.ts";
import { language, out, plot } from "../options/shared.ts";

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
  arguments: {
    results: { shown: "[results...]", description: "result.json files, or the folders of runs" },
  },
  options: {
    "": {
      out: reworded(out, {
        description: "where to write the page",
        otherwise:
          "report.html beside the result, comparison.html beside the folders, or playground.html",
      }),
      language: reworded(language, { description: "language of the page: en or zh" }),
      plot: reworded(plot, { description: "draw loss against learning rate in the terminal too" }),
      blank: option(flag, {
        description: "a page without a result: drop CSV files or results on it",
      }),
    },
  },
  async run(values, io) {
    const { executeReport } = await import("../report/execute.ts");
    return executeReport(values, io);
  },
});
