import { formatLr } from "../../core/format.ts";
import type { Plan, SchedulePlan } from "../../plan/index.ts";
import { planSchedule } from "../../plan/index.ts";
import { capital, DEFAULT_LANGUAGE, type Words, wordsOf } from "../../words/index.ts";
import { axis, baseLayout, chartText } from "./chart-style.ts";
import type { Figure, KeyEntry, Shape, Stroke, Swatch, Trace } from "./figure-types.ts";
import { epochText, scheduleName, scheduleSentence } from "./plan-words.ts";

const SAMPLES = 250;

/** The planned schedule over steps and epochs, its warmup and milestones, and the alternative. */
export function planFigure(plan: Plan, words: Words = wordsOf(DEFAULT_LANGUAGE)): Figure {
  const { plan: text } = words;
  const { schedule, alternative } = plan;
  const total = Math.max(schedule.totalSteps, alternative.totalSteps);
  const data: Trace[] = [];
  const key: KeyEntry[] = [];
  const shapes: Shape[] = [];
  const add = (label: string, swatch: Swatch, trace: Trace, shape: number[] = []) => {
    key.push({ label, swatch, traces: [data.length], shapes: shape, annotations: [] });
    data.push(trace);
  };
  const planned = text.planned(scheduleName(schedule, words));
  add(
    planned,
    { kind: "line", color: "@recommended", dash: "solid" },
    line(schedule, planned, { color: "@recommended", width: 3 }, words),
  );
  const other = text.alternative(scheduleName(alternative, words));
  add(
    other,
    { kind: "line", color: "@alternative", dash: "dash" },
    line(alternative, other, { color: "@alternative", width: 2, dash: "dash" }, words),
  );
  if (schedule.warmupSteps > 0) {
    shapes.push(warmupColumn(schedule.warmupSteps));
    const mark = points(
      schedule,
      [schedule.warmupSteps],
      text.endOfWarmup,
      "diamond",
      "@milestone",
    );
    add(text.warmup, { kind: "area", color: "@warmup" }, mark, [0]);
  }
  for (const each of [schedule, alternative]) {
    const steps = turns(each);
    if (steps.length === 0) continue;
    const color = each === schedule ? "@recommended" : "@alternative";
    const [one, many] =
      each.kind === "step"
        ? [text.milestone, text.milestones]
        : [text.decayBegins, text.decayBegins];
    add(
      many,
      { kind: "symbol", color, symbol: "square" },
      points(each, steps, one, "square", color),
    );
  }
  const epochs = total / schedule.stepsPerEpoch;
  // An empty trace makes plotly draw the second axis.
  data.push({
    type: "scatter",
    mode: "none",
    x: [0],
    y: [null],
    xaxis: "x2",
    hoverinfo: "skip",
  });
  return {
    id: "plan",
    title: text.title,
    summary: text.summary(
      total,
      scheduleSentence(schedule, words),
      scheduleSentence(alternative, words),
    ),
    notes: [],
    height: 400,
    data,
    layout: {
      ...baseLayout(words.format),
      margin: { l: 64, r: 12, t: 48, b: 48 },
      xaxis: axis(text.step, { range: [0, total], fixedrange: true, tickformat: ",d" }),
      xaxis2: axis(text.epoch, {
        overlaying: "x",
        // Ticks of its own, at round epochs.
        tickmode: "auto",
        side: "top",
        range: [0, epochs],
        fixedrange: true,
        showgrid: false,
        zeroline: false,
      }),
      yaxis: axis(text.lr, {
        rangemode: "tozero",
        fixedrange: true,
        exponentformat: "power",
        nticks: 6,
      }),
      dragmode: false,
      shapes,
      annotations: [],
    },
    key,
    spanLabels: [],
    yRanges: null,
  };
}

function line(plan: SchedulePlan, name: string, style: Stroke, words: Words): Trace {
  const lrAt = planSchedule(plan);
  const steps = sampleSteps(plan);
  const lrs = steps.map((step) => lrAt(step));
  return {
    type: "scatter",
    mode: "lines",
    name,
    x: steps,
    y: lrs,
    customdata: steps.map((step, i) => [
      epochText(step, plan.stepsPerEpoch, words),
      formatLr(lrs[i] as number),
    ]),
    line: style,
    hovertemplate: `${words.plan.hover(chartText(capital(scheduleName(plan, words))), "%{customdata[1]}", "%{customdata[0]}")}<extra></extra>`,
  };
}

function points(
  plan: SchedulePlan,
  steps: readonly number[],
  name: string,
  symbol: string,
  color: string,
): Trace {
  const lrAt = planSchedule(plan);
  return {
    type: "scatter",
    mode: "markers",
    name,
    x: steps,
    y: steps.map((step) => lrAt(step)),
    marker: { symbol, color, size: 9, line: { color: "@markLine", width: 1.5 } },
    hovertemplate: `${name}<extra></extra>`,
  };
}

function warmupColumn(steps: number): Shape {
  return {
    type: "rect",
    layer: "below",
    xref: "x",
    x0: 0,
    x1: steps,
    yref: "paper",
    y0: 0,
    y1: 1,
    fillcolor: "@warmup",
    line: { width: 0 },
  };
}

/** Steps that are marked: milestones, or where a decay begins. */
function turns(plan: SchedulePlan): readonly number[] {
  if ("milestones" in plan) return plan.milestones;
  return "decaySteps" in plan ? [plan.totalSteps - plan.decaySteps] : [];
}

/** Evenly spread steps, and both sides of every jump, so that jumps are drawn upright. */
function sampleSteps(plan: SchedulePlan): number[] {
  const { totalSteps, warmupSteps, stepsPerEpoch } = plan;
  const steps = new Set<number>();
  for (let i = 0; i <= SAMPLES; i++) steps.add(Math.round((i * totalSteps) / SAMPLES));
  const jumps = [warmupSteps, ...turns(plan)];
  const epochs = totalSteps / stepsPerEpoch;
  if (plan.per === "epoch" && epochs <= SAMPLES) {
    for (let epoch = 1; epoch < epochs; epoch++) jumps.push(epoch * stepsPerEpoch);
  }
  for (const jump of jumps) for (const step of [jump - 1, jump]) steps.add(step);
  return [...steps].filter((step) => step >= 0 && step <= totalSteps).sort((a, b) => a - b);
}
