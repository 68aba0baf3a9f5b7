import { note } from "../contract/make-note.ts";
import { COLUMN_FLAGS, type NamedColumn as NamedRole, Refusal } from "../contract/refusals.ts";
import { nearest } from "../core/check.ts";
import { listOf } from "../core/format.ts";
import type { KeyTable } from "../core/keys.ts";
import type { Note } from "../core/note.ts";
import { type ColumnRole, namesRuns, roleRank, saysSmoothed } from "./column-roles.ts";
import { LOG_FORMATS, type LogTable } from "./formats/index.ts";
import {
  type ChosenLosses,
  chooseLosses,
  type LeftOutColumn,
  type NamedColumn,
} from "./loss-columns.ts";
import { type RunColumns, type SplitOptions, splitRuns } from "./split-runs.ts";
import { acrossEpochs, stepColumn } from "./step-column.ts";
import type { LogColumn } from "./table.ts";

/** Column names as the user gave them: a name, or a zero-based index. */
export interface WantedColumns {
  readonly lr?: string;
  readonly loss?: string;
  readonly heldOut?: string;
  readonly step?: string;
  /** Name of the run to read, of a log that holds several. */
  readonly run?: string;
}

/** Of {@link WantedColumns}. */
export const WANTED_KEYS: KeyTable<WantedColumns> = {
  lr: true,
  loss: true,
  heldOut: true,
  step: true,
  run: true,
};

/** The columns of a log by what they are for; null where there is none. */
export interface PickedColumns {
  readonly lr: LogColumn | null;
  readonly loss: LogColumn | null;
  /** The first of `heldOutSets`. */
  readonly heldOut: LogColumn | null;
  /** Every held-out set, each a column. */
  readonly heldOutSets: readonly LogColumn[];
  readonly step: LogColumn | null;
  readonly epoch: LogColumn | null;
  /** Columns that may have been meant, and why they are not taken. */
  readonly leftOut: readonly LeftOutColumn[];
  /** What is worth knowing about the choice, e.g. that the losses are means. */
  readonly warnings: readonly Note[];
}

/** One of the runs of a log. */
export interface PickedRun extends PickedColumns {
  /** What tells it from the others: a name of its own, or that of its losses; null where it is the only one. */
  readonly run: string | null;
}

const OPTION: Readonly<Record<Exclude<NamedRole, "epoch">, string>> = {
  lr: "lrColumn",
  loss: "lossColumn",
  heldOut: "heldOutColumn",
  step: "stepColumn",
};

/**
 * Finds the columns by name; what the user names wins. Never throws for a column that is not there
 * and was not named: see {@link requireColumn}.
 *
 * @throws InputError for a named column that is not there, is there twice, or holds something else
 *   than numbers, and `several-columns` for a log of several runs: it lists them
 */
export function pickColumns(table: LogTable, wanted: WantedColumns = {}): PickedColumns {
  const runs = pickRuns(table, wanted);
  const [first] = runs as [PickedRun];
  if (runs.length === 1) return first;
  throw severalRuns(table, runs);
}

/** That one run is wanted of a log that holds several. */
export function severalRuns(
  table: LogTable,
  runs: readonly { readonly run: string | null }[],
): Refusal {
  const names = runs.map(({ run }) => run ?? "");
  const shown = names.slice(0, MOST_LISTED).map(quoted).join(", ");
  const more = names.length > MOST_LISTED ? `, and ${names.length - MOST_LISTED} more` : "";
  return new Refusal(
    "several-columns",
    `${table.name} holds ${runs.length} runs, or several ${thing(table)}s that may hold the loss: ${shown}${more}. Name one with \`--run\`, or its losses with \`--loss-column\``,
    { file: table.name, columns: names, runs: names, role: "loss", called: thing(table) },
  );
}

/**
 * The runs of a log, at least one. A log of several losses that are as likely (`g_loss` and
 * `d_loss`) is one of several runs as well: nothing is chosen silently.
 *
 * @throws InputError as {@link pickColumns}, and `unknown-run` for a run that is not there
 */
export function pickRuns(
  table: LogTable,
  wanted: WantedColumns = {},
  options: SplitOptions = {},
): PickedRun[] {
  // A run that is named may be one of rows.
  const split = splitRuns(table, wanted.run === undefined ? options : {});
  const runs = split.flatMap((part) => runsOf(table, part, wanted, split.length));
  const named = wanted.loss !== undefined && split.length > 1 ? withNamedLoss(runs) : runs;
  if (wanted.run === undefined) return named;
  const found = named.filter(({ run }) => run === wanted.run);
  if (found.length > 0) return found.map((run) => ({ ...run, run: null }));
  const names = named.flatMap(({ run }) => run ?? []);
  const near = nearest(wanted.run, names);
  const hint = near === undefined ? "" : ` Did you mean ${quoted(near)}?`;
  const there =
    names.length === 0
      ? "It holds one run."
      : `It holds: ${names.slice(0, MOST_LISTED).map(quoted).join(", ")}`;
  throw new Refusal(
    "unknown-run",
    `\`--run\`: ${table.name} has no run ${quoted(wanted.run)}.${hint} ${there}`,
    { file: table.name, run: wanted.run, runs: names, nearest: near },
  );
}

