import { formatLr } from "../../core/format.ts";
import { clean } from "../../words/text.ts";
import { chartText } from "./chart-style.ts";
import type { KeyEntry, Trace } from "./figure-types.ts";
import { drawable } from "./readable-range.ts";
import { type LossSources, smoothedAt } from "./sources.ts";

/** Marker shapes, in the order in which rules get them; `html/swatch.ts` draws the same. */
export const MARK_SYMBOLS = [
  "circle",
  "square",
  "diamond",
  "triangle-up",
  "triangle-down",
  "cross",
  "x",
  "star",
] as const;

const MARK_COLORS = ["@mark1", "@mark2", "@mark3", "@mark4", "@mark5", "@mark6"] as const;

/** A marker on the smoothed line for every rule that picked an LR; shape and colour both differ. */
export function ruleMarks(
  sources: Pick<LossSources, "rules" | "curve">,
  range: readonly [number, number],
  firstTrace: number,
): { traces: Trace[]; key: KeyEntry[] } {
  const traces: Trace[] = [];
  const key: KeyEntry[] = [];
  for (const [name, { lr }] of Object.entries(sources.rules)) {
    const loss = lr === null ? undefined : smoothedAt(sources.curve, lr);
    if (lr === null || loss === undefined) continue;
    const symbol = MARK_SYMBOLS[traces.length % MARK_SYMBOLS.length] as string;
    const color = MARK_COLORS[traces.length % MARK_COLORS.length] as string;
    key.push({
      id: `rule-${clean(name)}`,
      label: `${clean(name, 40)} ${formatLr(lr)}`,
      swatch: { kind: "symbol", color, symbol },
      traces: [firstTrace + traces.length],
      shapes: [],
      annotations: [],
    });
    traces.push({
      type: "scatter",
      mode: "markers",
      name: chartText(name),
      x: [lr],
      y: [drawable(loss, range)],
      marker: { symbol, color, size: 12, line: { color: "@markLine", width: 1.5 } },
      hovertemplate: `${chartText(name)} <b>${formatLr(lr)}</b><extra></extra>`,
    });
  }
  return { traces, key };
}
