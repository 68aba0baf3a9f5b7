import { note } from "../contract/notes.ts";
import { nearest } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import type { KeyTable } from "../core/keys.ts";
import type { Note } from "../core/note.ts";
import { type ColumnRole, roleRank, saysSmoothed } from "./column-roles.ts";
import { LOG_FORMATS, type LogTable } from "./formats/index.ts";
import type { LogColumn } from "./table.ts";

/** Column names as the user gave them: a name, or a zero-based index. */
export interface WantedColumns {
  readonly lr?: string;
  readonly loss?: string;
  readonly heldOut?: string;
  readonly step?: string;
}

/** Of {@link WantedColumns}. */
export const WANTED_KEYS: KeyTable<WantedColumns> = {
  lr: true,
  loss: true,
  heldOut: true,
  step: true,
};

/** The columns of a log by what they are for; null where there is none. */
export interface PickedColumns {
  readonly lr: LogColumn | null;
  readonly loss: LogColumn | null;
  readonly heldOut: LogColumn | null;
  readonly step: LogColumn | null;
  readonly epoch: LogColumn | null;
  /** What is worth knowing about the choice, e.g. that the losses are means. */
  readonly warnings: readonly Note[];
}

const OPTION = {
  lr: "lrColumn",
  loss: "lossColumn",
  heldOut: "heldOutColumn",
  step: "stepColumn",
} as const;

/**
 * Finds the columns by name; what the user names wins. Never throws for a column that is not there
 * and was not named: see {@link requireColumn}.
 *
 * @throws InputError for a named column that is not there, is there twice, or holds something else
 *   than numbers, and where several are as likely to be the loss: it lists what is there
 */
export function pickColumns(table: LogTable, wanted: WantedColumns = {}): PickedColumns {
  const warnings: Note[] = [];
  const pick = (role: keyof typeof OPTION) => {
    const name = wanted[role];
    const column = name === undefined ? found(table, role, warnings) : named(table, role, name);
    if (column !== null) checkNumbers(table, column);
    return column;
  };
  const loss = pick("loss");
  if (loss !== null && saysSmoothed(loss.name)) {
    const message = `By its name, ${quoted(loss.name)} holds averaged losses: they lag behind the learning rate, so an LR read off them is too high. Log the loss of each step.`;
    warnings.push(note("smoothed-losses", message, { column: loss.name }));
  }
  return {
    lr: pick("lr"),
    loss,
    heldOut: pick("heldOut"),
    step: pick("step"),
    epoch: found(table, "epoch", warnings),
    warnings,
  };
}

/** Which columns of a log may be picked; for `ReadLogOptions.keep`. */
export function keepPickable(wanted: WantedColumns = {}): (name: string) => boolean {
  const given = Object.values(wanted).map((name) => name.toLowerCase());
  const roles: ColumnRole[] = ["lr", "loss", "heldOut", "step", "epoch"];
  // Columns without names, and those given by their place, can only be told later.
  const keepAll = given.some((name) => /^\d+$/.test(name));
  return (name) =>
    keepAll ||
    /^\d+$/.test(name) ||
    given.includes(name.toLowerCase()) ||
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
    throw new InputError("no-rows", message, { data: { file: table.name, columns: table.names } });
  }
  const what = role === "lr" ? "learning rates" : "losses";
  const training =
    role === "lr" ? ` (a log without them: \`lr-finder diagnose ${table.name}\`)` : "";
  throw new InputError(
    `no-${role}-column`,
    `${table.name} has no ${thing(table)} that is known to hold ${what}: name it with \`--${role}-column\`${training}. ${listing(table)}`,
    { data: { file: table.name, columns: table.names, role } },
  );
}

function found(table: LogTable, role: ColumnRole, warnings: Note[]): LogColumn | null {
  let best: LogColumn[] = [];
  let bestRank = Number.POSITIVE_INFINITY;
  for (const column of table.columns) {
    const rank = column.values.length === 0 ? null : roleRank(role, column.name);
    if (rank === null || rank > bestRank) continue;
    best = rank === bestRank ? [...best, column] : [column];
    bestRank = rank;
  }
  const [first] = best;
  if (first === undefined || best.length === 1) return first ?? null;
  if (role === "loss" || isDuplicate(table, first.name)) {
    const names = best.map(({ name }) => quoted(name)).join(", ");
    throw new InputError(
      "several-columns",
      `${table.name} has several ${thing(table)}s that may hold the ${role === "lr" ? "learning rate" : "loss"}: ${names}. Name one with \`--${flag(role)}\`${isDuplicate(table, first.name) ? ", by its zero-based place" : ""}`,
      { data: { file: table.name, columns: best.map(({ name }) => name), role } },
    );
  }
  if (role === "lr") {
    const others = best.slice(1).map(({ name }) => name);
    const message = `The learning rates are those of ${quoted(first.name)}; ${others.map(quoted).join(", ")} ${others.length === 1 ? "is" : "are"} left out (--lr-column names another).`;
    warnings.push(note("several-lr-columns", message, { used: first.name, others }));
  }
  return first;
}

function named(table: LogTable, role: keyof typeof OPTION, name: string): LogColumn {
  const option = OPTION[role];
  const exact = table.columns.find((column) => column.name === name);
  if (exact !== undefined) return exact;
  if (isDuplicate(table, name)) {
    const places = table.names.flatMap((other, i) => (other.startsWith(`${name} (`) ? [i] : []));
    throw new InputError(
      "duplicate-column",
      `${table.name} has ${places.length} columns called ${quoted(name)}: give \`--${flag(role)}\` the place of one, ${places.join(" or ")}`,
      { data: { option, file: table.name, places } },
    );
  }
  const lower = name.toLowerCase();
  const alike = table.names.filter((other) => other.toLowerCase() === lower);
  const byPlace = /^\d+$/.test(name) ? table.names[Number(name)] : undefined;
  const real = alike.length === 1 ? alike[0] : byPlace;
  const column = table.columns.find((other) => other.name === real);
  if (column !== undefined) return column;
  if (real !== undefined || table.names.includes(name)) {
    throw new InputError(
      "empty-column",
      `the ${thing(table)} ${quoted(name)} of ${table.name} holds no numbers. ${listing(table)}`,
      {
        data: { option, file: table.name, column: name },
      },
    );
  }
  const near = nearest(name, table.names);
  const hint = near === undefined ? "" : ` Did you mean ${quoted(near)}?`;
  throw new InputError(
    "unknown-column",
    `\`--${flag(role)}\`: ${table.name} has no ${thing(table)} ${quoted(name)}.${hint} ${listing(table)}`,
    { data: { option, file: table.name, column: name, columns: table.names } },
  );
}

function checkNumbers(table: LogTable, { name, fault }: LogColumn): void {
  if (fault === null) return;
  const row = fault.row + table.firstRow;
  throw new InputError(
    "bad-number",
    `${table.name}, row ${row}, ${quoted(name)}: expected a number, got ${quoted(fault.text)}`,
    { data: { file: table.name, row, column: name, value: fault.text } },
  );
}

function isDuplicate(table: LogTable, name: string): boolean {
  return table.duplicates.includes(name.replace(/ \(column \d+\)$/, ""));
}

function flag(role: ColumnRole): string {
  return role === "heldOut" ? "held-out-column" : `${role}-column`;
}

function thing(table: LogTable): string {
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
