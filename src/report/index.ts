export { loadPlotly } from "./plotly.ts";
export { type ReportOptions, renderReport } from "./render-report.ts";
export { renderText } from "./render-text.ts";
export type { Figure, KeyEntry, SpanLabel, Swatch } from "./view/figure-types.ts";
export { lossFigure } from "./view/loss-figure.ts";
export { planFigure } from "./view/plan-figure.ts";
export type { LossSources } from "./view/sources.ts";
export type {
  Column,
  Fact,
  Headline,
  Message,
  ReportView,
  Snippet,
  Table,
} from "./view/types.ts";
export { viewModel } from "./view/view-model.ts";