/** Where the losses are named, only the runs that have them. */
function withNamedLoss(runs: readonly PickedRun[]): PickedRun[] {
  const having = runs.filter(({ loss }) => loss !== null);
  return having.length === 1 ? having.map((run) => ({ ...run, run: null })) : having;
}

function runsOf(
  table: LogTable,
  { run, columns }: RunColumns,
  wanted: WantedColumns,
  parts: number,
): PickedRun[] {
  const warnings: Note[] = [];
  const pick = (role: "lr" | "step") => {
    const name = wanted[role];
    const byName = () =>
      role === "lr"
        ? found(table, columns, role, warnings)
        : stepColumn(columns, Math.max(0, ...training.chosen.map(({ values }) => values.length)));
    const column = name === undefined ? byName() : named(table, columns, role, name, parts > 1);
    if (column !== null) checkNumbers(table, column);
    return column;
  };
  const losses = (role: "loss" | "heldOut"): ChosenLosses => {
    const name = wanted[role];
    const chosen =
      name === undefined
        ? chooseLosses(columns, role === "loss" ? "training" : "held-out")
        : {
            chosen: [named(table, columns, role, name, parts > 1)].filter((each) => each !== null),
            summed: [],
            leftOut: [],
          };
    for (const column of chosen.chosen) {
      if (name === undefined) checkDuplicate(table, column.name, role);
      checkNumbers(table, column);
    }
    return chosen;
  };
  const training = losses("loss");
  const heldOut = losses("heldOut");
  const lr = pick("lr");
  const own = pick("step");
  const epoch = found(table, columns, "epoch", warnings);
  const whole = own === null ? null : acrossEpochs(table, own, epoch);
  if (whole !== null) warnings.push(whole.warning);
  const step = whole?.step ?? own;
  const rest = {
    lr,
    heldOut: heldOut.chosen[0] ?? null,
    heldOutSets: heldOut.chosen,
    step,
    epoch,
    leftOut: [...training.leftOut, ...heldOut.leftOut],
  };
  const all = training.chosen.length === 0 ? [null] : training.chosen;
  return all.map((loss) => ({
    ...rest,
    loss,
    run: all.length === 1 ? run : [run, (loss as LogColumn).name].filter(Boolean).join(": "),
    warnings: [
      ...warnings,
      ...(loss === null ? [] : lossNotes(loss, training)),
      ...(heldOut.chosen[0] === undefined ? [] : choiceNotes(heldOut.chosen[0], heldOut)),
    ],
  }));
}

function lossNotes(loss: LogColumn, training: ChosenLosses): Note[] {
  if (!saysSmoothed(loss.name)) return choiceNotes(loss, training);
  const message = `By its name, ${quoted(loss.name)} holds averaged losses: they lag behind the learning rate, so an LR read off them is too high. Log the loss of each step.`;
  return [...choiceNotes(loss, training), note("smoothed-losses", message, { column: loss.name })];
}

/** That losses were added up, or that others were left out for a reason that is not in their names. */
function choiceNotes(used: LogColumn, { summed, leftOut }: ChosenLosses): Note[] {
  const notes: Note[] = [];
  if (summed.length > 0) {
    const message = `There is no column of the whole loss: ${listOf(summed.map(quoted), "and")} are its parts, and their sum is taken.`;
    notes.push(note("losses-summed", message, { parts: summed }));
  }
  const others = leftOut.filter(({ why }) => why !== "average").map(({ name }) => name);
  if (others.length > 0) {
    const shown = others.slice(0, MOST_LISTED).map(quoted).join(", ");
    const more = others.length > MOST_LISTED ? ` and ${others.length - MOST_LISTED} more` : "";
    const message = `The losses are those of ${quoted(used.name)}; ${shown}${more} ${others.length === 1 ? "is" : "are"} left out (--loss-column or --held-out-column names another).`;
    notes.push(note("columns-left-out", message, { used: used.name, others }));
  }
  return notes;
}

