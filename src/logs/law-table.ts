import type { AxisKind, FactorKind, HorizonUnit } from "../contract/factor-kind.ts";
import { note } from "../contract/make-note.ts";
import { Refusal } from "../contract/refusals.ts";
import { checkArray, checkObject, checkTexts, endingIn, nearest } from "../core/check.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import type { Note } from "../core/note.ts";
import { maxOf, minOf } from "../core/stats.ts";
import { roleRank, wordsOf } from "./column-roles.ts";
import { isSetting, kindOfName, unitOfName } from "./factor-names.ts";
import type { LogTable } from "./formats/index.ts";
import { lossesOfTrainings, lrOfTrainings } from "./grid-log.ts";
import type { LogColumn } from "./table.ts";

/** Columns of a table of trainings by name, as far as a user names them. */
export interface LawColumns {
  readonly lr?: string | undefined;
  readonly loss?: string | undefined;
  readonly seed?: string | undefined;
  /** Column and what it is to the learning rate; left out: guessed from the name. @default all that are guessed */
  readonly factors?: readonly LawFactorColumn[] | undefined;
  /** Names of the point that the LR is wanted for: columns that they mean are factors too. */
  readonly at?: readonly string[] | undefined;
}

/** Of {@link LawColumns}. */
const COLUMN_KEYS: KeyTable<LawColumns> = {
  lr: true,
  loss: true,
  seed: true,
  factors: true,
  at: true,
};

/** A column that was varied: its name in the table, and its kind where the caller says it. */
export interface LawFactorColumn {
  readonly name: string;
  readonly kind?: AxisKind | undefined;
}

/** A factor that was found in a table. */
export interface TableFactor {
  readonly name: string;
  readonly kind: FactorKind;
  /** Of a horizon. */
  readonly unit: HorizonUnit;
  /** Whether name or kind were guessed. */
  readonly guessed: boolean;
}

/** One training of a table. */
export interface TableTraining {
  readonly factors: Readonly<Record<string, number>>;
  /** Texts by which trainings are parted: a law for each. */
  readonly names: Readonly<Record<string, string>>;
  readonly lr: number;
  /** NaN where the cell is empty: the training broke. */
  readonly loss: number;
  readonly seed?: string;
}

/** A table of trainings as a law reads it. */
export interface LawTable {
  readonly rows: readonly TableTraining[];
  readonly factors: readonly TableFactor[];
  readonly columns: { readonly lr: string; readonly loss: string; readonly seed: string | null };
  /** Columns of names. */
  readonly names: readonly string[];
  /** Columns that differ from row to row and were not taken, where factors were guessed. */
  readonly leftOut: readonly string[];
  readonly warnings: readonly Note[];
}

/**
 * The trainings of a table: a row each, with its factors, LR and loss. What is not named is found by
 * name: the LR, the loss (held-out before training losses), the seed, and the factors, which are the columns
 * that differ, are no measures, and do not follow from others (`steps` beside `tokens` and `batch`).
 *
 * @throws InputError where a column is not there, holds texts among numbers, or none can be found
 */
