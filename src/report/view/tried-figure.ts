import { DECIDING_TRIALS } from "../../contract/index.ts";
import { formatLr } from "../../core/format.ts";
import { maxOf, mean, minOf } from "../../core/stats.ts";
import type { Result } from "../../result/types.ts";
import type { Trial } from "../../sweep/trial-types.ts";
import type { Words } from "../../words/index.ts";
import { axis, baseLayout } from "./chart-style.ts";
import {
  comparesBest,
  decidingMethod,
  decidingTrials,
  divisionsTried,
  lowerOther,
  type TriedLr,
  trialsByLr,
} from "./deciding.ts";
import type { Figure, KeyEntry, Stroke, Trace } from "./figure-types.ts";
import { addRecommended, type LrMarks } from "./lr-marks.ts";
import { lossAxis } from "./readable-range.ts";

/** How the trainings of a kind look. */
const LOOKS = {
  probe: { color: "@smoothed", symbol: "circle" },
  ladder: { color: "@smoothed", symbol: "circle" },
  "whole-run": { color: "@heldOut", symbol: "square" },
} as const;

type Kind = keyof typeof LOOKS;

const KINDS = Object.keys(LOOKS) as Kind[];

/**
 * What the trainings came to that chose the LR, over the LR: where the answer lies in what they saw. Null
 * where no training chose it, or only one LR was tried.
 */
export function triedFigure(
  result: Pick<Result, "suggestion" | "probes">,
  words: Pick<Words, "format" | "loss" | "trials">,
): Figure | null {
  const { suggestion } = result;
  if (!("lr" in suggestion)) return null;
  const method = decidingMethod(suggestion.method);
  const chosen = decidingTrials(result);
  if (method === null || chosen.length < 2) return null;
  const { trials: text, loss } = words;
  const best = comparesBest(result);
  const data: Trace[] = [];
  const key: KeyEntry[] = [];
  let isDivided = false;
  for (const kind of KINDS) {
    const tried = kind === DECIDING_TRIALS[method] ? chosen : trialsByLr(result.probes, kind, best);
    if (tried.every(({ trainings }) => trainings.length === 0)) continue;
    const first = data.length;
    const { color, symbol } = LOOKS[kind];
    if (tried === chosen) data.push(joined(tried, color, COMPARED));
    const divisions = divisionsTried(tried);
    if (divisions.length > 1) {
      isDivided = true;
      for (const division of divisions) data.push(joined(within(division, tried), color, DIVISION));
    }
    data.push(marks(tried, kind, words));
    key.push({
      id: kind,
      label: text.triedKinds[kind],
      swatch: { kind: "symbol", color, symbol },
      traces: data.slice(first).map((_, i) => first + i),
      shapes: [],
      annotations: [],
    });
  }
  const recommended: LrMarks = { shapes: [], annotations: [], key: [], spanLabels: [] };
  addRecommended(recommended, suggestion.lr, suggestion.range, { loss });
  const lrs = [...data.flatMap(({ x }) => x), ...suggestion.range].map(Math.log10);
  const [from, to] = [minOf(lrs), maxOf(lrs)];
  const room = Math.max((to - from) * 0.06, 0.05);
  const lr = formatLr(suggestion.lr);
  const trainings = chosen.flatMap((each) => each.trainings);
  const other = lowerOther(result, chosen);
  return {
    id: "tried",
    title: text.triedTitle,
    summary: text.triedSummary(trainings.length, lr),
    notes: [
      text.triedNote(lr, best, method === "whole-runs" && countsBroken(result, chosen)),
      ...(isDivided ? [text.triedDivisions(divisionsTried(chosen).length > 1)] : []),
      ...(other === null ? [] : [text.triedOther(formatLr(other))]),
    ],
    height: 340,
    data,
    layout: {
      ...baseLayout(words.format),
      hovermode: "closest",
      margin: { l: 64, r: 12, t: 16, b: 48 },
      xaxis: axis(loss.xAxis, {
        type: "log",
        range: [from - room, to + room],
        exponentformat: "power",
        dtick: to - from > 0.8 ? 1 : "D1",
      }),
      yaxis: axis(text.triedAxis(best), {
        exponentformat: "power",
        nticks: 6,
        ...lossAxis(data.flatMap(({ y }) => y.flatMap((value) => value ?? []))),
      }),
      shapes: recommended.shapes,
      annotations: recommended.annotations,
    },
    key: [...key, ...recommended.key],
    spanLabels: [],
    yRanges: null,
  };
}

/** The line of what was compared, and that of the trainings on one division of the rows. */
const [COMPARED, DIVISION] = [{ width: 2 }, { width: 1, dash: "dot" }] as const satisfies Stroke[];

/** Whether the mean at an LR of the line has trainings in it that broke. */
function countsBroken({ probes }: Pick<Result, "probes">, chosen: readonly TriedLr[]): boolean {
  return probes.some(
    ({ purpose, peakLr, stopReason }) =>
      purpose?.kind === "whole-run" &&
      stopReason !== "completed" &&
      chosen.some(({ lr }) => lr === peakLr),
  );
}

/** The means of the trainings on one division, as they were measured there. */
function within(division: number, tried: readonly TriedLr[]): Pick<TriedLr, "lr" | "loss">[] {
  return tried.flatMap(({ lr, trainings }) => {
    const losses = trainings.filter((each) => each.division === division).map(({ loss }) => loss);
    return losses.length === 0 ? [] : [{ lr, loss: mean(losses) }];
  });
}

function joined(
  tried: readonly Pick<TriedLr, "lr" | "loss">[],
  color: string,
  stroke: Stroke,
): Trace {
  return {
    type: "scatter",
    mode: "lines",
    x: tried.map(({ lr }) => lr),
    y: tried.map(({ loss }) => loss),
    line: { color, ...stroke },
    hoverinfo: "skip",
  };
}

function marks(
  tried: readonly TriedLr[],
  kind: Kind,
  { trials: text, format }: Pick<Words, "format" | "trials">,
): Trace {
  const all = tried.flatMap(({ trainings }) => trainings);
  const { color, symbol } = LOOKS[kind];
  const label = ({ purpose }: Trial) => (purpose ? text.purpose(purpose) : "");
  return {
    type: "scatter",
    mode: "markers",
    name: text.triedKinds[kind],
    x: all.map(({ trial }) => trial.peakLr),
    y: all.map(({ loss }) => loss),
    customdata: all.map(({ trial, loss }) => [label(trial), format.loss(loss)]),
    marker: { color, symbol, size: 9, line: { color: "@markLine", width: 1 } },
    hovertemplate: "%{customdata[0]} <b>%{customdata[1]}</b><extra></extra>",
  };
}
