import { LANGUAGES } from "../../words/index.ts";
import { anyOf, flag, option, reworded, type Values } from "../options/index.ts";
import { language, out, plot } from "../options/shared.ts";

export const reportArguments = {
  results: {
    shown: "[results...]",
    description: "result.json files, or the folders of runs",
    names: "file",
  },
} as const;

/** The options of `report`. */
export const reportOptions = {
  "": {
    out: reworded(out, {
      description: "where to write the page",
      otherwise:
        "report.html beside the result, comparison.html beside the folders, or playground.html",
    }),
    language: reworded(language, { description: `language of the page: ${anyOf(LANGUAGES)}` }),
    plot: reworded(plot, { description: "draw loss against learning rate in the terminal too" }),
    blank: option(flag, {
      description: "a page without a result: drop CSV files or results on it",
    }),
  },
} as const;

/** What `report` gets from its command line. */
export type ReportValues = Values<typeof reportOptions, typeof reportArguments>;
