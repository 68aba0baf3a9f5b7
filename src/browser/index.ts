// The learning rate of a TensorFlow.js model in the page: search, curve, report. TensorFlow.js is the
// page's own; nothing here needs Node.js.
import { checkOneOf, checkRange, rejectOption } from "../core/check.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import { checkResult } from "../result/check-result.ts";
import type { Result } from "../result/types.ts";
import type { Language } from "../words/index.ts";
import type { Plotly } from "./plotly.ts";

export type { RunEvent } from "../contract/index.ts";
export { InputError, LrFinderError, TrainerError } from "../core/errors.ts";
export type { Note } from "../core/note.ts";
export { type Plan, planSchedule, type SchedulePlan } from "../plan/index.ts";
export type { Result } from "../result/types.ts";
export type { FindOutcome, SearchPlan } from "../search/plan-search.ts";
export type { Suggestion } from "../suggest/suggestion.ts";
export type { StreamDataset } from "../trainer/tfjs/data/stream.ts";
export type { RowsData, RowsLike } from "../trainer/tfjs/module/parts.ts";
export {
  BROWSER_ENGINES,
  type BrowserEngine,
  type EngineSupport,
  engineSupport,
} from "./engines.ts";
export { type BrowserFindOptions, type BrowserStart, findLearningRate } from "./find.ts";
export type { Plotly } from "./plotly.ts";

/** Languages of curve and report. */
const LANGUAGES: Readonly<Record<Language, true>> = { en: true, zh: true };

/** Options of {@link drawCurve}. */
export interface DrawCurveOptions {
  /** Of title, labels and words below. @default "en" */
  readonly language?: Language;
  /** @default "auto": as the reader's system */
  readonly theme?: "auto" | "light" | "dark";
  /** Plotly, or null to draw without it. @default the page's `Plotly`, where it has one */
  readonly plotly?: Plotly | null;
}

const DRAW_KEYS: KeyTable<DrawCurveOptions> = { language: true, theme: true, plotly: true };

/** A curve that was drawn. */
export interface DrawnCurve {
  readonly how: "svg" | "plotly";
  /** Takes it out of the page. */
  remove(): void;
}

/**
 * Draws loss over learning rate with the suggestion into an element, in the place of what it holds: with
 * plotly where the page has it, else as SVG that follows the width of the element. What draws is loaded
 * by this call, not before.
 *
 * @returns how it was drawn; null when not a single finite loss was recorded: the element is as it was
 * @throws InputError for options that cannot be used
 */
export async function drawCurve(
  element: HTMLElement,
  result: Result,
  options: DrawCurveOptions = {},
): Promise<DrawnCurve | null> {
  const { replaceChildren }: Partial<HTMLElement> = element ?? {};
  if (typeof replaceChildren !== "function") {
    rejectOption("element", "an element of the page", element);
  }
  checkResult(result);
  checkKeys("drawCurve", options, DRAW_KEYS);
  const language = languageOf(options);
  const theme = checkOneOf("theme", options.theme ?? "auto", ["auto", "light", "dark"]);
  const { Plotly } = globalThis as { readonly Plotly?: Plotly };
  const plotly = options.plotly === undefined ? (Plotly ?? null) : options.plotly;
  const { drawInto } = await import("./curve.ts");
  return drawInto(element, result, { language, theme, plotly });
}

/** Options of {@link curveSvg}. */
export interface CurveSvgOptions {
  /** @default "en" */
  readonly language?: Language;
  /** @default "light" */
  readonly theme?: "light" | "dark";
  /** CSS pixels, 240 to 4000. @default 760 */
  readonly width?: number;
  /** CSS pixels, 240 to 4000. @default 640 */
  readonly height?: number;
}

const SVG_KEYS: KeyTable<CurveSvgOptions> = {
  language: true,
  theme: true,
  width: true,
  height: true,
};

/**
 * The same curve as an SVG document, to be saved or shown as an image.
 *
 * @returns null when not a single finite loss was recorded
 * @throws InputError for options that cannot be used
 */
export async function curveSvg(
  result: Result,
  options: CurveSvgOptions = {},
): Promise<string | null> {
  checkResult(result);
  checkKeys("curveSvg", options, SVG_KEYS);
  const language = languageOf(options);
  const theme = checkOneOf("theme", options.theme ?? "light", ["light", "dark"]);
  const width = checkRange("width", options.width ?? 760, 240, 4000);
  const height = checkRange("height", options.height ?? 640, 240, 4000);
  const { svgOf } = await import("./curve.ts");
  return svgOf(result, { language, theme, width, height });
}

/** Options of {@link reportBlob}. */
export interface ReportBlobOptions {
  /** Of everything but what comes from the user. @default "en" */
  readonly language?: Language;
  /**
   * The address of `plotly.js-dist-min/plotly.min.js`, or that file's text; null makes a report whose
   * charts are pictures. @default what the bundler took into the site, or the page's `node_modules`
   */
  readonly plotly?: string | URL | null;
}

const REPORT_KEYS: KeyTable<ReportBlobOptions> = { language: true, plotly: true };

/**
 * The whole report as one HTML file, to be saved or opened in a tab: about 2 MB, most of it plotly. The
 * files that it is made from are loaded by this call, not before.
 *
 * @returns a Blob of type `text/html`
 * @throws InputError for options that cannot be used, or an address where plotly is not
 * @throws LrFinderError `plotly-missing` where the site has no plotly and none was given
 */
export async function reportBlob(result: Result, options: ReportBlobOptions = {}): Promise<Blob> {
  checkResult(result);
  checkKeys("reportBlob", options, REPORT_KEYS);
  const language = languageOf(options);
  const plotly = options.plotly as unknown;
  const isUsable = plotly == null || typeof plotly === "string" || plotly instanceof URL;
  if (!isUsable) rejectOption("plotly", "an address, a text or null", plotly);
  const { blobOf } = await import("./report.ts");
  return blobOf(result, language, options.plotly);
}

function languageOf({ language = "en" }: { readonly language?: Language | undefined }): Language {
  return checkOneOf("language", language, Object.keys(LANGUAGES) as Language[]);
}
