import { formatLr } from "../../core/format.ts";
import { axis, baseLayout } from "./chart-style.ts";
import type { Figure, JsonObject, KeyEntry, Swatch } from "./figure-types.ts";
import { bandTraces, heldOutTrace, rawTrace, slopeTrace, smoothedTrace } from "./loss-traces.ts";
import { lrMarks, regimeName } from "./lr-marks.ts";
import { logRange, readableRange } from "./readable-range.ts";
import { ruleMarks } from "./rule-marks.ts";
import { type LossSources, lrExtent, usefulPoints } from "./sources.ts";
import { DRAWN_AS_IS } from "./thin.ts";
import { capital, count, countOf, list, lossText } from "./words.ts";

/**
 * Loss vs LR with the slope per decade below it on the same LR axis.
 * Null when not a single finite loss was recorded.
 */
export function lossFigure(sources: LossSources): Figure | null {
  const extent = lrExtent(sources);
  const { runs, curve } = sources;
  const values = lossValues(sources);
  if (extent === null || !values.all.some(Number.isFinite)) return null;
  const range = readableRange(values);
  const useful = usefulPoints(curve);
  const slopes = curve.slope.filter((_, i) => useful[i]);
  const slopeRange = readableRange({ core: slopes, all: curve.slope });

  const data: JsonObject[] = [];
  const key: KeyEntry[] = [];
  const add = (label: string, swatch: Swatch, traces: readonly JsonObject[]) => {
    const indices = traces.map((_, i) => data.length + i);
    key.push({ label, swatch, traces: indices, shapes: [], annotations: [] });
    data.push(...traces);
  };
  if (runs.length > 1 && curve.lrs.length > 0) {
    add("Spread over repeats", { kind: "area", color: "@band" }, bandTraces(curve, range));
  }
  add("Raw loss", { kind: "dots", color: "@raw" }, [rawTrace(runs, range)]);
  const solid = { kind: "line", color: "@smoothed", dash: "solid" } as const;
  add("Smoothed loss", solid, [smoothedTrace(curve, runs, range)]);
  if (curve.heldOut.length > 0) {
    const dashed = { kind: "line", color: "@heldOut", dash: "dash" } as const;
    add("Held-out loss", dashed, [heldOutTrace(curve, range)]);
  }
  const marks = lrMarks(sources);
  key.push(...marks.key);
  const rules = ruleMarks(sources, range, data.length);
  data.push(...rules.traces, slopeTrace(curve, slopeRange));
  key.push(...rules.key);

  const [from, to] = [Math.log10(extent[0]), Math.log10(extent[1])];
  const margin = Math.max((to - from) * 0.015, 0.02);
  return {
    id: "loss",
    title: "Loss against learning rate",
    summary: summary(sources, extent),
    notes: notes(sources, values.all, range),
    height: 640,
    data,
    layout: {
      ...baseLayout(),
      margin: { l: 64, r: 12, t: 26, b: 48 },
      xaxis: axis("Learning rate (log scale)", {
        type: "log",
        range: [from - margin, to + margin],
        anchor: "y2",
        hoverformat: ".3~g",
        exponentformat: "power",
        dtick: to - from > 0.8 ? 1 : "D1",
        minor: { ticks: "outside", ticklen: 2, tickcolor: "@line" },
        unifiedhovertitle: { text: "LR <b>%{x:.3~g}</b>" },
        spikethickness: 1,
        spikedash: "solid",
        spikecolor: "@zero",
      }),
      yaxis: axis("Loss", { domain: [0.36, 1], range, exponentformat: "power" }),
      yaxis2: axis("Slope per decade", {
        domain: [0, 0.28],
        range: slopeRange,
        exponentformat: "power",
        zeroline: true,
        zerolinecolor: "@zero",
        nticks: 5,
      }),
      shapes: marks.shapes,
      annotations: marks.annotations,
    },
    key,
    spanLabels: marks.spanLabels,
    yRanges: { linear: range, log: logRange(range, values.all) },
  };
}

function lossValues({ runs, curve }: LossSources): { core: number[]; all: number[] } {
  const useful = usefulPoints(curve);
  const keep = (losses: readonly number[]) => losses.filter((_, i) => useful[i]);
  return {
    core: [...keep(curve.smoothed), ...keep(curve.raw)],
    all: [
      ...curve.smoothed,
      ...runs.flatMap((run) => run.losses),
      ...curve.heldOut.map(({ loss }) => loss),
    ],
  };
}

function summary({ runs, curve, recommended }: LossSources, extent: [number, number]): string {
  const parts = [
    `Loss against learning rate on a log axis from ${formatLr(extent[0])} to ${formatLr(extent[1])}, ${countOf(curve.lrs.length, "point")}${runs.length > 1 ? ` over ${runs.length} runs` : ""}.`,
  ];
  const least = curve.minimumIndex;
  if (least >= 0) {
    parts.push(
      `The smoothed loss starts at ${lossText(curve.startLoss)} and is smallest, ${lossText(curve.smoothed[least])}, at ${formatLr(curve.lrs[least] as number)}.`,
    );
  }
  if (recommended) parts.push(`The recommended learning rate is ${formatLr(recommended.lr)}.`);
  if (curve.divergedLr !== null) parts.push(`Diverged at ${formatLr(curve.divergedLr)}.`);
  return parts.join(" ");
}

function notes(
  { runs, curve }: LossSources,
  all: readonly number[],
  range: readonly [number, number],
): string[] {
  const lines: string[] = [];
  if (curve.regimes.length > 0) {
    const named = curve.regimes.map(
      ({ kind, fromLr, toLr }) =>
        `${regimeName(kind)} from ${formatLr(fromLr)} to ${formatLr(toLr)}`,
    );
    lines.push(`${capital(list(named))}.`);
  }
  const points = runs.reduce((sum, run) => sum + run.lrs.length, 0);
  if (points > DRAWN_AS_IS) {
    lines.push(
      `Of ${count(points)} raw losses those that make the outline are drawn; the table holds every learning rate.`,
    );
  }
  const above = all.filter((loss) => Number.isFinite(loss) && loss > range[1]);
  if (above.length > 0) {
    const top = above.reduce((most, loss) => Math.max(most, loss));
    lines.push(
      `The vertical axis shows the readable part; losses reach ${lossText(top)} above it. “Show all” draws everything.`,
    );
  }
  if (curve.lrs.length > 0) {
    lines.push(
      `The smoothed line is centred, so it is not shifted (kernel of ${Number(curve.bandwidth.toPrecision(2))} decades). Slopes are changes of the loss per factor of ten in LR.`,
    );
  }
  return lines;
}
