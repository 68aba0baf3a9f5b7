import { renderReport } from "../report/render-report.ts";
import type { Result } from "../result/types.ts";
import { LANGUAGES, type Language } from "../words/index.ts";
import { packedPlotly } from "./plotly-file.ts";

/** The words of a report's own code, packed; the page has one language, and takes it from all. */
const WORDS: Readonly<Record<Language, () => Promise<{ readonly default: string }>>> = {
  en: () => import("../pages/report-en.js"),
  zh: () => import("../pages/report-zh.js"),
};

/** See `reportBlob` in `index.ts`. */
export async function blobOf(
  result: Result,
  language: Language,
  plotly: string | URL | null | undefined,
): Promise<Blob> {
  const html =
    plotly === null
      ? renderReport(result, { language })
      : renderReport(result, { language, plotly: await scripts(plotly) });
  return new Blob([html], { type: "text/html;charset=utf-8" });
}

/** What `loadScripts` puts together in Node.js. */
async function scripts(plotly: string | URL | undefined): Promise<string> {
  const [packed, code, ...words] = await Promise.all([
    packedPlotly(plotly),
    import("../pages/report.js"),
    ...LANGUAGES.map((each) => WORDS[each]()),
  ]);
  return [code.default, packed, ...words.map((each) => each.default)].join(" ");
}
