import { RECORDED_ENGINE } from "../../contract/trainer.ts";
import { COMMIT_CHANGED } from "../../contract/versions.ts";
import { formatLr } from "../../core/format.ts";
import { toJson } from "../../core/json.ts";
import { knownOf } from "../../result/known.ts";
import type { Result } from "../../result/types.ts";
import {
  clean,
  cleanLines,
  nameIn,
  noteText,
  pickText,
  stopText,
  type Words,
} from "../../words/index.ts";
import { settings } from "./headline.ts";
import { scheduleRows } from "./plan-words.ts";
import type { Column, Table } from "./types.ts";

const text = (label: string): Column => ({ label, numeric: false });
const number = (label: string): Column => ({ label, numeric: true });

/** What nobody said. */
const UNKNOWN = "–";

/** Under this name `versions` holds the git commit of the user's own project. */
const PROJECT = "project";

/** Every rule: its LR, how it compares with the recommended one, and its remark. */
export function rulesTable(
  { rules, suggestion }: Pick<Result, "rules" | "suggestion">,
  words: Pick<Words, "format" | "remarks" | "tables">,
): Table {
  const { tables: say } = words;
  const recommended = "lr" in suggestion ? suggestion.lr : null;
  const rows = Object.entries(rules).map(([name, pick]) => [
    clean(name),
    words.format.lr(pick.lr),
    pick.lr === null || recommended === null
      ? "–"
      : `× ${Number((pick.lr / recommended).toPrecision(3))}`,
    clean(pickText(pick, words)),
  ]);
  if (recommended !== null && "method" in suggestion) {
    rows.unshift([
      say.recommended,
      formatLr(recommended),
      "× 1",
      say.byRule(clean(suggestion.method)),
    ]);
  }
  return {
    id: "rules",
    title: say.rules,
    caption: recommended === null ? say.rulesNone : say.rulesSome,
    columns: say.rulesColumns.map((label, i) => (i === 1 || i === 2 ? number(label) : text(label))),
    rows,
    folded: false,
    answered: recommended !== null,
  };
}

/** The planned schedule beside the alternative, number by number. */
export function planTable({ plan }: Result, words: Words): Table[] {
  if (plan === null) return [];
  const planned = scheduleRows(plan.schedule, words);
  const other = new Map(scheduleRows(plan.alternative, words));
  const names = [...new Set([...planned.map(([name]) => name), ...other.keys()])];
  const own = new Map(planned);
  return [
    {
      id: "plan-numbers",
      title: words.plan.tableTitle,
      caption: words.plan.tableCaption(plan, formatLr(plan.initialLr)),
      columns: words.plan.columns.map((label, i) => (i === 0 ? text(label) : number(label))),
      rows: names.map((name) => [name, own.get(name) ?? "–", other.get(name) ?? "–"]),
      folded: false,
    },
  ];
}

/** What was run, on what, with what: everything needed to run it again. */
export function provenanceTable(result: Result, words: Words): Table {
  const { made } = words.tables;
  const { engine, record, data, cost, sweep, versions, createdAt, name } = result;
  const { runs } = record;
  const last = runs.at(-1);
  const known = knownOf(record, result.warnings, result.plan);
  const count = (value: number | undefined) =>
    value === undefined ? UNKNOWN : words.format.count(value);
  const rows: [string, string][] = [
    [made.name, name],
    [made.at, words.format.date(createdAt)],
    [
      made.engine,
      engine.name === RECORDED_ENGINE ? made.recorded : `${engine.name} ${engine.version}`,
    ],
    [made.engineWhy, engine.whyNote ? noteText(engine.whyNote, words) : engine.why],
    [made.optimizer, known.optimizer ?? words.facts.unknownOptimizer],
    [made.batchSize, count(known.batchSize)],
    [made.stepsPerEpoch, count(known.stepsPerEpoch)],
    [made.parameters, count(known.parameterCount)],
    [
      made.seed,
      known.seed === undefined
        ? UNKNOWN
        : made.seeds(String(known.seed), runs.map(({ seed }) => seed).join(", ")),
    ],
    [made.ended, stopText(last ?? sweep, words)],
  ];
  if (runs.length > 1) {
    for (const run of runs) rows.push([made.endedSeed(String(run.seed)), stopText(run, words)]);
  }
  rows.push(
    [made.updates, words.format.count(cost.trainSteps)],
    [made.evaluations, words.format.count(cost.evaluations)],
    [made.time, words.format.duration(cost.seconds)],
  );
  if (data) {
    rows.push(
      [made.data, data.source],
      [made.digest, data.digest],
      [made.task, nameIn(made.tasks, data.task)],
      [made.rows, words.format.count(data.rows)],
      [made.features, words.format.count(data.features)],
    );
    if (data.classes > 0) rows.push([made.classes, words.format.count(data.classes)]);
    data.steps.forEach((step, i) => {
      const said = data.stepNotes?.[i];
      const text = said ? noteText(said, words) : step;
      rows.push([i === 0 ? made.preparation : made.preparationAt(i + 1), text]);
    });
  }
  rows.push(...settings(result, words).map(({ label, text }): [string, string] => [label, text]));
  for (const [what, version] of Object.entries(versions)) {
    rows.push(
      what === PROJECT ? [made.commit, commitText(version, words)] : [made.version(what), version],
    );
  }
  return {
    id: "provenance",
    title: words.tables.provenance,
    caption: words.tables.provenanceCaption,
    columns: words.tables.provenanceColumns.map(text),
    rows: rows.map(([what, value]) => [clean(what), cleanLines(value)]),
    folded: true,
  };
}

function commitText(commit: string, { tables: { made } }: Words): string {
  return commit.endsWith(COMMIT_CHANGED)
    ? made.changed(commit.slice(0, -COMMIT_CHANGED.length))
    : commit;
}

/** All options as resolved, nested ones by their dotted names. */
export function optionsTable({ options, record, warnings }: Result, words: Words): Table {
  const known = knownOf(record, warnings).options;
  const own = Object.entries(options).filter(
    ([name]) => !(name in record.options) || name in known,
  );
  const seen = new Map([...flatten("", known), ...flatten("", Object.fromEntries(own))]);
  return {
    id: "options",
    title: words.tables.options,
    caption: words.tables.optionsCaption,
    columns: words.tables.optionsColumns.map(text),
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
