import { formatLr } from "../../core/format.ts";
import { partOfLinear } from "../../curve/index.ts";
import type { Words } from "../../words/index.ts";
import { axis, baseLayout } from "./chart-style.ts";
import type { Figure, KeyEntry, Layout, Swatch, Trace } from "./figure-types.ts";
import { type LossFrame, lossFrame, sevenDigits } from "./loss-frame.ts";
import { heldOutTrace, slopeTrace, smoothedTrace } from "./loss-traces.ts";
import { lrMarks, regimeName } from "./lr-marks.ts";
import { ruleMarks } from "./rule-marks.ts";
import type { LossSources } from "./sources.ts";
import { DRAWN_DOTS } from "./thin.ts";

/**
 * Loss vs LR with the slope per decade below it on the same LR axis.
 * Null when not a single finite loss was recorded.
 */
export function lossFigure(
  sources: LossSources,
  words: Pick<Words, "format" | "loss">,
): Figure | null {
  const frame = lossFrame(sources, words);
  return frame && framedLossFigure(frame, sources, words);
}

/** The same with the axes, raw losses and band of a frame that was made before. */
export function framedLossFigure(
  frame: LossFrame,
  sources: Omit<LossSources, "runs">,
  words: Pick<Words, "format" | "loss">,
): Figure {
  const { curve } = sources;
  const { range, slopeRange } = frame;
  const data: Trace[] = [];
  const key: KeyEntry[] = [];
  const add = (id: string, label: string, swatch: Swatch, traces: readonly Trace[]) => {
    const indices = traces.map((_, i) => data.length + i);
    key.push({ id, label, swatch, traces: indices, shapes: [], annotations: [] });
    data.push(...traces);
  };
  const { loss: text } = words;
  if (frame.band.length > 0) {
    add("band", text.spread, { kind: "area", color: "@band" }, frame.band);
  }
  add("raw", text.raw, { kind: "dots", color: "@raw" }, [frame.raw]);
  const solid = { kind: "line", color: "@smoothed", dash: "solid" } as const;
  const smoothed = smoothedTrace(curve, frame.steps, frame.runs > 1, range, words);
  add("smoothed", text.smoothed, solid, [smoothed]);
  if (curve.heldOut.length > 0) {
    const dashed = { kind: "line", color: "@heldOut", dash: "dash" } as const;
    add("held-out", text.heldOut, dashed, [heldOutTrace(curve, range, words)]);
  }
  const marks = lrMarks(sources, words);
  key.push(...marks.key);
  const rules = ruleMarks(sources, range, data.length);
  data.push(...rules.traces, slopeTrace(curve, slopeRange, words));
  key.push(...rules.key);
  return {
    id: "loss",
    title: text.title,
    summary: summary(frame, sources, words),
    notes: notes(frame, sources, words),
    height: 640,
    paperHeight: 300,
    data,
    layout: {
      ...baseLayout(words.format),
      margin: { l: 64, r: 12, t: 26, b: 48 },
      ...axes(frame, words),
      shapes: marks.shapes,
      annotations: marks.annotations,
    },
    key,
    spanLabels: marks.spanLabels,
    yRanges: { linear: range, log: frame.logRange },
  };
}

function axes(
  frame: LossFrame,
  { loss: text }: Pick<Words, "loss">,
): Pick<Layout, "xaxis" | "yaxis" | "yaxis2"> {
  const [from, to] = [Math.log10(frame.extent[0]), Math.log10(frame.extent[1])];
  const margin = Math.max((to - from) * 0.015, 0.02);
  return {
    xaxis: axis(text.xAxis, {
      type: "log",
      range: sevenDigits([from - margin, to + margin]),
      anchor: "y2",
      hoverformat: ".3~g",
      exponentformat: "power",
      dtick: to - from > 0.8 ? 1 : "D1",
      minor: { ticks: "outside", ticklen: 2, tickcolor: "@line" },
      unifiedhovertitle: { text: `${text.hoverLr} <b>%{x:.3~g}</b>` },
      spikethickness: 1,
      spikedash: "solid",
      spikecolor: "@zero",
    }),
    yaxis: axis(text.yAxis, { domain: [0.36, 1], range: frame.range, exponentformat: "power" }),
    yaxis2: axis(text.slope, {
      domain: [0, 0.28],
      range: frame.slopeRange,
      exponentformat: "power",
      zeroline: true,
      zerolinecolor: "@zero",
      nticks: 5,
    }),
  };
}

function summary(
  { extent, runs }: LossFrame,
  { curve, recommended }: Omit<LossSources, "runs">,
  { loss: text, format }: Pick<Words, "format" | "loss">,
): string {
  const [from, to] = extent;
  const parts = [text.summary(formatLr(from), formatLr(to), curve.lrs.length, runs)];
  const least = curve.minimumIndex;
  if (least >= 0) {
    const lr = formatLr(curve.lrs[least] as number);
    parts.push(text.least(format.loss(curve.startLoss), format.loss(curve.smoothed[least]), lr));
  }
  if (recommended) parts.push(text.recommendedIs(formatLr(recommended.lr)));
  if (curve.divergedLr !== null) parts.push(text.divergedSentence(formatLr(curve.divergedLr)));
  return parts.join(" ");
}

function notes(
  { points, topAbove }: LossFrame,
  { curve }: Omit<LossSources, "runs">,
  words: Pick<Words, "format" | "loss">,
): string[] {
  const { loss: text } = words;
  const lines: string[] = [];
  if (curve.regimes.length > 0) {
    const named = curve.regimes.map(({ kind, fromLr, toLr }) =>
      text.regimeFromTo(regimeName(kind, words), formatLr(fromLr), formatLr(toLr)),
    );
    lines.push(text.regimeSentence(named));
  }
  if (points > DRAWN_DOTS) lines.push(text.outline(points));
  if (topAbove !== null) lines.push(text.cutOff(words.format.loss(topAbove)));
  if (curve.lrs.length > 0) {
    const short = (value: number) => words.format.number(Number(value.toPrecision(2)));
    const part = partOfLinear(curve.lrs, curve.bandwidth);
    lines.push(
      text.kernel(short(curve.bandwidth), part === null ? null : `${short(100 * part)} %`),
    );
  }
  return lines;
}