export function lawTableFrom(table: LogTable, wanted: LawColumns = {}): LawTable {
  checkKeys("lawTableFrom", wanted, COLUMN_KEYS);
  checkTexts({ lr: wanted.lr, loss: wanted.loss, seed: wanted.seed });
  checkObject("table", table, "a table of `parseLog`");
  checkArray("columns", table.columns);
  const lr = named(table, wanted.lr) ?? lrOfTrainings(table, 1);
  if (lr === null) throw missing(table, "lr");
  const losses = wanted.loss === undefined ? lossesOfTrainings(table, 1) : [];
  const loss = named(table, wanted.loss) ?? losses[0];
  if (loss === undefined) throw missing(table, "loss");
  const seed = named(table, wanted.seed) ?? table.columns.find(isSeed) ?? null;
  for (const column of [lr, loss]) checkNumbers(table, column);
  const unfinished = unfinishedRows(table);
  const lrCells = cellsOf(lr);
  const finished = rowsOf(lr).filter((row) => !unfinished.has(row));
  const rowsWithLr = finished.filter((row) => (lrCells.number(row) ?? 0) > 0);
  const others = table.columns.filter((each) => ![lr, loss, seed].includes(each));
  const ofPoint = (wanted.at ?? []).flatMap((name) => {
    const meant = endingIn(
      name,
      others.map((each) => each.name),
    );
    return meant === undefined ? [] : [meant];
  });
  const found =
    wanted.factors === undefined
      ? guessFactors(table, others, rowsWithLr, ofPoint)
      : givenFactors(table, wanted.factors, others, rowsWithLr, ofPoint);
  const { factors, names } = found;
  const valuesOf = new Map([...factors, ...names].map((each) => [each, cellsOf(each.column)]));
  const lossOf = cellsOf(loss);
  const seedOf = seed === null ? null : cellsOf(seed);
  const plain = factors.filter(({ kind }) => kind === "plain");
  const isAtZero = (row: number) => plain.some((each) => valuesOf.get(each)?.number(row) === 0);
  const rowsAboveZero = rowsWithLr.filter((row) => !isAtZero(row));
  const rows = rowsAboveZero.map((row): TableTraining => {
    const at = (factor: FoundFactor) => valuesOf.get(factor)?.number(row) ?? Number.NaN;
    const seedText = seedOf?.text(row);
    return {
      factors: Object.fromEntries(
        factors.map((factor) => [factor.name, checked(table, factor, row, at(factor))]),
      ),
      names: Object.fromEntries(
        names.map((each) => [each.name, valuesOf.get(each)?.text(row) ?? ""]),
      ),
      lr: lrCells.number(row) as number,
      loss: lossOf.number(row) ?? Number.NaN,
      ...(seedText !== undefined && { seed: seedText }),
    };
  });
  if (rowsWithLr.length === 0) throw missing(table, "row");
  const leftOutLosses = losses.slice(1).map(({ name }) => name);
  return {
    rows,
    factors: factors.map(({ column: _, ...factor }) => factor),
    columns: { lr: lr.name, loss: loss.name, seed: seed?.name ?? null },
    names: names.map(({ name }) => name),
    leftOut: found.leftOut,
    warnings: [
      ...table.warnings,
      ...unfinishedNotes(unfinished.size),
      ...withoutLrNotes(lr.name, finished.length - rowsWithLr.length),
      ...guessNotes(factors, names),
      ...found.notes,
      ...zeroNotes(
        plain.filter((each) => rowsWithLr.some((row) => valuesOf.get(each)?.number(row) === 0)),
        rowsWithLr.length - rows.length,
      ),
      ...(leftOutLosses.length === 0
        ? []
        : [
            note(
              "columns-left-out",
              `The losses are those of ${quoted(loss.name)}; ${leftOutLosses.map(quoted).join(", ")} ${leftOutLosses.length === 1 ? "is" : "are"} left out (--loss names another).`,
              { used: loss.name, others: leftOutLosses },
            ),
          ]),
    ],
  };
}

/**
 * Refuses a table in which nothing but the learning rate was varied.
 *
 * @param file what was read, for the message
 * @throws Refusal `nothing-varied` where a table has no factor: there is no law of one cell
 */
export function checkFactors(file: string, { factors, names }: LawTable): void {
  if (factors.length > 0) return;
  const besides = names.length === 0 ? "" : ` and ${names.map(quoted).join(", ")}`;
  throw new Refusal(
    "nothing-varied",
    `in ${file} nothing was varied but the learning rate${besides}, so there is no law to fit: use \`lr-finder analyze ${file}\`, or name a column that was varied with --factor`,
    { file, names },
  );
}

/** States of trainings that came to their end, as exports of sweeps write them. */
const FINISHED = /^(?:finished|complete|completed|terminated|success|succeeded|done|ended)$/i;

