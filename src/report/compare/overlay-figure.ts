import { formatLr } from "../../core/format.ts";
import type { Words } from "../../words/index.ts";
import { axis, baseLayout, chartText } from "../view/chart-style.ts";
import { triedLossAt } from "../view/deciding.ts";
import { DASHES, type Dash, type Figure, type KeyEntry, type Trace } from "../view/figure-types.ts";
import { drawable, logRange, lossAxis } from "../view/readable-range.ts";
import type { Comparison } from "./compare.ts";
import { type Factor, valueText } from "./factors.ts";
import { coinciding, type Frame, type Line } from "./lines.ts";

/** Up to this many results have an entry each in the key; beyond, each kind has one. */
const OWN_ENTRIES = 18;
/** Up to this many results are named in a note. */
const NAMED = 6;
/** Parts of the height: what the trainings came to below, the curves above. */
const [BELOW, ABOVE] = [
  [0, 0.26],
  [0.36, 1],
] as const;

/**
 * All smoothed curves over one LR axis, with a diamond at each suggested LR. Where trainings chose an LR,
 * what they came to stands below, over the same axis, with a diamond on the chosen one.
 */
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
  const add = (row: number, trace: Trace) => {
    tracesOf[row]?.push(data.length);
    data.push(trace);
  };
  const groups = rows.length <= OWN_ENTRIES ? coinciding(lines, frame) : [];
  // Of curves that lie on each other the first is the widest, so that all are seen.
  const wider = (i: number) => {
    const group = groups.find((each) => each.includes(i));
    return group === undefined ? 0 : group.length - 1 - group.indexOf(i);
  };
  const named = (i: number): Named => {
    const label = rows[i]?.label ?? "";
    return {
      name: chartText(label),
      hover: `<b>${chartText(label, 60)}</b><br>${text.hoverLr}`,
    };
  };
  lines.forEach((line, i) => {
    const look = looks.styles[i] as LineStyle;
    const label = named(i);
    add(i, curveTrace(line, look, label, width + 3 * wider(i), frame));
    if (line.pick) add(i, pickTrace(line.pick, look, label, 11 + 5 * wider(i), frame));
  });
  const losses = lines.flatMap(({ tried }) => tried.map(({ loss }) => loss));
  const triedRange = losses.length === 0 ? null : lossAxis(losses);
  if (triedRange !== null) {
    lines.forEach((line, i) => {
      if (line.tried.length === 0) return;
      const look = looks.styles[i] as LineStyle;
      const label = named(i);
      add(i, triedTrace(line.tried, look, label, width));
      const chosen = line.pick && triedLossAt(line.tried, line.pick.lr);
      if (chosen !== null && line.pick) {
        const pick = pickTrace({ lr: line.pick.lr, value: chosen }, look, label, 10, null);
        add(i, { ...pick, yaxis: "y2" });
      }
    });
  }
  const all = lines.flatMap(({ values }) => values);
  const lossTitle = comparable.losses ? text.lossAxis : text.dropAxis;
  return {
    id: "overlay",
    title: text.overlayTitle,
    summary: text.overlaySummary(rows.length),
    notes: notesOf(comparison, lines, groups, looks, words),
    height: triedRange === null ? 520 : 640,
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
        ...(triedRange && { anchor: "y2" }),
      }),
      yaxis: axis(lossTitle, {
        range: frame.y,
        exponentformat: "power",
        ...(triedRange && { domain: ABOVE }),
      }),
      ...(triedRange && {
        yaxis2: axis(comparable.losses ? text.triedAxis : text.triedAboveAxis, {
          domain: BELOW,
          exponentformat: "power",
          nticks: 5,
          ...triedRange,
        }),
      }),
      shapes: [],
      annotations: [],
    },
    key: keyOf(comparison, looks, tracesOf),
    spanLabels: [],
    yRanges: { linear: frame.y, log: logRange(frame.y, all) },
  };
}

