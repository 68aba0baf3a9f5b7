import { renderReport } from "../report/render-report.ts";
import type { Result } from "../result/types.ts";
import { LANGUAGES, type Language } from "../words/index.ts";

/** The words of a report's own code, packed; the page has one language, and takes it from all. */
const WORDS: Readonly<Record<Language, () => Promise<{ readonly default: string }>>> = {
  en: () => import("../pages/report-en.js"),
  zh: () => import("../pages/report-zh.js"),
};

/** See `reportBlob` in `index.ts`. */
export async function blobOf(result: Result, language: Language): Promise<Blob> {
  const parts = await Promise.all([
    import("../pages/report.js"),
    import("../pages/plotly.js"),
    ...LANGUAGES.map((each) => WORDS[each]()),
  ]);
  const plotly = parts.map((part) => part.default).join(" ");
  return new Blob([renderReport(result, { language, plotly })], {
    type: "text/html;charset=utf-8",
  });
}
