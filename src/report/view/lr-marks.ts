import { formatLr } from "../../core/format.ts";
import type { Regime } from "../../curve/index.ts";
import type { Words } from "../../words/index.ts";
import { nameIn, textWidth } from "../../words/text.ts";
import { chartText } from "./chart-style.ts";
import type { Dash, KeyEntry, Label, Shape, SpanLabel } from "./figure-types.ts";
import type { LossSources } from "./sources.ts";

/** Shapes and labels drawn over the LR axis, and how they are shown and hidden. */
export interface LrMarks {
  readonly shapes: Shape[];
  readonly annotations: Label[];
  readonly key: KeyEntry[];
  readonly spanLabels: SpanLabel[];
}

/** A regime in words; a kind that this version does not know is called by its own name. */
export function regimeName(kind: string, words: Pick<Words, "loss">): string {
  return nameIn(words.loss.regime, kind, 40);
}

/** Regimes shaded and named, the recommended LR with its range, and the divergence point. */
export function lrMarks(
  { curve, recommended }: Omit<LossSources, "runs">,
  words: Pick<Words, "loss">,
): LrMarks {
  const marks: LrMarks = { shapes: [], annotations: [], key: [], spanLabels: [] };
  addRegimes(marks, curve.regimes, words);
  if (recommended) addRecommended(marks, recommended.lr, recommended.range, words);
  if (curve.divergedLr !== null) addDivergence(marks, curve.divergedLr, words);
  return marks;
}

function addRegimes(marks: LrMarks, regimes: readonly Regime[], words: Pick<Words, "loss">): void {
  const shapes: number[] = [];
  const annotations: number[] = [];
  for (const { kind, fromLr, toLr } of regimes) {
    shapes.push(marks.shapes.length);
    marks.shapes.push(column(fromLr, toLr, `@${kind}Regime`));
    const [fromLog10, toLog10] = [Math.log10(fromLr), Math.log10(toLr)];
    const text = chartText(regimeName(kind, words));
    annotations.push(marks.annotations.length);
    marks.spanLabels.push({
      annotation: marks.annotations.length,
      fromLog10,
      toLog10,
      characters: textWidth(text, 1.9),
    });
    marks.annotations.push({
      xref: "x",
      x: (fromLog10 + toLog10) / 2,
      yref: "paper",
      y: 1,
      yanchor: "bottom",
      text,
      showarrow: false,
      font: { size: 12, color: "@muted" },
    });
  }
  if (shapes.length === 0) return;
  const swatch = { kind: "area", color: "@unstableRegime" } as const;
  marks.key.push({
    id: "regimes",
    label: words.loss.regimes,
    swatch,
    traces: [],
    shapes,
    annotations,
  });
}

function addRecommended(
  marks: LrMarks,
  lr: number,
  [low, high]: readonly [number, number],
  words: Pick<Words, "loss">,
): void {
  const shape = marks.shapes.length;
  const annotation = marks.annotations.length;
  marks.shapes.push(column(low, high, "@range"), line(lr, "@recommended", 2.5, "solid"));
  marks.annotations.push(label(lr, `<b>${formatLr(lr)}</b>`, "@recommended", 0.99, "top"));
  const swatch = { kind: "line", color: "@recommended", dash: "solid" } as const;
  const shapes = [shape, shape + 1];
  marks.key.push({
    id: "recommended",
    label: words.loss.recommended(formatLr(lr)),
    swatch,
    traces: [],
    shapes,
    annotations: [annotation],
  });
}

function addDivergence(marks: LrMarks, lr: number, words: Pick<Words, "loss">): void {
  const swatch = { kind: "line", color: "@diverged", dash: "dot" } as const;
  marks.key.push({
    id: "diverged",
    label: words.loss.divergedAt(formatLr(lr)),
    swatch,
    traces: [],
    shapes: [marks.shapes.length],
    annotations: [marks.annotations.length],
  });
  marks.shapes.push(line(lr, "@diverged", 2, "dot"));
  marks.annotations.push(label(lr, words.loss.divergedMark, "@diverged", 0.02, "bottom"));
}

function column(fromLr: number, toLr: number, fill: string): Shape {
  return {
    type: "rect",
    layer: "below",
    xref: "x",
    x0: fromLr,
    x1: toLr,
    yref: "paper",
    y0: 0,
    y1: 1,
    fillcolor: fill,
    line: { width: 0 },
  };
}

function line(lr: number, color: string, width: number, dash: Dash): Shape {
  // Between grid and traces, so that marks on the curve stay whole.
  return {
    type: "line",
    layer: "between",
    xref: "x",
    x0: lr,
    x1: lr,
    yref: "paper",
    y0: 0,
    y1: 1,
    line: { color, width, dash },
  };
}

function label(
  lr: number,
  text: string,
  color: string,
  y: number,
  yanchor: Label["yanchor"],
): Label {
  return {
    xref: "x",
    x: Math.log10(lr),
    xanchor: "right",
    xshift: -5,
    yref: "y domain",
    y,
    yanchor,
    text,
    showarrow: false,
    bgcolor: "@card",
    borderpad: 2,
    font: { size: 13, color },
  };
}
