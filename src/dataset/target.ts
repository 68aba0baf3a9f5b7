import type { NoteData } from "../contract/make-note.ts";
import { InputError } from "../core/errors.ts";
import type { Task } from "./dataset.ts";

/** Integer targets with at most so many different values are classes … */
const MAX_INTEGER_CLASSES = 20;
/** … when there are on average at least so many rows a class. */
const MIN_ROWS_PER_CLASS = 5;

/** Target values as they came: numbers, or labels. */
export type TargetValues =
  | { readonly kind: "numbers"; readonly values: ArrayLike<number> }
  | { readonly kind: "labels"; readonly values: readonly string[] };

/** Targets ready for a data set. */
export interface Target {
  readonly task: Task;
  /** Class indices, or the numbers themselves. */
  readonly values: Float64Array;
  /** Class labels in index order; empty for regression. */
  readonly classes: readonly string[];
  /** What was decided, e.g. `3 classes (text)`. */
  readonly step: string;
  /** The same as data. */
  readonly decided: NoteData["data-target"];
}

/**
 * Decides on classification or regression and numbers the classes.
 *
 * Rule for `"auto"`: text is classification; numbers are classification when all are integers, at
 * most 20 different ones, with at least 5 rows a class on average; anything else is regression.
 * Classes are sorted: by value when they are numbers, else by code point.
 *
 * `InputError`: a constant target, a single class, regression on text, classification on numbers
 * with fractions and more than 20 values, more classes than half of the rows.
 *
 * @param name the target's name for messages, e.g. `a.csv, target column "price"`
 */
export function resolveTarget(name: string, target: TargetValues, task: Task | "auto"): Target {
  return target.kind === "labels"
    ? fromLabels(name, target.values, task)
    : fromNumbers(name, target.values, task);
}

function fromLabels(name: string, labels: readonly string[], task: Task | "auto"): Target {
  if (task === "regression") {
    throw new InputError(
      "text-target",
      `\`task\` is regression, but ${name} holds text such as ${JSON.stringify(labels[0])}; ` +
        "use classification or another target",
      { data: { example: labels[0] } },
    );
  }
  const classes = [...new Set(labels)].sort(byCodePoint);
  const indices = new Map(classes.map((label, index) => [label, index]));
  checkClasses(name, classes, labels.length);
  return {
    task: "classification",
    values: Float64Array.from(labels, (label) => indices.get(label) as number),
    classes,
    step: `${classes.length} classes (text)`,
    decided: { kind: "text", classes: classes.length },
  };
}

function fromNumbers(name: string, values: ArrayLike<number>, task: Task | "auto"): Target {
  const all = Float64Array.from(values, (value) => (value === 0 ? 0 : value));
  const distinct = Float64Array.from(new Set(all)).sort();
  if (distinct.length < 2) {
    throw new InputError(
      "constant-target",
      `${name} is ${distinct[0] ?? "empty"} in every row: there is nothing to learn; choose another target`,
      { data: { value: distinct[0] } },
    );
  }
  const integers = distinct.every(Number.isInteger);
  const few =
    integers &&
    distinct.length <= MAX_INTEGER_CLASSES &&
    all.length >= MIN_ROWS_PER_CLASS * distinct.length;
  if (task === "regression" || (task === "auto" && !few)) {
    return {
      task: "regression",
      values: all,
      classes: [],
      step: `regression on numbers from ${distinct[0]} to ${distinct.at(-1)}`,
      decided: {
        kind: "regression",
        from: String(distinct[0]),
        to: String(distinct.at(-1)),
      },
    };
  }
  if (!integers && distinct.length > MAX_INTEGER_CLASSES) {
    throw new InputError(
      "float-target",
      `\`task\` is classification, but ${name} holds ${distinct.length} different numbers with ` +
        "fractions; use regression or another target",
      { data: { distinct: distinct.length } },
    );
  }
  const classes = Array.from(distinct, String);
  checkClasses(name, classes, all.length);
  const indices = new Map(Array.from(distinct, (value, index) => [value, index]));
  const why = task === "auto" ? "few different integers; `--task regression` overrides" : "numbers";
  return {
    task: "classification",
    values: all.map((value) => indices.get(value) as number),
    classes,
    step: `${classes.length} classes from ${classes[0]} to ${classes.at(-1)} (${why})`,
    decided: {
      kind: task === "auto" ? "integers" : "numbers",
      classes: classes.length,
      from: classes[0] as string,
      to: classes.at(-1) as string,
    },
  };
}

function checkClasses(name: string, classes: readonly string[], rows: number): void {
  if (classes.length < 2) {
    throw new InputError(
      "single-class",
      `${name} has a single class, ${JSON.stringify(classes[0])}, in every row: there is nothing ` +
        "to learn; choose another target",
      { data: { class: classes[0] } },
    );
  }
  if (classes.length > rows / 2) {
    throw new InputError(
      "too-many-classes",
      `${name} has ${classes.length} classes in ${rows} rows: it looks like a name or number of ` +
        "each row; choose another target (or `--task regression` when it is a number)",
      { data: { classes: classes.length, rows } },
    );
  }
}

/** Order of Unicode code points, the same on every machine whatever its language. */
export function byCodePoint(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference =
      ((left[i] as string).codePointAt(0) as number) -
      ((right[i] as string).codePointAt(0) as number);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