/** Rows of trainings that a column of states says are running, killed or pruned: their losses are no ends. */
function unfinishedRows({ columns }: LogTable): ReadonlySet<number> {
  const state = columns.find(({ name, labels }) => {
    const words = wordsOf(name);
    const isState = ["state", "status"].includes(words.at(-1) ?? "") && labels !== null;
    return isState && [...(labels?.values() ?? [])].some((text) => FINISHED.test(text.trim()));
  });
  const rows = [...(state?.labels ?? [])].filter(([, text]) => !FINISHED.test(text.trim()));
  return new Set(rows.map(([row]) => row));
}

function unfinishedNotes(rows: number): Note[] {
  if (rows === 0) return [];
  const message = `${rows} ${rows === 1 ? "training has" : "trainings have"} not finished by the column of their states (running, killed, pruned, failed): left out.`;
  return [note("law-unfinished", message, { rows })];
}

function withoutLrNotes(column: string, rows: number): Note[] {
  if (rows === 0) return [];
  const message = `${rows} ${rows === 1 ? "training has" : "trainings have"} no learning rate above 0 in ${quoted(column)}: left out.`;
  return [note("law-without-lr", message, { column, rows })];
}

interface FoundFactor extends TableFactor {
  readonly column: LogColumn;
}

interface Found {
  readonly factors: readonly FoundFactor[];
  readonly names: readonly FoundFactor[];
  readonly leftOut: readonly string[];
  readonly notes: readonly Note[];
}

/** A column of unknown name is a factor only where each of its values has this many rows on the mean. */
const ROWS_A_VALUE = 3;

function guessFactors(
  table: LogTable,
  others: readonly LogColumn[],
  rows: readonly number[],
  ofPoint: readonly string[],
): Found {
  const isAsked = ({ column }: { readonly column: LogColumn }) => ofPoint.includes(column.name);
  const candidates = others
    .map((column) => ({ column, cells: cellsOf(column), known: kindOfName(column.name) }))
    .filter((each) => isAsked(each) || each.known !== null || isSetting(each.column.name))
    .filter((each) => isAsked(each) || distinctTexts(each.cells, rows) > 1);
  const isText = ({ cells }: Candidate) =>
    rows.some((row) => cells.number(row) === undefined && cells.text(row) !== undefined);
  for (const each of candidates) {
    // One bad cell does not make names of numbers, nor is a point one of names.
    const isNumber = each.known !== null && each.column.values.length > 0;
    if (isNumber || isAsked(each)) checkNumbers(table, each.column);
  }
  const numbers = candidates
    .filter((each) => !isText(each))
    .sort((a, b) => Number(isAsked(b)) - Number(isAsked(a)) || orderOf(a.known) - orderOf(b.known));
  const taken: Candidate[] = [];
  const [follows, unclear]: [string[], string[]] = [[], []];
  let hasBatch = false;
  for (const each of numbers) {
    const distinct = new Set(rows.map((row) => each.cells.number(row))).size;
    const isRare = each.known === null && rows.length / distinct < ROWS_A_VALUE;
    if (isAsked(each)) {
      taken.push(each);
      hasBatch ||= each.known?.kind === "batch";
    } else if (isRare || !hasLogs(each, rows)) unclear.push(each.column.name);
    else if (isDetermined(each, taken, rows)) follows.push(each.column.name);
    else if (each.known?.kind === "batch" && hasBatch) unclear.push(each.column.name);
    else {
      taken.push(each);
      hasBatch ||= each.known?.kind === "batch";
    }
  }
  const texts = candidates.filter(isText).filter(({ column, cells }) => {
    const distinct = new Set(rows.map((row) => cells.text(row))).size;
    const isSplit = rows.length / distinct >= ROWS_A_VALUE && isSetting(column.name);
    if (!isSplit) unclear.push(column.name);
    return isSplit;
  });
  const asFactor = ({ column, known }: Candidate): FoundFactor => ({
    name: column.name,
    kind: known?.kind ?? "plain",
    unit: unitOfName(column.name),
    guessed: true,
    column,
  });
  return {
    factors: taken.sort((a, b) => orderOf(a.known) - orderOf(b.known)).map(asFactor),
    names: texts.map(asFactor),
    leftOut: [...follows, ...unclear],
    notes: [
      ...(follows.length === 0
        ? []
        : [
            note(
              "law-columns-follow",
              `${follows.map(quoted).join(", ")} ${follows.length === 1 ? "follows" : "follow"} from the other factors, and ${follows.length === 1 ? "is" : "are"} none of ${follows.length === 1 ? "its" : "their"} own.`,
              { columns: follows },
            ),
          ]),
      ...(unclear.length === 0
        ? []
        : [
            note(
              "law-columns-unclear",
              `${unclear.map(quoted).join(", ")} ${unclear.length === 1 ? "differs" : "differ"} from row to row and may be ${unclear.length === 1 ? "a factor" : "factors"}: left out (--factor COLUMN takes one).`,
              { columns: unclear },
            ),
          ]),
    ],
  };
}

