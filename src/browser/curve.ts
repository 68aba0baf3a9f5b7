import { AS_MADE, sceneOf, widthClass } from "../report/draw/scene.ts";
import { drawing, drawingStyles, LAYERS, layersOf } from "../report/draw/svg.ts";
import { toPlotly } from "../report/draw/to-plotly.ts";
import { caption } from "../report/html/chart.ts";
import { swatch } from "../report/html/swatch.ts";
import { html, trusted } from "../report/html/template.ts";
import type { Figure } from "../report/view/figure-types.ts";
import { framedLossFigure } from "../report/view/loss-figure.ts";
import { lossFrame } from "../report/view/loss-frame.ts";
import { PALETTES, type ThemeName } from "../report/view/palette.ts";
import type { LossSources } from "../report/view/sources.ts";
import type { Result } from "../result/types.ts";
import { loss as englishLoss } from "../words/en/charts.ts";
import { format as englishFormat } from "../words/en/format.ts";
import type { Language, Words } from "../words/index.ts";
import { loss as chineseLoss } from "../words/zh/charts.ts";
import { format as chineseFormat } from "../words/zh/format.ts";
import type { Plotly } from "./plotly.ts";

/** The words of a curve: no others are loaded with it. */
const WORDS: Readonly<Record<Language, Pick<Words, "format" | "loss">>> = {
  en: { format: englishFormat, loss: englishLoss },
  zh: { format: chineseFormat, loss: chineseLoss },
};

/** The loss chart of a result; null when not a single finite loss was recorded. */
function figureOf({ record, curve, rules, suggestion }: Result, language: Language): Figure | null {
  const recommended = "lr" in suggestion ? suggestion : null;
  const sources: LossSources = { runs: record.runs, curve, rules, recommended };
  const words = WORDS[language];
  const frame = lossFrame(sources, words);
  if (frame === null) return null;
  const figure = framedLossFigure(frame, sources, words);
  // What it says of losses above the axis names a button of the report.
  const above =
    frame.topAbove === null ? null : words.loss.cutOff(words.format.loss(frame.topAbove));
  return { ...figure, notes: figure.notes.filter((line) => line !== above) };
}

/** See `curveSvg` in `index.ts`. */
export function svgOf(
  result: Result,
  {
    language,
    theme,
    width,
    height,
  }: {
    readonly language: Language;
    readonly theme: ThemeName;
    readonly width: number;
    readonly height: number;
  },
): string | null {
  const figure = figureOf(result, language);
  if (figure === null) return null;
  const scene = sceneOf({ ...figure, height }, AS_MADE);
  const { l, r, t, b } = scene.margin;
  const layers = layersOf(scene);
  // Ticks of one width only: outside of a page there are no container queries.
  const style = `${drawingStyles()}.drawing .w${widthClass(width)}{display:inline}`;
  return html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${figure.summary}" style="${variables(theme)}"><style>${trusted(style)}</style><rect width="100%" height="100%" fill="var(--card)"/><svg class="drawing" x="${l}" y="${t}" width="${width - l - r}" height="${height - t - b}">${LAYERS.map(
    (name) => html`<g class="${name}">${trusted(layers[name])}</g>`,
  )}</svg></svg>`.toString();
}

/** See `drawCurve` in `index.ts`. */
export function drawInto(
  element: HTMLElement,
  result: Result,
  options: {
    readonly language: Language;
    readonly theme: ThemeName | "auto";
    readonly plotly: Plotly | null;
  },
): { readonly how: "svg" | "plotly"; remove(): void } | null {
  const { language, theme, plotly } = options;
  const figure = figureOf(result, language);
  if (figure === null) return null;
  return plotly === null
    ? { how: "svg", remove: drawSvg(element, figure, theme) }
    : { how: "plotly", remove: drawPlotly(element, figure, theme, plotly) };
}

/** Into a shadow root, where neither the page's styles nor the drawing's reach the other. */
function drawSvg(element: HTMLElement, figure: Figure, theme: ThemeName | "auto"): () => void {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const markup =
    html`<div class="plot" role="img" aria-label="${figure.summary}" style="height:${figure.height}px">${drawing(figure)}</div>
<div class="key">${figure.key.map((entry) => html`<span>${swatch(entry.swatch)}<bdi>${entry.label}</bdi></span>`)}</div>
<div class="caption">${caption(figure.summary, figure.notes)}</div>`.toString();
  // A page's Content-Security-Policy may forbid styles in markup; those of the object model are allowed. In
  // texts and in attributes there is no quotation mark that is not escaped.
  root.innerHTML = markup.replaceAll(' style="', ' data-style="');
  for (const styled of root.querySelectorAll<HTMLElement | SVGElement>("[data-style]")) {
    styled.style.cssText = styled.dataset.style ?? "";
    delete styled.dataset.style;
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${themes(theme)}${drawingStyles()}${STYLE}`);
  root.adoptedStyleSheets = [sheet];
  element.replaceChildren(host);
  return () => host.remove();
}

const STYLE = `:host{display:block;background:var(--card);color:var(--ink);font:14px/1.45 system-ui,sans-serif}
.plot{position:relative;width:100%;overflow:hidden}
.key{display:flex;flex-wrap:wrap;gap:.3rem 1rem;padding:.6rem .3rem .2rem;color:var(--muted)}
.key span{display:inline-flex;align-items:center;gap:.45rem}
.swatch{height:16px;width:auto;flex:none}
.caption{padding:0 .3rem .3rem;color:var(--muted)}
.caption p{margin:.4rem 0}
`;

function themes(theme: ThemeName | "auto"): string {
  if (theme !== "auto") return `:host{${variables(theme)}}`;
  return `:host{${variables("light")}}@media (prefers-color-scheme:dark){:host{${variables("dark")}}}`;
}

function variables(theme: ThemeName): string {
  return Object.entries(PALETTES[theme])
    .map(([role, color]) => `--${role}:${color};`)
    .join("");
}

function drawPlotly(
  element: HTMLElement,
  figure: Figure,
  theme: ThemeName | "auto",
  plotly: Plotly,
): () => void {
  const place = document.createElement("div");
  place.style.height = `${figure.height}px`;
  element.replaceChildren(place);
  const isDark = matchMedia("(prefers-color-scheme: dark)");
  const draw = () => {
    const name = theme === "auto" ? (isDark.matches ? "dark" : "light") : theme;
    const size = { width: place.clientWidth || 720, height: figure.height };
    const chart = toPlotly(sceneOf(figure, AS_MADE), size, PALETTES[name], "drawn");
    void plotly.react(place, chart.data, chart.layout, { displaylogo: false });
  };
  draw();
  const observer = new ResizeObserver(draw);
  observer.observe(place);
  if (theme === "auto") isDark.addEventListener("change", draw);
  return () => {
    observer.disconnect();
    isDark.removeEventListener("change", draw);
    plotly.purge(place);
    place.remove();
  };
}
