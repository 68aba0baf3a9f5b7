import { formatLr } from "../../core/format.ts";
import { maxOf, minOf } from "../../core/stats.ts";
import { type FittedLaw, PUBLISHED_LAWS } from "../../law/index.ts";
import type { Words } from "../../words/index.ts";
import { axis, baseLayout } from "../view/chart-style.ts";
import type { Figure, KeyEntry, Trace } from "../view/figure-types.ts";
import { pointText } from "./point-text.ts";

const POINTS = 61;
/** An axis has ticks at the values that were measured where they are no more than these. */
const MOST_TICKED = 12;

/**
 * The best LR against one factor: cells, the law with its band while the other factors stay at the point
 * (or amid the cells), published laws, and the point. Null for a factor that does not vary.
 */
export function factorFigure(fitted: FittedLaw, index: number, words: Words): Figure | null {
  const { law: text, format } = words;
  const { law, cells, factors, lrAt } = fitted;
  const factor = factors[index];
  if (factor === undefined || lrAt === null) return null;
  const told = law.factors[factor.name];
  if (told === undefined || told.exponent === null || told.interval80 === null) return null;
  const at = factors.map(
    ({ name }, i) => law.at[name] ?? middle(cells.map(({ values }) => values[i] as number)),
  );
  const measured = cells.map(({ values }) => values[index] as number);
  const ticked = new Set(law.status === "found" ? [...measured, at[index] as number] : measured);
  const ends = [...measured, at[index] as number].map(Math.log10);
  const [from, to] = [minOf(ends) - 0.1, maxOf(ends) + 0.1];
  const xs = Array.from(
    { length: POINTS },
    (_, i) => 10 ** (from + ((to - from) * i) / (POINTS - 1)),
  );
  const line = xs.map((x) => lrAt(at.map((value, i) => (i === index ? x : value))));
  const x = xs.map((value) => Number(value.toPrecision(5)));
  const lr = (log10: number) => Number((10 ** log10).toPrecision(4));
  const data: Trace[] = [];
  const key: KeyEntry[] = [];
  const add = (id: string, label: string, swatch: KeyEntry["swatch"], traces: readonly Trace[]) => {
    key.push({
      id,
      label,
      swatch,
      traces: traces.map((_, i) => data.length + i),
      shapes: [],
      annotations: [],
    });
    data.push(...traces);
  };
  const edge = {
    type: "scatter",
    mode: "lines",
    x,
    line: { width: 0, color: "@band" },
    hoverinfo: "skip",
  } as const;
  add("band", text.band, { kind: "area", color: "@band" }, [
    { ...edge, y: line.map(({ interval80 }) => lr(interval80[0])) },
    {
      ...edge,
      y: line.map(({ interval80 }) => lr(interval80[1])),
      fill: "tonexty",
      fillcolor: "@band",
    },
  ]);
  add("law", text.line, { kind: "line", color: "@smoothed", dash: "solid" }, [
    {
      type: "scatter",
      mode: "lines",
      name: text.line,
      x,
      y: line.map(({ lrLog10 }) => lr(lrLog10)),
      line: { color: "@smoothed", width: 2.5 },
      hovertemplate: `${text.line}: <b>%{y:.3~g}</b><extra></extra>`,
    },
  ]);
  const inside = cells.filter(({ valley }) => valley !== null && valley.side === null);
  const centre = [
    middle(inside.map(({ values }) => values[index] as number)),
    middle(inside.map(({ valley }) => 10 ** (valley?.lrLog10 ?? 0))),
  ] as const;
  const published = PUBLISHED_LAWS.filter(({ kind }) => kind === factor.kind);
  for (const [i, { id, exponent }] of published.entries()) {
    const color = i === 0 ? "@alternative" : "@mark3";
    const dash = i === 0 ? "dash" : "dashdot";
    add(id, text.published[id], { kind: "line", color, dash }, [
      {
        type: "scatter",
        mode: "lines",
        name: text.published[id],
        x: [x[0] as number, x.at(-1) as number],
        y: [xs[0] as number, xs.at(-1) as number].map((value) =>
          Number((centre[1] * (value / centre[0]) ** exponent).toPrecision(4)),
        ),
        line: { color, width: 1.5, dash },
        hoverinfo: "skip",
      },
    ]);
  }
  add("cells", text.cells, { kind: "dots", color: "@raw" }, [
    {
      type: "scatter",
      mode: "markers",
      name: text.cells,
      x: inside.map(({ values }) => values[index] as number),
      y: inside.map(({ valley }) => lr(valley?.lrLog10 ?? 0)),
      marker: { color: "@raw", size: 8, opacity: 0.75 },
      hovertemplate: `${text.cells}: %{y:.3~g}<extra></extra>`,
    },
  ]);
  if (law.status === "found") {
    const here = at[index] as number;
    add("target", text.target, { kind: "symbol", color: "@recommended", symbol: "diamond" }, [
      {
        type: "scatter",
        mode: "lines",
        x: [here, here],
        y: law.interval80,
        line: { color: "@recommended", width: 2 },
        hoverinfo: "skip",
      },
      {
        type: "scatter",
        mode: "markers",
        name: text.target,
        x: [here],
        y: [law.lr],
        marker: {
          symbol: "diamond",
          color: "@recommended",
          size: 13,
          line: { color: "@markLine", width: 1.5 },
        },
        hovertemplate: `${text.target}: <b>${formatLr(law.lr)}</b><extra></extra>`,
      },
    ]);
  }
  const others = Object.fromEntries(
    factors.flatMap(({ name }, i) =>
      i === index ? [] : [[name, Number((at[i] as number).toPrecision(4))] as const],
    ),
  );
  const logs = [
    ...line.flatMap(({ interval80 }) => interval80),
    ...inside.map(({ valley }) => valley?.lrLog10 ?? 0),
  ];
  const [low, high] = [minOf(logs) - 0.1, maxOf(logs) + 0.1];
  return {
    id: `against-${index}`,
    title: text.against(factor.name),
    summary: [
      text.againstSummary(
        factor.name,
        signed(told.exponent, words),
        signed(told.interval80[0], words),
        signed(told.interval80[1], words),
      ),
      ...(told.bend === undefined ? [] : [text.againstBend(signed(told.bend, words))]),
    ].join(" "),
    notes: [
      ...(Object.keys(others).length === 0 ? [] : [text.heldAt(pointText(others, words))]),
      ...(published.length === 0 ? [] : [text.publishedNote]),
    ],
    height: 400,
    paperHeight: 260,
    data,
    layout: {
      ...baseLayout(format),
      hovermode: "closest",
      margin: { l: 72, r: 12, t: 14, b: 48 },
      xaxis: axis(factor.name, {
        type: "log",
        range: [from, to],
        exponentformat: "power",
        ...(ticked.size <= MOST_TICKED && { values: [...ticked] }),
      }),
      yaxis: axis(text.lrAxis, { type: "log", range: [low, high], exponentformat: "power" }),
      shapes: [],
      annotations: [],
    },
    key,
    spanLabels: [],
    yRanges: null,
  };
}

/** The geometric mean. */
function middle(values: readonly number[]): number {
  return 10 ** (values.reduce((sum, value) => sum + Math.log10(value), 0) / values.length);
}

/** A power with its sign, in two digits behind the point. */
export function signed(value: number, { format }: Pick<Words, "format">): string {
  const rounded = Number(Math.abs(value).toFixed(2));
  const sign = rounded === 0 ? "" : value < 0 ? "−" : "+";
  return `${sign}${format.number(rounded)}`;
}