/** Whether a column is of numbers above 0; a setting without a kind may be off in some rows among several others. */
function hasLogs({ cells, known }: Candidate, rows: readonly number[]): boolean {
  const values = new Set(rows.map((row) => cells.number(row) ?? Number.NaN));
  const isOff = known === null && values.delete(0);
  return [...values].every((value) => value > 0) && (!isOff || values.size > 1);
}

function distinctTexts(cells: Cells, rows: readonly number[]): number {
  return new Set(rows.map((row) => cells.text(row))).size;
}

/** Batch size first, then what is known by name, then the rest; settings that follow from earlier ones go. */
function orderOf(known: { readonly kind: FactorKind; readonly rank: number } | null): number {
  if (known === null) return 1000;
  return { batch: 0, horizon: 100, size: 200, plain: 300 }[known.kind] + known.rank;
}

interface Candidate {
  readonly column: LogColumn;
  readonly cells: Cells;
  readonly known: ReturnType<typeof kindOfName>;
}

/** Products and quotients are rounded in tables: decades. */
const ROUNDED = 0.01;

/**
 * Whether a column says nothing of its own: it is a product or quotient of others (`steps` of `tokens` over
 * `batch`), or goes with one other of its kind, value for value (`parameters` and `width`). That it has one value
 * for each combination of others is not enough: so has every column of a few cells drawn at random.
 */
function isDetermined(
  { cells, known }: Candidate,
  others: readonly Candidate[],
  rows: readonly number[],
): boolean {
  const logs = ({ cells: each }: Candidate) =>
    rows.map((row) => Math.log10(each.number(row) ?? Number.NaN));
  const own = rows.map((row) => Math.log10(cells.number(row) ?? Number.NaN));
  const isOther = others.some(
    (other) => other.known?.kind === known?.kind && goTogether(own, logs(other)),
  );
  if (isOther) return true;
  const columns = others.map(logs);
  return powersOf(columns.length).some((powers) => {
    const left = own.map((value, i) =>
      powers.reduce(
        (sum, power, k) => sum - power * ((columns[k] as number[])[i] as number),
        value,
      ),
    );
    return maxOf(left) - minOf(left) < ROUNDED;
  });
}

/** Every -1, 0 and 1 for so many columns (of more than five the first five), but 0 for all. */
function powersOf(count: number): number[][] {
  const all = Array.from({ length: Math.min(count, 5) }).reduce<number[][]>(
    (some) => some.flatMap((powers) => [-1, 0, 1].map((power) => [...powers, power])),
    [[]],
  );
  return all.filter((powers) => powers.some((power) => power !== 0));
}

/** Whether each value of one column comes with one value of the other, and the other way round. */
function goTogether(a: readonly number[], b: readonly number[]): boolean {
  const pairs = new Set(a.map((value, i) => `${value} ${b[i]}`)).size;
  return pairs === new Set(a).size && pairs === new Set(b).size;
}