/** Which columns of a log may be picked; for `ReadLogOptions.keep`. */
export function keepPickable(wanted: WantedColumns = {}): (name: string) => boolean {
  const given = Object.values(wanted).map((name) => name.toLowerCase());
  const roles: ColumnRole[] = ["lr", "loss", "heldOut", "step", "epoch"];
  // Columns without names, and those given by their place, can only be told later.
  const keepAll = given.some((name) => /^\d+$/.test(name));
  const isNamed = (name: string, each: string) => name === each || name.endsWith(` - ${each}`);
  return (name) =>
    keepAll ||
    /^\d+$/.test(name) ||
    given.some((each) => isNamed(name.toLowerCase(), each)) ||
    namesRuns(name) ||
    roles.some((role) => roleRank(role, name) !== null);
}

/**
 * The column of a role, or an error that says what there is instead.
 *
 * @throws InputError `no-rows`, `no-lr-column` or `no-loss-column`
 */
export function requireColumn(
  table: LogTable,
  picked: PickedColumns,
  role: "lr" | "loss",
): LogColumn {
  const column = picked[role];
  if (column !== null) return column;
  if (table.rows === 0) {
    const message = `${table.name} has no rows, only the names ${table.names.map(quoted).join(", ")}: did the run that wrote it get as far as its first step?`;
    throw new Refusal("no-rows", message, { file: table.name, columns: table.names });
  }
  const data = { file: table.name, columns: table.names, called: thing(table) };
  const lacks = (what: string, flag: string) =>
    `${table.name} has no ${thing(table)} that is known to hold ${what}: name it with \`${flag}\``;
  if (role === "lr") {
    const message = `${lacks("learning rates", COLUMN_FLAGS.lr)} (a log without them: \`lr-finder diagnose ${table.name}\`). ${listing(table)}`;
    throw new Refusal("no-lr-column", message, { ...data, role });
  }
  checkWhatElse(table, picked);
  const message = `${lacks("losses", COLUMN_FLAGS.loss)}. ${listing(table)}`;
  throw new Refusal("no-loss-column", message, { ...data, role });
}

/**
 * Of a log without training losses: that it has held-out ones only, or that its lines tell none.
 *
 * @throws InputError `no-loss-column`
 */
function checkWhatElse(table: LogTable, { heldOutSets }: PickedColumns): void {
  const data = {
    file: table.name,
    columns: table.names,
    role: "loss",
    called: thing(table),
  } as const;
  const [heldOut] = heldOutSets;
  if (heldOut !== undefined) {
    const name = quoted(heldOut.name);
    const message = `${table.name} has held-out losses (${name}) and none of training. \`--loss-column ${name}\` looks at those as if they were`;
    throw new Refusal("no-loss-column", message, { ...data, heldOut: heldOut.name });
  }
  const { matched } = table;
  if (matched === null) return;
  const often = [...table.columns]
    .sort((a, b) => b.values.length - a.values.length)
    .slice(0, MOST_OFTEN)
    .map(({ name, values }) => ({ name, values: values.length }));
  const named = often.map(({ name, values }) => `${quoted(name)} (${values})`);
  const numbers = often.length === 0 ? "" : ` Numbers that lines do name: ${named.join(", ")}.`;
  throw new Refusal(
    "no-loss-column",
    `none of the ${matched.of} lines of ${table.name} tells a loss in a way that is known (loss=2.5, loss: 2.5, loss 2.5).${numbers} If there are losses, say where: \`--pattern '(?<loss>…)'\`, or \`--delimiter\` where it is a table`,
    { ...data, matched: { lines: matched.of, numbers: often } },
  );
}

/** Names of numbers that a message shows. */
const MOST_OFTEN = 8;

function found(
  table: LogTable,
  columns: readonly NamedColumn[],
  role: "lr" | "epoch",
  warnings: Note[],
): LogColumn | null {
  let best: LogColumn[] = [];
  let bestRank = Number.POSITIVE_INFINITY;
  for (const { name, column } of columns) {
    const rank = column.values.length === 0 ? null : roleRank(role, name);
    if (rank === null || rank > bestRank) continue;
    best = rank === bestRank ? [...best, column] : [column];
    bestRank = rank;
  }
  const [first] = best;
  if (first === undefined || best.length === 1) return first ?? null;
  checkDuplicate(table, first.name, role);
  // A setting that is printed once is not what is logged step by step.
  const [longest] = [...best].sort((a, b) => b.values.length - a.values.length);
  const used =
    longest !== undefined && longest.values.length > FAR_MORE * first.values.length
      ? longest
      : first;
  if (role === "lr") {
    const others = best.filter((column) => column !== used).map(({ name }) => name);
    const message = `The learning rates are those of ${quoted(used.name)}; ${others.map(quoted).join(", ")} ${others.length === 1 ? "is" : "are"} left out (--lr-column names another).`;
    warnings.push(note("several-lr-columns", message, { used: used.name, others }));
  }
  return used;
}

