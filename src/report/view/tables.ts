import { formatLr } from "../../core/format.ts";
import { toJson } from "../../core/json.ts";
import type { Result } from "../../result/types.ts";
import { scheduleRows } from "./plan-words.ts";
import type { Column, Table } from "./types.ts";
import { clean, cleanLines, count, dateText, duration, lrText } from "./words.ts";

const text = (label: string): Column => ({ label, numeric: false });
const number = (label: string): Column => ({ label, numeric: true });

/** Every rule: its LR, how it compares with the recommended one, and its remark. */
export function rulesTable({ rules, suggestion }: Result): Table {
  const recommended = "lr" in suggestion ? suggestion.lr : null;
  const rows = Object.entries(rules).map(([name, { lr, note }]) => [
    clean(name),
    lrText(lr),
    lr === null || recommended === null ? "–" : `× ${Number((lr / recommended).toPrecision(3))}`,
    clean(note ?? ""),
  ]);
  if (recommended !== null && "method" in suggestion) {
    rows.unshift(["recommended", formatLr(recommended), "× 1", `rule ${clean(suggestion.method)}`]);
  }
  return {
    id: "rules",
    title: "What each rule says",
    caption:
      recommended === null
        ? "Learning rate that every rule gives on this curve. None of them is recommended, for the reason at the top."
        : "Learning rate picked by every rule, as a multiple of the recommended one. A dash: the rule gives none on this curve.",
    columns: [text("Rule"), number("LR"), number("Of recommended"), text("Remark")],
    rows,
    folded: false,
  };
}

/** The planned schedule beside the alternative, number by number. */
export function planTable({ plan }: Result): Table[] {
  if (plan === null) return [];
  const planned = scheduleRows(plan.schedule);
  const other = new Map(scheduleRows(plan.alternative));
  const names = [...new Set([...planned.map(([name]) => name), ...other.keys()])];
  const own = new Map(planned);
  return [
    {
      id: "plan-numbers",
      title: "Schedule in numbers",
      caption: `The planned schedule and its alternative; initial LR ${formatLr(plan.initialLr)}. Steps count from 0.`,
      columns: [text("Number"), number("Planned"), number("Alternative")],
      rows: names.map((name) => [name, own.get(name) ?? "–", other.get(name) ?? "–"]),
      folded: false,
    },
  ];
}

/** What was run, on what, with what: everything needed to run it again. */
export function provenanceTable(result: Result): Table {
  const { engine, record, data, cost, sweep, versions, createdAt, name } = result;
  const { info, runs } = record;
  const rows: [string, string][] = [
    ["Name", name],
    ["Made at", dateText(createdAt)],
    ["Engine", `${engine.name} ${engine.version}`],
    ["Why this engine", engine.why],
    ["Optimizer", info.optimizer],
    ["Batch size", count(info.batchSize)],
    ["Steps per epoch", count(info.stepsPerEpoch)],
    ["Parameters", count(info.parameterCount)],
    ["Seed", `${info.seed} (model), ${runs.map(({ seed }) => seed).join(", ")} (sweep)`],
    ["Why the sweep ended", `${sweep.stopReason}: ${sweep.stopDetail}`],
  ];
  if (runs.length > 1) {
    for (const run of runs)
      rows.push([`… seed ${run.seed}`, `${run.stopReason}: ${run.stopDetail}`]);
  }
  rows.push(
    ["Updates made", count(cost.trainSteps)],
    ["Held-out evaluations", count(cost.evaluations)],
    ["Time taken", duration(cost.seconds)],
  );
  if (data) {
    rows.push(
      ["Data", data.source],
      ["Data digest (SHA-256)", data.digest],
      ["Task", data.task],
      ["Rows", count(data.rows)],
      ["Features", count(data.features)],
    );
    if (data.classes > 0) rows.push(["Classes", count(data.classes)]);
    data.steps.forEach((step, i) => {
      rows.push([i === 0 ? "Preparation" : `Preparation (${i + 1})`, step]);
    });
  }
  for (const [what, version] of Object.entries(versions))
    rows.push([`Version of ${what}`, version]);
  return {
    id: "provenance",
    title: "How this was made",
    caption: "Engine, trainer, data, cost and versions.",
    columns: [text("What"), text("Value")],
    rows: rows.map(([what, value]) => [clean(what), cleanLines(value)]),
    folded: true,
  };
}

/** All options as resolved, nested ones by their dotted names. */
export function optionsTable({ options, record }: Result): Table {
  const seen = new Map([...flatten("", record.options), ...flatten("", options)]);
  return {
    id: "options",
    title: "Options",
    caption: "Every option as it was resolved, given or by default.",
    columns: [text("Option"), text("Value")],
    rows: [...seen].map(([name, value]) => [clean(name), cleanLines(value)]),
    folded: true,
  };
}

function flatten(prefix: string, value: unknown): [string, string][] {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([name, inner]) =>
      flatten(prefix === "" ? name : `${prefix}.${name}`, inner),
    );
  }
  return [[prefix, typeof value === "string" ? value : (toJson(value) ?? "–")]];
}