function givenFactors(
  table: LogTable,
  given: readonly LawFactorColumn[],
  others: readonly LogColumn[],
  rows: readonly number[],
  ofPoint: readonly string[],
): Found {
  const columns = given.map(({ name }) => named(table, name));
  const more = ofPoint.filter((name) => !columns.some((column) => column?.name === name));
  const all = [...given, ...more.map((name): LawFactorColumn => ({ name }))];
  const found = all.map(({ name, kind }): FoundFactor & { isNames: boolean } => {
    const column = named(table, name) as LogColumn;
    const isAsked = more.includes(name);
    const isNames = kind === "names" || (kind === undefined && column.fault !== null && !isAsked);
    if (!isNames) checkNumbers(table, column);
    return {
      name: column.name,
      kind:
        kind === undefined || kind === "names" ? (kindOfName(column.name)?.kind ?? "plain") : kind,
      unit: unitOfName(column.name),
      guessed: kind === undefined,
      column,
      isNames,
    };
  });
  return {
    factors: found.filter(({ isNames }) => !isNames).map(({ isNames: _, ...factor }) => factor),
    names: found.filter(({ isNames }) => isNames),
    leftOut: [],
    notes: unusedNotes(found, others, rows),
  };
}

/** Settings that vary as well and were not named: their trainings are thrown together. */
function unusedNotes(
  found: readonly FoundFactor[],
  others: readonly LogColumn[],
  rows: readonly number[],
): Note[] {
  const asCandidate = (column: LogColumn): Candidate => ({
    column,
    cells: cellsOf(column),
    known: kindOfName(column.name),
  });
  const taken = found.map(({ column }) => asCandidate(column));
  const numeric = taken.filter(({ column }) => column.fault === null);
  const unused = others
    .filter((column) => !found.some((each) => each.column === column))
    .map(asCandidate)
    .filter(({ column, known }) => known !== null || isSetting(column.name))
    .filter((each) => {
      const distinct = new Set(rows.map((row) => each.cells.text(row))).size;
      const isSplit = distinct > 1 && rows.length / distinct >= ROWS_A_VALUE;
      return isSplit && !(each.column.fault === null && isDetermined(each, numeric, rows));
    })
    .map(({ column }) => column.name);
  if (unused.length === 0) return [];
  const message = `${unused.map(quoted).join(", ")} ${unused.length === 1 ? "varies" : "vary"} as well and ${unused.length === 1 ? "is" : "are"} no factor: trainings with different values are thrown together (--factor COLUMN takes one).`;
  return [note("law-columns-pooled", message, { columns: unused })];
}

/** A law is over the logs of its factors. */
function zeroNotes(factors: readonly FoundFactor[], rows: number): Note[] {
  if (rows === 0) return [];
  const columns = factors.map(({ name }) => name);
  const message = `${rows} ${rows === 1 ? "training" : "trainings"} with 0 as ${columns.map(quoted).join(" or ")} ${rows === 1 ? "is" : "are"} left out: a law is over logarithms (--factor COLUMN=names makes a law for each value instead).`;
  return [note("law-rows-at-zero", message, { columns, rows })];
}

function guessNotes(factors: readonly FoundFactor[], names: readonly FoundFactor[]): Note[] {
  const guessed = [...factors, ...names].filter((factor) => factor.guessed);
  if (guessed.length === 0) return [];
  const kinds = guessed.map((factor) => ({
    column: factor.name,
    kind: names.includes(factor) ? ("names" as const) : factor.kind,
    unit: factor.unit,
  }));
  const said = kinds.map(
    ({ column, kind, unit }) =>
      `${quoted(column)} as ${kind}${kind === "horizon" ? ` in ${unit}` : ""}`,
  );
  const message = `Guessed from the names of the columns: ${said.join(", ")} (--factor COLUMN=KIND says otherwise).`;
  return [note("law-factors-guessed", message, { factors: kinds })];
}

function isSeed({ name }: LogColumn): boolean {
  return wordsOf(name).includes("seed");
}

