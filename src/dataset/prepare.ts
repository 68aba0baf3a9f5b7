import { note } from "../contract/make-note.ts";
import { InputError } from "../core/errors.ts";
import { counted } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import type { Dataset, DatasetSummary, PreparedData, SplitHow } from "./dataset.ts";
import type { MadeSplit } from "./split.ts";
import { moments } from "./table/encode.ts";
import type { Target } from "./target.ts";

/** Most numbers that a data set may hold: 2 GiB as 32-bit floats. */
const MAX_NUMBERS = 2 ** 29;

/** Everything that a loader has found out, for {@link prepare}. */
export interface Parts {
  readonly name: string;
  /** File name without its folder, or `arrays`. */
  readonly source: string;
  readonly digest: string;
  readonly featureShape: readonly number[];
  readonly features: Float32Array;
  readonly target: Target;
  readonly targetScale: "standard" | "none";
  readonly split: MadeSplit;
  /** What was done until then, a sentence each. */
  readonly steps: readonly Note[];
  readonly warnings: readonly Note[];
}

/** Puts a data set together: targets scaled where asked, summary and last warnings made. */
export function prepare(parts: Parts): PreparedData {
  const { target, split } = parts;
  const rows = target.values.length;
  const width = parts.featureShape.reduce((product, size) => product * size, 1);
  const { targets, step } = finishTargets(parts);
  const decided = note("data-target", `Target: ${target.step}.`, target.decided);
  const steps = [...parts.steps, decided, ...step, splitStep(split)];
  const summary: DatasetSummary = {
    source: parts.source,
    digest: parts.digest,
    task: target.task,
    rows,
    features: width,
    classes: target.classes.length,
    steps: steps.map(({ message }) => message),
    stepNotes: steps,
  };
  const dataset: Dataset = {
    name: parts.name,
    task: target.task,
    rows,
    featureShape: parts.featureShape,
    features: parts.features,
    targets,
    classes: target.classes,
    summary,
  };
  const warnings = [...parts.warnings];
  if (width > split.train.length) {
    warnings.push(
      note(
        "more-features-than-rows",
        `${width} features but only ${split.train.length} training rows: a model can learn them by heart`,
        { features: width, trainingRows: split.train.length },
      ),
    );
  }
  warnings.push(...classesNotHeldOut(target, split));
  return { dataset, split, warnings };
}

/** Classes too rare to have a row among the held-out ones: nothing is told about them. */
function classesNotHeldOut({ classes, values }: Target, { train, heldOut }: MadeSplit): Note[] {
  if (classes.length === 0 || heldOut.length === 0) return [];
  const judged = new Set(Array.from(heldOut, (row) => values[row]));
  const sizes = new Array<number>(classes.length).fill(0);
  for (const row of train) sizes[values[row] as number] = (sizes[values[row] as number] ?? 0) + 1;
  const rare = classes.flatMap((name, i) => (judged.has(i) ? [] : { name, rows: sizes[i] ?? 0 }));
  if (rare.length === 0) return [];
  const shown = rare.slice(0, 5).map(({ name, rows }) => `"${name}" (${counted(rows, "row")})`);
  const more = rare.length > shown.length ? `, and ${rare.length - shown.length} more` : "";
  const verb = rare.length === 1 ? "class has" : "classes have";
  const message = `${rare.length} ${verb} no row among the held-out ones, which are judged on: ${shown.join(", ")}${more}`;
  return [note("classes-not-held-out", message, { classes: rare })];
}

/** An `InputError` when `rows x width` numbers are more than a data set may hold. */
export function checkSize(source: string, rows: number, width: number): void {
  if (rows * width <= MAX_NUMBERS) return;
  throw new InputError(
    "too-large",
    `${source}: ${rows} rows of ${width} features are more than ${MAX_NUMBERS} numbers; ` +
      "lower `maxRows` or leave out columns (`ignore`)",
    { data: { source, rows, width, limit: MAX_NUMBERS, options: ["maxRows", "ignore"] } },
  );
}

function finishTargets(parts: Parts): { targets: Float32Array; step: Note[] } {
  const { values, task, step } = parts.target;
  if (task === "classification") return { targets: Float32Array.from(values), step: [] };
  const { mean, deviation } = moments(values, parts.split.train, Number.NaN);
  if (!(deviation > 0)) {
    throw new InputError(
      "constant-target",
      `the target is ${mean} in every training row: there is nothing to learn; choose another ` +
        "target, seed or `heldOut` share",
      { data: { value: mean, target: step } },
    );
  }
  if (parts.targetScale === "none") return { targets: Float32Array.from(values), step: [] };
  return {
    targets: Float32Array.from(values, (value) => (value - mean) / deviation),
    step: [
      note(
        "data-target-scaled",
        `Target scaled to mean 0 and deviation 1 (training mean ${round(mean)}, deviation ` +
          `${round(deviation)}): a squared-error loss of 1 is that of always predicting the mean.`,
        { mean: round(mean), deviation: round(deviation) },
      ),
    ],
  };
}

function splitStep({ train, heldOut, how }: MadeSplit): Note {
  const { begin, end } = SPLIT_WORDS[how.kind];
  const groups = how.kind === "groups" ? ` (${how.heldOutGroups} of ${how.groups} groups)` : "";
  return note(
    "data-split",
    `${begin}: ${train.length} training rows, ${heldOut.length} held out${end}${groups}.`,
    {
      how: how.kind,
      train: train.length,
      heldOut: heldOut.length,
      ...(how.kind === "groups" && { groups: how.groups, heldOutGroups: how.heldOutGroups }),
    },
  );
}

const SPLIT_WORDS: Readonly<Record<SplitHow["kind"], { begin: string; end: string }>> = {
  shuffled: { begin: "Seeded split", end: "" },
  "by-class": { begin: "Seeded split", end: ", stratified by class" },
  groups: { begin: "Seeded split by groups", end: ", no group on both sides" },
  ordered: { begin: "Split in the order of the rows", end: ", the last ones" },
};

function round(value: number): number {
  return Number(value.toPrecision(6));
}
