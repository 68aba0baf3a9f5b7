import { join } from "node:path";
import {
  parse,
  STUDY_VERSION,
  type StudyFailure,
  type StudyFile,
  type StudyOutcome,
  type StudySummary,
  studyOutcomeSchema,
} from "../contract/index.ts";
import { note } from "../contract/make-note.ts";
import { csvCell } from "../core/csv-cell.ts";
import { parseJson, toJson } from "../core/json.ts";
import type { Note } from "../core/note.ts";
import { minOf } from "../core/stats.ts";
import { readDocumentSync, writeAtomically } from "../files/index.ts";
import { batchAxis } from "./cells.ts";
import { type StudyFolder, type StudyState, studyState } from "./folder.ts";
import { lawsOf } from "./laws.ts";
import type { StudyRows } from "./rows.ts";

/** Failures that a summary names; the folder has all of them. */
const MOST_FAILURES = 100;

/** What was read before: results never change, so that a large study is not read again for each table. */
const OUTCOMES_FILE = "outcomes.jsonl";

/** What every finished task of a study says, in the order of its axes and seeds. */
export function studyOutcomes(study: StudyFolder): StudyOutcome[] {
  const all: Placed<StudyOutcome>[] = [];
  const place = placesOf(study);
  eachOutcome(study, (outcome) => all.push({ places: place(outcome), item: outcome }));
  return inOrder(all);
}

/**
 * Calls `take` with what each finished task says, one after the other, so that a large study is never
 * held whole.
 *
 * @returns the lines of those that were read from their own files; `kept`: the text that held the others
 */
function eachOutcome(study: StudyFolder, take: (outcome: StudyOutcome) => void) {
  const { tasks, done } = study.view();
  const wanted = new Set(tasks.filter((key) => done.has(key)));
  const axes = Object.keys(study.file.axes);
  // An axis may have got another name since: the runs are the same, and the task has it.
  const tell = (outcome: StudyOutcome) => {
    const fits = axes.every((name) => Object.hasOwn(outcome.factors, name));
    const factors = fits ? undefined : study.task(outcome.key)?.factors;
    take(factors === undefined ? outcome : { ...outcome, factors });
  };
  let kept = knownText(study);
  let isSound = true;
  for (let at = 0; at < kept.length; ) {
    const end = kept.indexOf("\n", at);
    const outcome = end < 0 ? null : outcomeIn(kept.slice(at, end));
    isSound &&= outcome !== null;
    if (outcome !== null && wanted.delete(outcome.key)) tell(outcome);
    at = end < 0 ? kept.length : end + 1;
  }
  // What is damaged is written anew at some other time, from the files themselves.
  if (!isSound) kept = "";
  const fresh: string[] = [];
  for (const key of wanted) {
    const outcome = study.outcome(key);
    tell(outcome);
    fresh.push(`${toJson(outcome)}\n`);
  }
  return { kept, fresh };
}

function knownText({ path }: StudyFolder): string {
  try {
    return readDocumentSync(join(path, OUTCOMES_FILE), "result").toString("utf8");
  } catch {
    return "";
  }
}

function outcomeIn(line: string): StudyOutcome | null {
  try {
    const parsed = parse(studyOutcomeSchema, parseJson(line));
    return parsed.ok ? parsed.value : null;
  } catch {
    return null;
  }
}

interface Placed<T> {
  /** Places of its values on the axes, then its seed. */
  readonly places: readonly number[];
  readonly item: T;
}

function placesOf({ file }: StudyFolder): (outcome: StudyOutcome) => number[] {
  const axes = Object.entries(file.axes).map(([name, { values }]) => ({
    name,
    places: new Map(values.map((value, i) => [value, i])),
  }));
  return ({ factors, seed }) => [
    ...axes.map(({ name, places }) => places.get(factors[name] ?? "") ?? 0),
    seed,
  ];
}

function inOrder<T>(all: Placed<T>[]): T[] {
  all.sort((a, b) => {
    const at = a.places.findIndex((place, i) => place !== b.places[i]);
    return at < 0 ? 0 : (a.places[at] ?? 0) - (b.places[at] ?? 0);
  });
  return all.map(({ item }) => item);
}

/** What the law reads of every finished task. */
export function studyRows(study: StudyFolder): StudyRows[] {
  return studyOutcomes(study).map(rowsOf);
}

function rowsOf(outcome: StudyOutcome): StudyRows {
  const { factors, seed, optimizer, batchSize, rowsAre, rows, lr, rangeLog10, status } = outcome;
  return { factors, seed, optimizer, batchSize, rowsAre, rows, lr, rangeLog10, status };
}

/** Most finished tasks that a summary's law is fitted to: more take longer than one waits for a summary. */
const MOST_FOR_LAW = 10_000;

