import { formatLr } from "../../core/format.ts";
import { maxOf, minOf } from "../../core/stats.ts";
import type { Cell, FittedLaw } from "../../law/index.ts";
import type { Words } from "../../words/index.ts";
import { axis, baseLayout, chartText } from "../view/chart-style.ts";
import { DASHES, type Dash, type Figure, type KeyEntry, type Trace } from "../view/figure-types.ts";
import { pointText } from "./point-text.ts";

const COLORS = ["@smoothed", "@mark4", "@recommended", "@mark3", "@mark1", "@mark5"] as const;
/** Valleys that one chart can show. */
const MOST = 36;
/** Losses further above the lowest than this quantile of all are cut off: decades of them say nothing. */
const SHOWN_SHARE = 0.85;

/** The valley of every cell over one LR axis, and their bottoms, joined. Null where no cell has losses. */
export function valleysFigure(fitted: FittedLaw, words: Words): Figure | null {
  const { law: text, format } = words;
  const all = fitted.cells.filter(({ valley }) => (valley?.points.length ?? 0) > 1);
  if (all.length === 0) return null;
  const shown = nearest(all, Object.values(fitted.law.at));
  const names = fitted.factors.map(({ name }) => name);
  const rises = shown.flatMap((cell) => risesOf(cell)).sort((a, b) => a - b);
  const top = (rises[Math.floor(SHOWN_SHARE * (rises.length - 1))] ?? 1) * 1.1 || 1;
  const data: Trace[] = [];
  const key: KeyEntry[] = [];
  for (const [i, cell] of shown.entries()) {
    const { points } = cell.valley as NonNullable<Cell["valley"]>;
    const color = COLORS[i % COLORS.length] as string;
    const dash = DASHES[(i + Math.floor(i / COLORS.length)) % DASHES.length] as Dash;
    const label = pointText(
      Object.fromEntries(names.map((name, k) => [name, cell.values[k] as number])),
      words,
    );
    const values = risesOf(cell);
    if (shown.length <= 12) {
      key.push({
        id: String(i),
        label,
        swatch: { kind: "line", color, dash },
        traces: [data.length],
        shapes: [],
        annotations: [],
      });
    }
    data.push({
      type: "scatter",
      mode: "lines+markers",
      name: chartText(label, 60),
      x: points.map(({ lrLog10 }) => Number((10 ** lrLog10).toPrecision(5))),
      y: values.map((value) => (value > top ? null : Number(value.toPrecision(5)))),
      line: { color, width: shown.length > 12 ? 1 : 2, ...(shown.length <= 12 && { dash }) },
      marker: { color, size: 5 },
      hovertemplate: `${chartText(label, 60)}<br>${words.loss.hoverLr} %{x:.3~g}, +%{y:.3~g}<extra></extra>`,
    });
  }
  const bottoms = shown
    .filter(({ valley }) => valley?.side === null)
    .sort((a, b) => a.values.reduce((sum, value, k) => sum || value - (b.values[k] as number), 0));
  const lrs = bottoms.map(({ valley }) => 10 ** (valley?.lrLog10 ?? 0));
  key.push({
    id: "joined",
    label: text.joined,
    swatch: { kind: "symbol", color: "@ink", symbol: "diamond" },
    traces: [data.length],
    shapes: [],
    annotations: [],
  });
  data.push({
    type: "scatter",
    mode: "lines+markers",
    name: text.joined,
    x: lrs.map((lr) => Number(lr.toPrecision(4))),
    y: lrs.map(() => 0),
    line: { color: "@ink", width: 1, dash: "dot" },
    marker: { color: "@ink", size: 9, symbol: "diamond", line: { color: "@markLine", width: 1 } },
    hovertemplate: `${text.joined}: %{x:.3~g}<extra></extra>`,
  });
  const logs = shown.flatMap(({ valley }) => valley?.points.map(({ lrLog10 }) => lrLog10) ?? []);
  const [from, to] = [minOf(logs), maxOf(logs)];
  return {
    id: "valleys",
    title: text.valleys,
    summary: text.valleysSummary(
      shown.length,
      formatLr(Math.min(minOf(lrs), 10 ** to)),
      formatLr(Math.max(maxOf(lrs), 10 ** from)),
    ),
    notes: shown.length < all.length ? [text.valleysSome(shown.length, all.length)] : [],
    height: 420,
    paperHeight: 280,
    data,
    layout: {
      ...baseLayout(format),
      hovermode: "closest",
      margin: { l: 72, r: 12, t: 14, b: 48 },
      xaxis: axis(text.lrAxis, {
        type: "log",
        range: [from - 0.05, to + 0.05],
        exponentformat: "power",
        dtick: to - from > 0.8 ? 1 : "D1",
      }),
      yaxis: axis(text.lossAxis, { range: [-0.05 * top, top], exponentformat: "power" }),
      shapes: [],
      annotations: [],
    },
    key,
    spanLabels: [],
    yRanges: null,
  };
}

/** Losses of a cell above its lowest. */
function risesOf({ valley }: Cell): number[] {
  const losses = valley?.points.map(({ loss }) => loss) ?? [];
  const lowest = minOf(losses);
  return losses.map((loss) => loss - lowest);
}

function nearest(cells: readonly Cell[], point: readonly number[]): readonly Cell[] {
  if (cells.length <= MOST) return cells;
  if (point.length === 0) return cells.slice(0, MOST);
  const far = ({ values }: Cell) =>
    Math.hypot(...values.map((value, i) => Math.log10(value / (point[i] as number))));
  return [...cells].sort((a, b) => far(a) - far(b)).slice(0, MOST);
}
