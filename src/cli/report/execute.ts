import { dirname, join } from "node:path";
import { checkOneOf } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { writeAtomically } from "../../files/index.ts";
import { compare, renderComparison } from "../../report/compare/index.ts";
import { loadPlotly } from "../../report/scripts.ts";
import { LANGUAGES, type Language } from "../../words/index.ts";
import { clean } from "../../words/text.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { plotSources, printPlot } from "../plot.ts";
import { writeReport } from "../write-report.ts";
import { commonFolder, type ReadResult, readResults } from "./inputs.ts";

/** What `report` was asked to do, as commander gives it. */
export interface ReportRequest {
  readonly out?: string;
  readonly lang?: string;
  readonly blank?: boolean;
  readonly plot?: boolean;
  readonly json?: boolean;
}

/**
 * Renders one result, several as a comparison, or the blank page that analyses files dropped on it.
 *
 * @returns the exit code
 */
export async function executeReport(
  paths: readonly string[],
  request: ReportRequest,
  io: Io,
): Promise<number> {
  const language = checkOneOf("lang", request.lang ?? "en", LANGUAGES);
  const made = request.blank
    ? await blankPage(paths, request, language)
    : await resultPage(readResults(checkPaths(paths)), request, language, io);
  io.out(request.json ? `${toJson({ version: 1, ...made })}\n` : `${made.file}\n`);
  return EXIT.ok;
}

interface Made {
  readonly file: string;
}

async function resultPage(
  read: readonly ReadResult[],
  request: ReportRequest,
  language: Language,
  io: Io,
): Promise<Made> {
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
  await writeAtomically(file, page, { makeFolders: true });
  return { file, ...compare(results) };
}

async function blankPage(
  paths: readonly string[],
  request: ReportRequest,
  language: Language,
): Promise<Made> {
  if (paths.length > 0 || request.plot) {
    throw new InputError(
      "bad-option",
      "--blank makes a page without any result: leave out the results and --plot",
    );
  }
  const { loadPlayground, renderPlayground } = await import("../../report/playground/index.ts");
  const file = request.out ?? "playground.html";
  const page = renderPlayground({ ...(await loadPlayground()), language });
  await writeAtomically(file, page, { makeFolders: true });
  return { file };
}

function checkPaths(paths: readonly string[]): readonly string[] {
  if (paths.length > 0) return paths;
  throw new InputError(
    "missing-option",
    "no result was given: name a result.json or the folder of a run, or ask for the empty page with --blank",
  );
}
