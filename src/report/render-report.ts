import { checkKeys, type KeyTable } from "../core/keys.ts";
import { checkResult } from "../result/check-result.ts";
import type { Result } from "../result/types.ts";
import { DEFAULT_LANGUAGE, type Language, wordsOf } from "../words/index.ts";
import { reportBody, reportTitle } from "./html/report-body.ts";
import { packResult } from "./packed/result.ts";
import { page } from "./page/page.ts";
import { viewModel } from "./view/view-model.ts";

/** Options of {@link renderReport}. */
export interface ReportOptions {
  /**
   * Plotly and the page's code, as {@link loadPlotly} returns them. Without it the page has all words and tables and a
   * line that says why there are no charts.
   *
   * @default undefined
   */
  readonly plotly?: string;
  /** Of everything but what comes from the user. @default "en" */
  readonly language?: Language;
}

const REPORT_KEYS: KeyTable<ReportOptions> = { plotly: true, language: true };

/**
 * One self-contained HTML file for one result: it opens from disk and fetches nothing. About
 * 2.1 MB with plotly, of which the page itself is 100 kB for a sweep of 100 steps. The same result
 * gives the same bytes. Pure: runs in a browser too.
 *
 * Every text of the result is escaped; the page's policy blocks scripts other than its own.
 */
export function renderReport(result: Result, options: ReportOptions = {}): string {
  checkResult(result);
  checkKeys("renderReport", options, REPORT_KEYS);
  const { language = DEFAULT_LANGUAGE } = options;
  const words = wordsOf(language);
  const view = viewModel(result, language);
  return page({
    title: view.title,
    heading: reportTitle(view, words),
    body: reportBody(view, result.curve.bandwidth, words),
    figures: view.figures,
    plotly: options.plotly ?? null,
    language,
    result: packResult(result),
  });
}
