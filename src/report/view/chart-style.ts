import type { Format } from "../../words/index.ts";
import { clean } from "../../words/text.ts";
import type { Axis, Json } from "./figure-types.ts";

/** The page's font, also inside charts: whatever the system uses for its own windows. */
export const FONT_STACK =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/**
 * Text for plotly, which reads a small HTML dialect and `%{…}` templates in labels: both are
 * defused, so that names from users and files are shown as they are.
 */
export function chartText(text: string, limit = 40): string {
  return clean(text, limit)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("%", "&#37;");
}

/** What a reader sees of {@link chartText}, bold or not. */
export function plainText(text: string): string {
  return text
    .replace(/<\/?b>/g, "")
    .replaceAll("&#37;", "%")
    .replaceAll("&gt;", ">")
    .replaceAll("&lt;", "<")
    .replaceAll("&amp;", "&");
}

/** What all charts of a page share. */
export function baseLayout({ separators }: Format): {
  readonly separators: string;
  readonly [plotly: string]: Json;
} {
  return {
    paper_bgcolor: "@card",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: FONT_STACK, size: 13, color: "@muted" },
    showlegend: false,
    hovermode: "x unified",
    hoverlabel: {
      bgcolor: "@card",
      bordercolor: "@line",
      font: { family: FONT_STACK, size: 13, color: "@ink" },
      align: "left",
    },
    dragmode: "zoom",
    separators,
  };
}

/** An axis in the page's look. */
export function axis(title: string, more: Omit<Axis, "title"> = {}): Axis {
  return {
    title: { text: title },
    gridcolor: "@grid",
    linecolor: "@line",
    zerolinecolor: "@grid",
    tickfont: { size: 12, color: "@muted" },
    ticks: "outside",
    ticklen: 4,
    tickcolor: "@line",
    ...more,
  };
}
