import { formatLr } from "../../core/format.ts";
import { clean, type Words } from "../../words/index.ts";
import { axis, baseLayout, chartText } from "../view/chart-style.ts";
import { DASHES, type Dash, type Figure, type KeyEntry, type Trace } from "../view/figure-types.ts";
import { type DrawnSchedule, scheduleNumbers, thinSteps } from "./numbers.ts";

const COLORS = ["smoothed", "diverged", "recommended", "milestone", "mark1", "mark5"] as const;

/** All schedules in one chart, each in a colour and a line style of its own. */
export function schedulesFigure(schedules: readonly DrawnSchedule[], words: Words): Figure {
  const { schedules: text, format } = words;
  const data: Trace[] = [];
  const key: KeyEntry[] = [];
  const steps = schedules.reduce((most, { lrs }) => Math.max(most, lrs.length), 0);
  for (const [index, { label, lrs }] of schedules.entries()) {
    const color = `@${COLORS[index % COLORS.length]}`;
    const dash = DASHES[(index + Math.floor(index / COLORS.length)) % DASHES.length] as Dash;
    const kept = thinSteps(lrs);
    const values = kept.map((step) => lrs[step] as number);
    key.push({
      id: String(index),
      label: clean(label, 90),
      swatch: { kind: "line", color, dash },
      traces: [index],
      shapes: [],
      annotations: [],
    });
    data.push({
      type: "scatter",
      mode: "lines",
      name: chartText(label, 60),
      x: kept,
      y: values,
      customdata: values.map((lr) => formatLr(lr)),
      line: { color, dash, width: 2.5 },
      hovertemplate: `${chartText(label, 60)} <b>%{customdata}</b><extra></extra>`,
    });
  }
  return {
    id: "schedules",
    title: text.yAxis,
    summary: text.summary(
      steps,
      schedules.map((each) => sentence(each, words)),
    ),
    notes: [],
    height: 460,
    paperHeight: 300,
    data,
    layout: {
      ...baseLayout(format),
      margin: { l: 64, r: 12, t: 12, b: 48 },
      xaxis: axis(text.xAxis, { range: [0, Math.max(1, steps - 1)], tickformat: ",d" }),
      yaxis: axis(text.yAxis, { rangemode: "tozero", exponentformat: "power", nticks: 6 }),
      shapes: [],
      annotations: [],
    },
    key,
    spanLabels: [],
    yRanges: null,
  };
}

function sentence({ label, lrs }: DrawnSchedule, { schedules: text }: Words): string {
  const { first, highest, highestAt, last } = scheduleNumbers(lrs);
  return text.sentence(
    clean(label, 90),
    formatLr(first),
    formatLr(highest),
    highestAt,
    formatLr(last),
  );
}