interface Cells {
  number(row: number): number | undefined;
  text(row: number): string | undefined;
}

function cellsOf({ values, rows, labels }: LogColumn): Cells {
  const at = new Map<number, number>();
  for (const [i, value] of values.entries()) at.set(rows?.[i] ?? i, value);
  return {
    number: (row) => at.get(row),
    text(row) {
      const value = at.get(row);
      return labels?.get(row)?.trim() ?? (value === undefined ? undefined : String(value));
    },
  };
}

function rowsOf({ values, rows }: LogColumn): number[] {
  return [...values].flatMap((_, i) => rows?.[i] ?? i);
}

function named(table: LogTable, name: string | undefined): LogColumn | null {
  if (name === undefined) return null;
  const meant = endingIn(
    name,
    table.columns.map((column) => column.name),
  );
  const found = table.columns.find((column) => column.name === meant);
  if (found !== undefined) return found;
  const near = nearest(name, table.names);
  const hint = near === undefined ? "" : ` Did you mean ${quoted(near)}?`;
  throw new Refusal(
    "no-such-column",
    `${table.name} has no column ${quoted(name)}; there are ${listed(table.names)}.${hint}`,
    { file: table.name, fault: "unknown", column: name, columns: table.names, nearest: near },
  );
}

function checkNumbers(table: LogTable, { name, fault }: LogColumn): void {
  if (fault === null || isMissing(fault.text)) return;
  const row = fault.row + table.firstRow;
  throw new Refusal(
    "not-a-number",
    `${table.name}, row ${row}, column ${quoted(name)}: ${quoted(fault.text)} is no number`,
    { file: table.name, column: name, row, text: fault.text },
  );
}

/** What tables write where there is no number. */
function isMissing(text: string): boolean {
  return /^(?:|na|n\/a|none|null|-|crashed|failed|diverged|oom|out of memory)$/i.test(text.trim());
}

function checked(table: LogTable, { name }: FoundFactor, row: number, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  const found = Number.isNaN(value) ? "no number" : String(value);
  throw new Refusal(
    "bad-row",
    `${table.name}, row ${row + table.firstRow}: factor ${quoted(name)} must be a number above 0, and there is ${found}`,
    {
      ...{ file: table.name, row: row + table.firstRow, column: name },
      value: Number.isNaN(value) ? null : value,
    },
  );
}

const WANTED = {
  lr: { what: "a learning rate", flag: "--lr" },
  loss: { what: "a loss", flag: "--loss" },
  row: { what: "a row with a learning rate", flag: "--lr" },
} as const;

/** Of a column that would be called so but holds no numbers it is told, too. */
function missing(table: LogTable, wanted: keyof typeof WANTED): Refusal {
  const { what, flag } = WANTED[wanted];
  const empty =
    wanted === "row" ? undefined : table.names.find((name) => roleRank(wanted, name) !== null);
  if (wanted !== "row" && empty !== undefined) {
    const column = table.columns.find(({ name }) => name === empty);
    const text = column?.fault?.text ?? [...(column?.labels?.values() ?? [])][0];
    const example = text === undefined ? "" : ` (e.g. ${quoted(text)})`;
    return new Refusal(
      "no-such-column",
      `${quoted(empty)} of ${table.name} holds no numbers${example}, and there is no other column of ${what}: write plain numbers, with a decimal point, or name another column with ${flag}`,
      {
        ...{ file: table.name, fault: "no-numbers", column: empty, columns: table.names },
        ...{ wanted, example: text },
      },
    );
  }
  return new Refusal(
    "no-such-column",
    `${table.name} shows no column of ${what}; ${flag} COLUMN names it. There are ${listed(table.names)}`,
    { file: table.name, fault: "none", columns: table.names, wanted },
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 30).map(quoted).join(", ");
  return names.length > 30 ? `${shown} and ${names.length - 30} more` : shown;
}

function quoted(name: string): string {
  return JSON.stringify(name);
}
