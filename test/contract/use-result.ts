import { toJson } from "../../src/core/json.ts";
import { collector, eventsOfRuns, eventsOfTrials } from "../../src/live/collect.ts";
import { liveFigures } from "../../src/live/page/figures.ts";
import { planSchedule } from "../../src/plan/index.ts";
import {
  renderComparison,
  renderReport,
  renderText,
  terminalChart,
} from "../../src/report/index.ts";
import { pointsCsv } from "../../src/report/packed/csv.ts";
import { packResult, unpackResult } from "../../src/report/packed/result.ts";
import { sessionOf } from "../../src/report/page/app/session.ts";
import { type Result, summarize } from "../../src/result/index.ts";
import { wordsOf } from "../../src/words/index.ts";

const SETUP = { name: "x", totalSteps: 100, folder: "x", events: "/events", report: "/report" };

/** Everything that is done with a result once it was read, one name each. */
export function usesOf(result: Result, beside: Result): Record<string, () => unknown> {
  const { record, curve, rules, suggestion, probes, plan } = result;
  return {
    report: () => renderReport(result),
    "report in Chinese": () => renderReport(result, { language: "zh" }),
    text: () => renderText(result),
    comparison: () => renderComparison([result, beside]),
    chart: () =>
      terminalChart(
        { runs: record.runs, curve, rules, recommended: "lr" in suggestion ? suggestion : null },
        { columns: 80, unicode: true, paint: (_role, text) => text },
      ),
    csv: () => pointsCsv(record.runs, curve),
    "--json": () => toJson(summarize(result)),
    "saved again": () => {
      const packed = JSON.parse(toJson(packResult(result)));
      return renderReport(unpackResult(packed));
    },
    "page's session": () => {
      const session = sessionOf(result, wordsOf("en"));
      return [
        session.frame,
        session.analyst.quick(session.asRun),
        session.analyst.full(session.asRun),
      ];
    },
    "live page": () => {
      const live = collector();
      for (const event of eventsOfRuns(record.runs)) live.push(event);
      for (const event of eventsOfTrials(probes)) live.push(event);
      return liveFigures(live, { ...SETUP, ...record.options }, wordsOf("en"));
    },
    schedule: () =>
      plan &&
      [plan.schedule, plan.alternative].map((each) => planSchedule(each)(each.totalSteps - 1)),
  };
}
