import { formatLr } from "../../core/format.ts";
import { planSchedule } from "../../plan/index.ts";
import type { Plan, SchedulePlan } from "../../plan/types.ts";
import { axis, baseLayout } from "./chart-style.ts";
import type { Figure, JsonObject, KeyEntry, Swatch } from "./figure-types.ts";
import { epochText, scheduleName, scheduleSentence } from "./plan-words.ts";
import { capital, count } from "./words.ts";

const SAMPLES = 400;

/** The planned schedule over steps and epochs, its warmup and milestones, and the alternative. */
export function planFigure(plan: Plan): Figure {
  const { schedule, alternative } = plan;
  const total = Math.max(schedule.totalSteps, alternative.totalSteps);
  const data: JsonObject[] = [];
  const key: KeyEntry[] = [];
  const shapes: JsonObject[] = [];
  const add = (label: string, swatch: Swatch, trace: JsonObject, shape: number[] = []) => {
    key.push({ label, swatch, traces: [data.length], shapes: shape, annotations: [] });
    data.push(trace);
  };
  const planned = `Planned: ${scheduleName(schedule)}`;
  add(
    planned,
    { kind: "line", color: "@recommended", dash: "solid" },
    line(schedule, planned, { color: "@recommended", width: 3 }),
  );
  const other = `Alternative: ${scheduleName(alternative)}`;
  add(
    other,
    { kind: "line", color: "@alternative", dash: "dash" },
    line(alternative, other, { color: "@alternative", width: 2, dash: "dash" }),
  );
  if (schedule.warmupSteps > 0) {
    shapes.push(warmupColumn(schedule.warmupSteps));
    const mark = points(schedule, [schedule.warmupSteps], "End of warmup", "diamond", "@milestone");
    add("Warmup", { kind: "area", color: "@warmup" }, mark, [0]);
  }
  for (const each of [schedule, alternative]) {
    if (each.kind !== "step" || each.milestones.length === 0) continue;
    const color = each === schedule ? "@recommended" : "@alternative";
    const mark = points(each, each.milestones, "Milestone", "square", color);
    add("Milestones", { kind: "symbol", color, symbol: "square" }, mark);
  }
  const epochs = total / schedule.stepsPerEpoch;
  // An empty trace makes plotly draw the second axis.
  data.push({ type: "scatter", x: [0], y: [null], xaxis: "x2", hoverinfo: "skip" });
  return {
    id: "plan",
    title: "Planned schedule",
    summary: `Learning rate over ${count(total)} steps. ${scheduleSentence(schedule)} Alternative: ${scheduleSentence(alternative)}`,
    notes: [],
    height: 400,
    data,
    layout: {
      ...baseLayout(),
      margin: { l: 64, r: 12, t: 48, b: 48 },
      xaxis: axis("Step", { range: [0, total], fixedrange: true, tickformat: ",d" }),
      xaxis2: axis("Epoch", {
        overlaying: "x",
        // Ticks of its own, at round epochs.
        tickmode: "auto",
        side: "top",
        range: [0, epochs],
        fixedrange: true,
        showgrid: false,
        zeroline: false,
      }),
      yaxis: axis("Learning rate", {
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

function line(plan: SchedulePlan, name: string, style: JsonObject): JsonObject {
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
      epochText(step, plan.stepsPerEpoch),
      formatLr(lrs[i] as number),
    ]),
    line: style,
    hovertemplate: `${capital(scheduleName(plan))} <b>%{customdata[1]}</b> (epoch %{customdata[0]})<extra></extra>`,
  };
}

function points(
  plan: SchedulePlan,
  steps: readonly number[],
  name: string,
  symbol: string,
  color: string,
): JsonObject {
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

function warmupColumn(steps: number): JsonObject {
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

/** Evenly spread steps, and both sides of every jump, so that jumps are drawn upright. */
function sampleSteps(plan: SchedulePlan): number[] {
  const { totalSteps, warmupSteps, stepsPerEpoch } = plan;
  const steps = new Set<number>();
  for (let i = 0; i <= SAMPLES; i++) steps.add(Math.round((i * totalSteps) / SAMPLES));
  const jumps = [warmupSteps, ...(plan.kind === "step" ? plan.milestones : [])];
  const epochs = totalSteps / stepsPerEpoch;
  if (plan.per === "epoch" && epochs <= SAMPLES) {
    for (let epoch = 1; epoch < epochs; epoch++) jumps.push(epoch * stepsPerEpoch);
  }
  for (const jump of jumps) for (const step of [jump - 1, jump]) steps.add(step);
  return [...steps].filter((step) => step >= 0 && step <= totalSteps).sort((a, b) => a - b);
}