/** Where a study stands, as `summary.json` has it, with its law. */
export function summarizeStudy(study: StudyFolder): StudySummary {
  const rows = studyRows(study);
  return summaryOf(study, rows, rows.length);
}

/** @param finished tasks that are, of which `rows` has all where there are not too many for a law */
function summaryOf(study: StudyFolder, rows: readonly StudyRows[], finished: number): StudySummary {
  const state = studyState(study);
  const { name, axes, at } = study.file;
  const failures = state.failed
    .slice(0, MOST_FAILURES)
    .map((key) => study.lastFailure(key))
    .filter((failure): failure is StudyFailure => failure !== null);
  return {
    version: STUDY_VERSION,
    name,
    axes,
    at,
    counts: state.counts,
    failures,
    laws: finished > MOST_FOR_LAW ? null : lawsOf(study.file, rows),
    warnings: [...warningsOf(state), ...batchNotes(axes, rows), ...lawNotes(finished)],
  };
}

/** That trainers say other batch sizes than those of their cells: the axis may have no effect. */
function batchNotes(axes: StudyFile["axes"], rows: readonly StudyRows[]): Note[] {
  const axis = batchAxis(axes);
  if (axis === null) return [];
  const others = rows.flatMap(({ factors, batchSize: trained }) => {
    const wanted = factors[axis];
    const isOther = typeof wanted === "number" && trained !== undefined && trained !== wanted;
    return isOther ? [{ wanted, trained }] : [];
  });
  const [first] = others;
  if (first === undefined) return [];
  const data = { tasks: others.length, axis, ...first };
  return [
    note(
      "study-other-batch",
      `${data.tasks} ${data.tasks === 1 ? "task was" : "tasks were"} trained with another batch size than ${axis} says (${data.wanted}, and the trainer says ${data.trained}): the axis may have no effect.`,
      data,
    ),
  ];
}

function lawNotes(tasks: number): Note[] {
  if (tasks <= MOST_FOR_LAW) return [];
  return [
    note(
      "study-law-left-out",
      `${tasks} tasks are finished, more than ${MOST_FOR_LAW}: no law is fitted here; lr-finder law does it, and takes longer.`,
      { tasks, most: MOST_FOR_LAW },
    ),
  ];
}

function warningsOf({ counts }: StudyState): Note[] {
  const { failed, other } = counts;
  return [
    ...(failed === 0
      ? []
      : [
          note(
            "study-tasks-failed",
            `${failed} task${failed === 1 ? " has" : "s have"} failed and ${failed === 1 ? "is" : "are"} missing; --only-failed tries them again.`,
            { failed },
          ),
        ]),
    ...(other === 0
      ? []
      : [
          note(
            "study-other-results",
            `${other} result${other === 1 ? " belongs" : "s belong"} to tasks that are no part of the study as it is now (an axis lost a value, or what trains has changed); they are kept, and not counted.`,
            { other },
          ),
        ]),
  ];
}

const COLUMNS = [
  "seed",
  "status",
  "lr",
  "range_log10",
  "confidence",
  "reason",
  "best_loss",
  "rows",
  "train_steps",
  "seconds",
  "key",
] as const;

function cellsOf(outcome: StudyOutcome): (string | number)[] {
  const { seed, status, lr, rangeLog10, confidence, reason, rows, trainSteps, seconds, key } =
    outcome;
  const best = rows.length === 0 ? "" : minOf(rows.map(({ loss }) => loss));
  return [
    seed,
    status,
    lr ?? "",
    rangeLog10 ?? "",
    confidence ?? "",
    reason ?? "",
    best,
    rows.length,
    trainSteps,
    seconds,
    key,
  ];
}

/** Writes `results.csv`, a line for every finished task, and `summary.json`, as things stand. */
export async function writeTables(study: StudyFolder): Promise<StudySummary> {
  const axes = Object.keys(study.file.axes);
  const place = placesOf(study);
  const lines: Placed<string>[] = [];
  const rows: StudyRows[] = [];
  let finished = 0;
  const { kept, fresh } = eachOutcome(study, (outcome) => {
    finished += 1;
    if (finished <= MOST_FOR_LAW) rows.push(rowsOf(outcome));
    const values = axes.map((axis) => outcome.factors[axis] ?? "");
    const line = [...values, ...cellsOf(outcome)].map(csvCell).join(",");
    lines.push({ places: place(outcome), item: line });
  });
  const head = [...axes, ...COLUMNS].map(csvCell).join(",");
  const table = `${[head, ...inOrder(lines)].join("\n")}\n`;
  await writeAtomically(join(study.path, "results.csv"), table);
  if (fresh.length > 0) {
    await writeAtomically(join(study.path, OUTCOMES_FILE), kept + fresh.join(""));
  }
  const summary = summaryOf(study, rows, finished);
  await writeAtomically(join(study.path, "summary.json"), `${toJson(summary, 2)}\n`);
  return summary;
}
