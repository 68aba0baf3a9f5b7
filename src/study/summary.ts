import { join } from "node:path";
import {
  STUDY_VERSION,
  type StudyFailure,
  type StudyOutcome,
  type StudySummary,
} from "../contract/index.ts";
import { note } from "../contract/notes.ts";
import { toJson } from "../core/json.ts";
import type { Note } from "../core/note.ts";
import { writeAtomically } from "../files/index.ts";
import { type StudyFolder, type StudyState, stateOf } from "./folder.ts";
import type { StudyRows } from "./rows.ts";

/** Failures that a summary names; the folder has all of them. */
const MOST_FAILURES = 100;

/** How far a study is now. */
export function studyState(study: StudyFolder): StudyState {
  const isDead = (key: string) => study.watch.look(study.leasePath(key)) === "dead";
  return stateOf(study.view(), study.file, isDead);
}

/** What every finished task of a study says, in the order of its axes; reads one small file each. */
export function studyOutcomes(study: StudyFolder): StudyOutcome[] {
  const { tasks, done } = study.view();
  const outcomes = tasks.filter((key) => done.has(key)).map((key) => study.outcome(key));
  const axes = Object.entries(study.file.axes).map(([name, { values }]) => ({
    name,
    places: new Map(values.map((value, i) => [value, i])),
  }));
  const placeOf = ({ factors }: StudyOutcome, { name, places }: (typeof axes)[number]) =>
    places.get(factors[name] ?? "") ?? 0;
  return outcomes.sort((a, b) => {
    const axis = axes.find((each) => placeOf(a, each) !== placeOf(b, each));
    return axis === undefined ? a.seed - b.seed : placeOf(a, axis) - placeOf(b, axis);
  });
}

/** What the law reads of every finished task. */
export function studyRows(study: StudyFolder): StudyRows[] {
  return studyOutcomes(study).map(({ factors, seed, rows, lr, rangeLog10, status }) => ({
    factors,
    seed,
    rows,
    lr,
    rangeLog10,
    status,
  }));
}

/** Where a study stands, as `summary.json` has it. */
export function summarizeStudy(
  study: StudyFolder,
  state: StudyState = studyState(study),
): StudySummary {
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
    laws: null,
    warnings: warningsOf(state),
  };
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

/** The table of every finished task, a line each. */
export function studyCsv(
  study: Pick<StudyFolder, "file">,
  outcomes: readonly StudyOutcome[],
): string {
  const axes = Object.keys(study.file.axes);
  const head = [...axes, ...COLUMNS];
  const lines = outcomes.map((outcome) =>
    [...axes.map((axis) => outcome.factors[axis] ?? ""), ...cellsOf(outcome)]
      .map(csvCell)
      .join(","),
  );
  return `${[head.map(csvCell).join(","), ...lines].join("\n")}\n`;
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
  const best = rows.length === 0 ? "" : Math.min(...rows.map(({ loss }) => loss));
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

function csvCell(value: string | number): string {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writes `results.csv` and `summary.json` as things stand. */
export async function writeTables(study: StudyFolder): Promise<StudySummary> {
  const outcomes = studyOutcomes(study);
  await writeAtomically(join(study.path, "results.csv"), studyCsv(study, outcomes));
  const summary = summarizeStudy(study);
  await writeAtomically(join(study.path, "summary.json"), `${toJson(summary, 2)}\n`);
  return summary;
}