/** Values of one column to those of another of a name as sure, where it is taken in its stead. */
const FAR_MORE = 5;

const HOLDS: Readonly<Record<NamedRole, string>> = {
  lr: "learning rate",
  loss: "loss",
  heldOut: "held-out loss",
  step: "step",
  epoch: "epoch",
};

/** Refuses a column whose name another one has, too: only the user can tell which. */
function checkDuplicate(table: LogTable, name: string, role: ColumnRole): void {
  const bare = name.replace(/ \(column \d+\)$/, "");
  if (bare === name || !table.duplicates.includes(bare)) return;
  const alike = table.columns.filter((column) => column.name.startsWith(`${bare} (column `));
  if (alike.length < 2 && role !== "loss") return;
  const names = alike.map((column) => column.name);
  throw new Refusal(
    "several-columns",
    `${table.name} has several ${thing(table)}s that may hold the ${HOLDS[role]}: ${names.map(quoted).join(", ")}. Name one with \`${COLUMN_FLAGS[role]}\`, by its zero-based place`,
    { file: table.name, columns: names, role, called: thing(table) },
  );
}

/**
 * @param isPart of a table of several runs: a name that is not there, but in another one, gives null
 */
function named(
  table: LogTable,
  columns: readonly NamedColumn[],
  role: keyof typeof OPTION,
  name: string,
  isPart: boolean,
): LogColumn | null {
  const option = OPTION[role];
  const of = (real: string) => columns.find(({ column }) => column.name === real)?.column ?? null;
  const own = columns.find((column) => column.name === name || column.column.name === name);
  if (own !== undefined) return own.column;
  if (isDuplicate(table, name)) {
    const places = table.names.flatMap((other, i) => (other.startsWith(`${name} (`) ? [i] : []));
    throw new Refusal(
      "duplicate-column",
      `${table.name} has ${places.length} columns called ${quoted(name)}: give \`${COLUMN_FLAGS[role]}\` the place of one, ${places.join(" or ")}`,
      { option, role, file: table.name, column: name, places },
    );
  }
  const lower = name.toLowerCase();
  const alike = table.names.filter((other) => other.toLowerCase() === lower);
  const byPlace = /^\d+$/.test(name) ? table.names[Number(name)] : undefined;
  const real = alike.length === 1 ? alike[0] : byPlace;
  const column = real === undefined ? null : of(real);
  if (column !== null) return column;
  if (isPart && isSomewhere(table, name, real)) return null;
  if (real !== undefined || table.names.includes(name)) {
    throw new Refusal(
      "empty-column",
      `the ${thing(table)} ${quoted(name)} of ${table.name} holds no numbers. ${listing(table)}`,
      { option, file: table.name, column: name, columns: table.names, called: thing(table) },
    );
  }
  const near = nearest(name, table.names);
  const hint = near === undefined ? "" : ` Did you mean ${quoted(near)}?`;
  throw new Refusal(
    "unknown-column",
    `\`${COLUMN_FLAGS[role]}\`: ${table.name} has no ${thing(table)} ${quoted(name)}.${hint} ${listing(table)}`,
    {
      ...{ option, role, file: table.name, column: name, nearest: near },
      ...{ columns: table.names, called: thing(table) },
    },
  );
}

function isSomewhere({ columns }: LogTable, name: string, real: string | undefined): boolean {
  return columns.some(
    (column) => column.name === (real ?? name) || column.name.endsWith(` - ${name}`),
  );
}

function checkNumbers(table: LogTable, { name, fault }: LogColumn): void {
  if (fault === null) return;
  const row = fault.row + table.firstRow;
  throw new Refusal(
    "bad-number",
    `${table.name}, row ${row}, ${quoted(name)}: expected a number, got ${quoted(fault.text)}`,
    { file: table.name, row, column: name, value: fault.text },
  );
}

function isDuplicate(table: LogTable, name: string): boolean {
  return table.duplicates.includes(name.replace(/ \(column \d+\)$/, ""));
}

function thing(table: LogTable): "column" | "tag" {
  return LOG_FORMATS[table.format].column;
}

const MOST_LISTED = 40;

/** What there is, for the end of an error. */
function listing(table: LogTable): string {
  const { names } = table;
  if (names.length === 0) return `It has no ${thing(table)}s at all.`;
  const more = names.length > MOST_LISTED ? `, and ${names.length - MOST_LISTED} more` : "";
  return `It has: ${names.slice(0, MOST_LISTED).map(quoted).join(", ")}${more}`;
}

function quoted(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
