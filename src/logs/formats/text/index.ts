import { note } from "../../../contract/make-note.ts";
import { Refusal } from "../../../contract/refusals.ts";
import { lossName, roleRank, wordsOf } from "../../column-roles.ts";
import { cellNumber, decimalCommaNumber } from "../../number.ts";
import {
  type ColumnBuilder,
  type LogContent,
  type ReadLogOptions,
  TableBuilder,
} from "../../table.ts";
import type { LogFormatSpec, LogReader, TextHead } from "../format.ts";
import {
  epochOfPlace,
  fieldsOf,
  hasLoss,
  isHeldOutSection,
  type LineField,
  sectionOf,
  withoutColours,
} from "./fields.ts";
import { LineShapes } from "./line-shapes.ts";
import { patternOf } from "./pattern.ts";
import { isRagged, isTable } from "./table-head.ts";

declare module "../format.js" {
  interface LogFormatNames {
    text: true;
  }
}

/** What training scripts print: lines with `loss=0.5`, `iter 20`, `lr: 1e-3` in them. */
export const textFormat: LogFormatSpec<"text"> = {
  name: "text",
  title: "text logs (step 20, loss = 2.1)",
  one: "a text log",
  column: "column",
  reading: {
    how: "text",
    starts: isTextLog,
    reader: (name, options) => new TextLogReader(name, options),
  },
  inFolder: null,
  fractionalEpochs: false,
  remarks: () => [],
  example:
    "model with 20 parameters\n[10:00:00] step 0: loss 2.5, lr 0.125\n[10:00:01] step 1: loss 1.25, lr 0.25\n[10:00:03] step 2: loss 3.5, lr 0.5\n",
};

function isStep(name: string): boolean {
  return roleRank("step", name) !== null;
}

const WITHOUT_STEP = "(without a step)";
const HEAD_LINES = 20;
const HEAD_LENGTH = 64 * 1024;
/** Lines by which a table is known. */
const MOST_TABLE_LINES = 50;
/** Prints before the first loss. */
const LONGEST_HEAD = 256 * 1024;
const LONGEST_LINE = 8 * 1024 * 1024;

