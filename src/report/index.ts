export {
  type Comparison,
  type ComparisonOptions,
  compare,
  comparisonCsv,
  renderComparison,
} from "./compare/index.ts";
export { lossFigure } from "./loss-figure.ts";
export { loadPlayground, renderPlayground } from "./playground/index.ts";
export { type ReportOptions, renderReport } from "./render-report.ts";
export { renderText } from "./render-text.ts";
export { type DrawnSchedule, renderSchedules } from "./schedules/index.ts";
export { loadPlotly } from "./scripts.ts";
export { type TerminalChartOptions, terminalChart } from "./terminal/index.ts";
export type { Figure, KeyEntry, SpanLabel, Swatch } from "./view/figure-types.ts";
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