function notesOf(
  { rows, comparable }: Comparison,
  lines: readonly Line[],
  groups: readonly (readonly number[])[],
  looks: LineStyles,
  { comparison: text }: Words,
): string[] {
  const labelOf = (i: number) => rows[i]?.label ?? "";
  const named = (labels: readonly string[]) =>
    labels.length <= NAMED
      ? labels
      : [...labels.slice(0, NAMED - 1), text.more(labels.length - NAMED + 1)];
  const those = (which: (line: Line) => boolean, say: (labels: readonly string[]) => string) => {
    const labels = rows.filter((_, i) => which(lines[i] as Line)).map(({ label }) => label);
    return labels.length > 0 ? [say(named(labels))] : [];
  };
  return [
    text.pickNote,
    ...(lines.some(({ tried }) => tried.length > 0)
      ? [comparable.losses ? text.triedNote : text.triedAboveNote]
      : []),
    ...those(({ tried, isDivided }) => tried.length > 0 && isDivided, text.triedDivisions),
    ...those(({ otherLower }) => otherLower, text.triedOther),
    ...(["at", "beside", null] as const).flatMap((lower) =>
      those(
        ({ onRise }) => onRise?.lower === lower,
        (labels) => text.onRise(labels, lower),
      ),
    ),
    ...(groups.length > 0 ? [text.coincide(groups.map((group) => named(group.map(labelOf))))] : []),
    ...(comparable.losses ? [] : [text.notComparable(comparable.differs)]),
    ...(looks.colorFactor === null
      ? []
      : [text.looks(looks.colorFactor.title, looks.dashFactor?.title ?? null)]),
  ];
}

/** What a result is called: by its traces, and before its numbers under the pointer. */
interface Named {
  readonly name: string;
  readonly hover: string;
}

function curveTrace(
  { lrs, values }: Line,
  { color, dash }: LineStyle,
  { name, hover }: Named,
  width: number,
  frame: Frame,
): Trace {
  return {
    type: "scatter",
    mode: "lines",
    name,
    x: lrs.map((lr) => Number(lr.toPrecision(4))),
    y: values.map((value) => drawable(Number(value.toPrecision(5)), frame.y)),
    line: { color, dash, width },
    hovertemplate: `${hover} %{x:.3~g}<br>%{y:.4~g}<extra></extra>`,
  };
}

function triedTrace(
  tried: Line["tried"],
  { color, dash }: LineStyle,
  { name, hover }: Named,
  width: number,
): Trace {
  return {
    type: "scatter",
    mode: "lines+markers",
    name,
    x: tried.map(({ lr }) => Number(lr.toPrecision(4))),
    y: tried.map(({ loss }) => Number(loss.toPrecision(5))),
    yaxis: "y2",
    line: { color, dash, width: Math.max(1, width - 1) },
    marker: { color, size: 6 },
    hovertemplate: `${hover} %{x:.3~g}<br>%{y:.4~g}<extra></extra>`,
  };
}

function pickTrace(
  { lr, value }: NonNullable<Line["pick"]>,
  { color }: LineStyle,
  { name, hover }: Named,
  size: number,
  frame: Frame | null,
): Trace {
  return {
    type: "scatter",
    mode: "markers",
    name,
    x: [lr],
    y: [frame === null ? value : drawable(value, frame.y)],
    marker: { symbol: "diamond", color, size, line: { color: "@markLine", width: 1.5 } },
    hovertemplate: `${hover} <b>${formatLr(lr)}</b><extra></extra>`,
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

/** Line colours, told apart with any colour vision. */
const COLORS = ["@smoothed", "@mark4", "@recommended", "@mark3", "@mark1", "@mark5"] as const;

/** How a result's line looks. */
export interface LineStyle {
  readonly color: string;
  readonly dash: Dash;
}

/** A style for each row, and the factors that decide it (none where each row has its own). */
export interface LineStyles {
  readonly styles: readonly LineStyle[];
  readonly colorFactor: Factor | null;
  readonly dashFactor: Factor | null;
}

/**
 * Colour by the first setting that puts results together in two to six kinds, dash by the next such one;
 * where dash tells no setting it goes with the colour, for those who see no difference between two
 * colours. Up to 18 results, each of which has an entry in the key, all look different: where the
 * settings do not give each a look of its own, every one gets the next colour with the next dash.
 */
export function lineStyles({ rows, factors, groups }: Comparison): LineStyles {
  const grouping = factors.filter(({ name }) => Object.hasOwn(groups, name));
  const colorFactor = grouping.find(({ values }) => values.length <= COLORS.length) ?? null;
  const dashFactor =
    grouping.find((each) => each !== colorFactor && each.values.length <= DASHES.length) ?? null;
  if (colorFactor !== null) {
    const styles = rows.map((row) => {
      const place = (factor: Factor) => factor.values.indexOf(row.factors[factor.name] as string);
      return style(place(colorFactor), place(dashFactor ?? colorFactor));
    });
    const looks = new Set(styles.map(({ color, dash }) => `${color} ${dash}`));
    const told = rows.length > OWN_ENTRIES || looks.size === rows.length;
    if (told) return { styles, colorFactor, dashFactor };
  }
  const styles = rows.map((_, i) => style(i, i + Math.floor(i / COLORS.length)));
  return { styles, colorFactor: null, dashFactor: null };
}

function style(color: number, dash: number): LineStyle {
  return {
    color: COLORS[color % COLORS.length] as string,
    dash: DASHES[dash % DASHES.length] as Dash,
  };
}