/** Null where more of it is needed to tell. */
function isTextLog({ text, firstValue, isWhole, options }: TextHead): boolean | null {
  if (options.pattern !== undefined) return true;
  const isDelimited = options.delimiter !== undefined && options.delimiter !== "auto";
  if (isDelimited || firstValue !== undefined || isJsonBegun(text)) return false;
  const lines = text
    .slice(0, isWhole ? text.length : text.lastIndexOf("\n"))
    .slice(0, LONGEST_HEAD)
    .split("\n")
    .filter((line) => line.trim() !== "");
  const isEnough = isWhole || lines.length >= HEAD_LINES || text.length >= HEAD_LENGTH;
  if (!isEnough) return null;
  if (isTable(lines.slice(0, MOST_TABLE_LINES))) return false;
  if (lines.some((line) => hasLoss(withoutColours(line)))) return true;
  // What divides into no cells is no table, whatever its lines tell; nor is `[12/21 21:00:41] …`.
  const isNoTable = () => /^[[{]/.test(text) || isRagged(lines) || namesItsNumbers(lines);
  return isWhole || text.length >= LONGEST_HEAD ? isNoTable() : null;
}

/** Whether numbers stand behind their names in line after line (`speed: 36.2, accuracy=0.5`): those of a table do not. */
function namesItsNumbers(lines: readonly string[]): boolean {
  const some = lines.slice(0, MOST_TABLE_LINES);
  return (
    2 *
      some.filter((line) => /[\w)] ?[:=] ?[-+]?\d/.test(line) && fieldsOf(line).length > 0).length >
    some.length
  );
}

/** A document or lines of JSON; not `{'loss': 0.5}` as Python prints it, nor `[10:00:00] loss 0.5`. */
function isJsonBegun(text: string): boolean {
  return /^(?:\{\s*(?:["}]|$)|\[\s*(?:[[{"\]]|-?\d[\d.]*(?:[eE][+-]?\d+)?\s*(?:,|\n|$)|$))/.test(
    text,
  );
}

/**
 * Reads lines piece by piece; each is a row. A line like an earlier one is read by its shape, any other
 * by looking for names with numbers, or all by a pattern that the user gave.
 */
class TextLogReader implements LogReader<string> {
  readonly #name: string;
  readonly #table: TableBuilder;
  readonly #shapes = new LineShapes<ColumnBuilder>();
  readonly #pattern: RegExp | null;
  /** The beginning of a line whose end has not come. */
  #rest = "";
  #firstEpoch: number | null = null;
  #stepName: string | null = null;
  #matched = 0;
  #lines = 0;
  #firstLine = "";
  #commas = 0;
  /** Of losses that were told together with a step. */
  readonly #stepped = new Set<string>();
  /** What the lines since the last heading are about. */
  #section: string | null = null;

  constructor(name: string, { keep, pattern }: ReadLogOptions) {
    this.#name = name;
    this.#table = new TableBuilder(name, keep);
    this.#pattern = pattern === undefined ? null : patternOf(pattern);
  }

  push(text: string): void {
    const end = text.lastIndexOf("\n") + 1;
    if (end === 0) {
      this.#rest += text;
      if (this.#rest.length > LONGEST_LINE) this.#tooLong();
      return;
    }
    this.#takeLines(this.#rest + text.slice(0, end));
    this.#rest = text.slice(end);
  }

  view(): LogContent {
    const commas = this.#commas;
    const message = `The numbers of ${this.#name} have decimal commas; they were read as such.`;
    return {
      ...this.#table.view({
        warnings:
          commas > 0 ? [note("decimal-commas", message, { file: this.#name, cells: commas })] : [],
      }),
      matched: { lines: this.#matched, of: this.#lines, byPattern: this.#pattern !== null },
    };
  }

  end(): LogContent {
    if (this.#rest.trim() !== "") this.#takeLines(`${this.#rest}\n`);
    this.#rest = "";
    if (this.#pattern !== null && this.#matched === 0) {
      const firstLine = this.#firstLine.slice(0, 200);
      throw new Refusal(
        "pattern-no-match",
        `\`--pattern\` matches none of the ${this.#lines} lines of ${this.#name}; the first is ${JSON.stringify(firstLine)}`,
        { file: this.#name, lines: this.#lines, firstLine },
      );
    }
    return this.view();
  }

  #takeLines(text: string): void {
    this.#shapes.open(text);
    let row = this.#table.row;
    const set = (column: ColumnBuilder, value: number) => column.set(row, value);
    for (let from = 0; from < text.length; row++) {
      const end = text.indexOf("\n", from);
      this.#table.row = row;
      const hasLoss =
        this.#pattern === null
          ? (this.#shapes.read(from, set) ?? this.#takeLine(text.slice(from, end)))
          : this.#takeByPattern(text.slice(from, end), this.#pattern);
      if (end > from) this.#lines++;
      if (hasLoss) this.#matched++;
      from = end + 1;
    }
    this.#table.row = row;
  }

  /** @returns whether it tells a loss */
  #takeLine(raw: string): boolean {
    const line = withoutColours(raw);
    this.#firstEpoch ??= epochOfPlace(line);
    const heading = sectionOf(line);
    if (heading !== null) this.#section = heading;
    const fields = this.#inSection(
      this.#withoutStep(this.#withOneStep(fieldsOf(line, this.#firstEpoch))),
      heading !== null,
    );
    const kept = fields.flatMap((field) => {
      const column = this.#table.column(field.name);
      return column === null ? [] : [{ field, column }];
    });
    for (const { field, column } of kept) this.#set(column, field);
    // What is reckoned, coloured or written with a comma is read anew in every line.
    const isPlain = fields.every(({ at, hasComma }) => at !== null && !hasComma);
    const hasLoss = kept.some(({ field }) => lossName(field.name) !== null);
    // So is what counts by the lines before it.
    const isOwn =
      heading === null && (this.#section === null || fields.some(({ name }) => isStep(name)));
    if (line !== raw || !isPlain || !isOwn) return hasLoss;
    const taken = kept.map(({ field, column }) => ({ at: field.at as [number, number], column }));
    this.#shapes.learn(line, taken, hasLoss);
    return hasLoss;
  }

  /** `step 0: …` and `iter 10: …` count the same: both go where the first of them went. */
  #withOneStep(fields: readonly LineField[]): readonly LineField[] {
    const steps = fields.filter(({ name }) => wordsOf(name).length === 1 && isStep(name));
    const [only] = steps;
    if (only === undefined || steps.length > 1) return fields;
    this.#stepName ??= only.name;
    const name = this.#stepName;
    return fields.map((field) => (field === only ? { ...field, name } : field));
  }

  /**
   * A loss without a step in its line, of a name that came with one, is another one: the mean of an epoch,
   * or the same once more (Caffe's `Train net output`).
   */
  #withoutStep(fields: readonly LineField[]): readonly LineField[] {
    const hasStep = fields.some(({ name }) => isStep(name));
    return fields.map((field) => {
      if (lossName(field.name) === null) return field;
      if (hasStep) this.#stepped.add(field.name);
      const isOther = !hasStep && this.#stepped.has(field.name);
      return isOther ? { ...field, name: `${field.name} ${WITHOUT_STEP}` } : field;
    });
  }

  /** Below `Eval epoch: 4` a loss is held out, where its own line does not say what it is. */
  #inSection(fields: readonly LineField[], isHeading: boolean): readonly LineField[] {
    const section = this.#section;
    if (section === null || isHeading || !isHeldOutSection(section)) return fields;
    if (fields.some(({ name }) => isStep(name) || roleRank("epoch", name) !== null)) return fields;
    return fields.map((field) => {
      const loss = lossName(field.name);
      const isOpen = loss !== null && !loss.isHeldOut && !/train/i.test(field.name);
      return isOpen ? { ...field, name: `${section} ${field.name}` } : field;
    });
  }

  #takeByPattern(line: string, pattern: RegExp): boolean {
    if (this.#firstLine === "") this.#firstLine = line;
    const groups = pattern.exec(line)?.groups;
    if (groups === undefined) return false;
    for (const [name, text] of Object.entries(groups)) {
      const column = text === undefined ? null : this.#table.column(name);
      if (column === null) continue;
      const comma = decimalCommaNumber(text);
      const value = comma ?? cellNumber(text);
      if (comma !== undefined) this.#commas++;
      if (value === undefined) column.fault(this.#table.row, text);
      else if (value !== null) column.set(this.#table.row, value);
    }
    return true;
  }

  #set(column: ColumnBuilder, { value, hasComma }: LineField): void {
    if (hasComma) this.#commas++;
    column.set(this.#table.row, value);
  }

  #tooLong(): never {
    const line = this.#table.row + 1;
    throw new Refusal(
      "bad-log",
      `${this.#name}, line ${line} does not end within 8 MB: is it a text log?`,
      { file: this.#name, fault: "endless-line", line },
    );
  }
}
