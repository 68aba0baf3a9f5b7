import { formatLr } from "../../core/format.ts";
import type { Words } from "../../words/index.ts";
import { axis, baseLayout, chartText } from "../view/chart-style.ts";
import type { Figure, KeyEntry, Trace } from "../view/figure-types.ts";
import { drawable, logRange } from "../view/readable-range.ts";
import type { Comparison } from "./compare.ts";
import { type Factor, valueText } from "./factors.ts";
import type { Frame, Line } from "./lines.ts";

/** Up to this many results have an entry each in the key; beyond, each kind has one. */
const OWN_ENTRIES = 12;

/** All smoothed curves over one LR axis, with a diamond at each suggested LR. */
export function overlayFigure(
  comparison: Comparison,
  lines: readonly Line[],
  frame: Frame,
  words: Words,
): Figure {
  const { rows, comparable } = comparison;
  const text = words.comparison;
  const looks = lineStyles(comparison);
  const width = rows.length > 40 ? 1.25 : rows.length > 12 ? 1.75 : 2.5;
  const data: Trace[] = [];
  const tracesOf: number[][] = rows.map(() => []);
  lines.forEach((line, i) => {
    const look = looks.styles[i] as LineStyle;
    const label = rows[i]?.label ?? "";
    tracesOf[i]?.push(data.length);
    data.push(curveTrace(line, look, label, width, frame));
    if (line.pick === null) return;
    tracesOf[i]?.push(data.length);
    data.push(pickTrace(line.pick, look, label, frame));
  });
  const all = lines.flatMap(({ values }) => values);
  return {
    id: "overlay",
    title: text.overlayTitle,
    summary: text.overlaySummary(rows.length),
    notes: [
      text.pickNote,
      ...(comparable.losses ? [] : [text.notComparable(comparable.differs)]),
      ...(looks.colorFactor === null
        ? []
        : [text.looks(looks.colorFactor.title, looks.dashFactor?.title ?? null)]),
    ],
    height: 520,
    paperHeight: 300,
    data,
    layout: {
      ...baseLayout(words.format),
      hovermode: "closest",
      margin: { l: 64, r: 12, t: 16, b: 48 },
      xaxis: axis(text.lrAxis, {
        type: "log",
        range: frame.x,
        exponentformat: "power",
        dtick: frame.x[1] - frame.x[0] > 0.8 ? 1 : "D1",
      }),
      yaxis: axis(comparable.losses ? text.lossAxis : text.dropAxis, {
        range: frame.y,
        exponentformat: "power",
      }),
      shapes: [],
      annotations: [],
    },
    key: keyOf(comparison, looks, tracesOf),
    spanLabels: [],
    yRanges: { linear: frame.y, log: logRange(frame.y, all) },
  };
}

function curveTrace(
  { lrs, values }: Line,
  { color, dash }: LineStyle,
  label: string,
  width: number,
  frame: Frame,
): Trace {
  return {
    type: "scatter",
    mode: "lines",
    name: chartText(label),
    x: lrs.map((lr) => Number(lr.toPrecision(4))),
    y: values.map((value) => drawable(Number(value.toPrecision(5)), frame.y)),
    line: { color, dash, width },
    hovertemplate: `<b>${chartText(label, 60)}</b><br>LR %{x:.3~g}<br>%{y:.4~g}<extra></extra>`,
  };
}

function pickTrace(
  { lr, value }: NonNullable<Line["pick"]>,
  { color }: LineStyle,
  label: string,
  frame: Frame,
): Trace {
  return {
    type: "scatter",
    mode: "markers",
    name: chartText(label),
    x: [lr],
    y: [drawable(value, frame.y)],
    marker: { symbol: "diamond", color, size: 11, line: { color: "@markLine", width: 1.5 } },
    hovertemplate: `<b>${chartText(label, 60)}</b><br>LR <b>${formatLr(lr)}</b><extra></extra>`,
  };
}

function keyOf(
  { rows }: Comparison,
  { styles, colorFactor, dashFactor }: ReturnType<typeof lineStyles>,
  tracesOf: readonly (readonly number[])[],
): KeyEntry[] {
  const entry = (label: string, { color, dash }: LineStyle, members: readonly number[]) => ({
    label,
    swatch: { kind: "line", color, dash } as const,
    traces: members.flatMap((i) => tracesOf[i] ?? []),
    shapes: [],
    annotations: [],
  });
  if (rows.length <= OWN_ENTRIES) {
    return rows.map(({ label }, i) => entry(label, styles[i] as LineStyle, [i]));
  }
  if (colorFactor === null) return [];
  const kinds = new Map<string, number[]>();
  rows.forEach(({ factors }, i) => {
    const parts = [colorFactor, ...(dashFactor ? [dashFactor] : [])].map((factor) => {
      const value = valueText(factor.name, factors[factor.name] as string);
      return factor.numeric ? `${factor.title} ${value}` : value;
    });
    const kind = parts.join(" · ");
    kinds.set(kind, [...(kinds.get(kind) ?? []), i]);
  });
  return [...kinds].map(([kind, members]) =>
    entry(kind, styles[members[0] as number] as LineStyle, members),
  );
}

/** Line colours, told apart with any colour vision; with the three dashes, eighteen looks. */
const COLORS = ["@smoothed", "@mark4", "@recommended", "@mark3", "@mark1", "@mark5"] as const;
const DASHES = ["solid", "dash", "dot"] as const;

/** How a result's line looks. */
export interface LineStyle {
  readonly color: string;
  readonly dash: (typeof DASHES)[number];
}

/** A style for each row, and the factors that decide it (none where each row has its own). */
export interface LineStyles {
  readonly styles: readonly LineStyle[];
  readonly colorFactor: Factor | null;
  readonly dashFactor: Factor | null;
}

/**
 * Colour by the first setting that puts results together in two to six kinds, dash by the next one
 * of two or three kinds; without such a setting each result gets the next look in turn. Where dash
 * tells no setting it goes with the colour, for those who see no difference between two colours.
 */
export function lineStyles({ rows, factors, groups }: Comparison): LineStyles {
  const grouping = factors.filter(({ name }) => Object.hasOwn(groups, name));
  const colorFactor = grouping.find(({ values }) => values.length <= COLORS.length) ?? null;
  const dashFactor =
    grouping.find((each) => each !== colorFactor && each.values.length <= DASHES.length) ?? null;
  const styles = rows.map((row, i) => {
    if (colorFactor === null) return style(i, i + Math.floor(i / COLORS.length));
    const place = (factor: Factor) => factor.values.indexOf(row.factors[factor.name] as string);
    return style(place(colorFactor), place(dashFactor ?? colorFactor));
  });
  return { styles, colorFactor, dashFactor: colorFactor === null ? null : dashFactor };
}

function style(color: number, dash: number): LineStyle {
  return {
    color: COLORS[color % COLORS.length] as string,
    dash: DASHES[dash % DASHES.length] as LineStyle["dash"],
  };
}
