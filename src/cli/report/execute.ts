import { dirname, join } from "node:path";
import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { writePage } from "../../files/index.ts";
import { shareable, writeReport } from "../../job/index.ts";
import { compare, renderComparison } from "../../report/compare/index.ts";
import { loadPlotly } from "../../report/scripts.ts";
import { clean } from "../../words/index.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { plotSources, printPlot } from "../plot.ts";
import { commonFolder, readResults } from "./inputs.ts";
import type { ReportValues } from "./options.ts";

/**
 * Renders one result, several as a comparison, or the blank page that analyses files dropped on it.
 *
 * @returns the exit code
 */
export async function executeReport(request: ReportValues, io: Io): Promise<number> {
  const made = request.blank ? await blankPage(request) : await resultPage(request, io);
  io.out(request.json ? `${toJson({ version: 1, ...made })}\n` : `${made.file}\n`);
  return EXIT.ok;
}

interface Made {
  readonly file: string;
}

async function resultPage(request: ReportValues, io: Io): Promise<Made> {
  const { language } = request;
  const read = readResults(checkPaths(request.results)).map(({ result, file }) => ({
    result: shareable(result),
    file,
  }));
  const results = read.map(({ result }) => result);
  if (request.plot) {
    for (const result of results) {
      if (results.length > 1) io.err(`${clean(result.name, 60)}\n`);
      printPlot(io, plotSources(result));
    }
  }
  const [first] = read;
  if (read.length === 1 && first) {
    const file = request.out ?? join(dirname(first.file), "report.html");
    await writeReport(first.result, file, language);
    return { file };
  }
  const file = request.out ?? join(commonFolder(read.map((each) => each.file)), "comparison.html");
  const page = renderComparison(results, { plotly: await loadPlotly(), language });
  await writePage(file, page);
  return { file, ...compare(results) };
}

async function blankPage({ results, out, language, plot }: ReportValues): Promise<Made> {
  if (results.length > 0 || plot) {
    throw new InputError(
      "bad-option",
      "--blank makes a page without any result: leave out the results and --plot",
    );
  }
  const { loadPlayground, renderPlayground } = await import("../../report/playground/index.ts");
  const file = out ?? "playground.html";
  const page = renderPlayground({ ...(await loadPlayground()), language });
  await writePage(file, page);
  return { file };
}

function checkPaths(paths: readonly string[]): readonly string[] {
  if (paths.length > 0) return paths;
  throw new InputError(
    "missing-option",
    "no result was given: name a result.json or the folder of a run, or ask for the empty page with --blank",
  );
}
