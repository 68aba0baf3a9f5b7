import { basename } from "node:path";
import { note } from "../../contract/make-note.ts";
import { InputError } from "../../core/errors.ts";
import type { Note } from "../../core/note.ts";
import { isMissing } from "../csv/cells.ts";
import { cellOf, type RawTable } from "../csv/rows.ts";
import type { PreparedData } from "../dataset.ts";
import { shortName } from "../files.ts";
import type { ResolvedLoadOptions } from "../options.ts";
import { checkSize, prepare } from "../prepare.ts";
import { splitRows } from "../split.ts";
import { chooseColumns } from "./choose-columns.ts";
import {
  type ColumnEncoder,
  encodedWidth,
  encodeFeatures,
  type FeatureColumn,
  fitEncoder,
} from "./encode.ts";
import { readFeatures } from "./feature-columns.ts";
import { readTarget } from "./target-column.ts";

/** From rows of text to a data set: target, split, column kinds, filling, scaling, one-hot. */
export function prepareTable(
  raw: RawTable,
  digest: string,
  options: ResolvedLoadOptions,
  readWarnings: readonly Note[],
): PreparedData {
  const choice = chooseColumns(raw.path, raw.names, options);
  const { target, table, warnings, commas } = readTarget(raw, choice.target, options.task);
  const groups = choice.groups === undefined ? undefined : readGroups(table, choice.groups);
  const split = splitRows(target.values, target.classes.length, options, groups);
  const features = readFeatures(table, choice);
  const encoders: ColumnEncoder[] = [];
  const constant: string[] = [];
  for (const column of features.columns) {
    const encoder = fitEncoder(column, split.train, options.scale);
    if (encoder === undefined) constant.push(column.name);
    else encoders.push(encoder);
  }
  if (encoders.length === 0) {
    throw new InputError(
      "no-features",
      `${raw.path}: every feature column is constant in the training rows`,
      { data: { path: raw.path, columns: constant } },
    );
  }
  const width = encoders.reduce((sum, encoder) => sum + encodedWidth(encoder), 0);
  checkSize(raw.path, target.values.length, width);
  return prepare({
    name: shortName(raw.path),
    source: basename(raw.path),
    digest,
    featureShape: [width],
    features: encodeFeatures(encoders, target.values.length),
    target,
    targetScale: options.targetScale,
    split,
    steps: [
      headerStep(raw),
      ...(choice.groups === undefined ? [] : [groupsStep(raw.names[choice.groups] as string)]),
      ...featureSteps(encoders, options.scale),
      ...(constant.length === 0
        ? []
        : [
            note("data-constant", `Left out as constant: ${constant.join(", ")}.`, {
              columns: constant,
            }),
          ]),
    ],
    warnings: [
      ...readWarnings,
      ...decimalCommas(raw.path, commas + features.commas),
      ...sameNames(features.columns.map(({ name }) => name)),
      ...warnings,
      ...features.warnings,
    ],
  });
}

function decimalCommas(path: string, cells: number): Note[] {
  if (cells === 0) return [];
  const message = `The numbers of ${basename(path)} have decimal commas; they were read as such.`;
  return [note("decimal-commas", message, { cells })];
}

function sameNames(all: readonly string[]): Note[] {
  const names = [...new Set(all.filter((name, i) => all.indexOf(name) < i))];
  if (names.length === 0) return [];
  const said = names.map((name) => `"${name}"`).join(", ");
  const message = `several columns are named ${said}: all of them are features; \`--ignore\` with its index leaves one out`;
  return [note("same-name-columns", message, { names })];
}

/** The id of every row. @throws InputError that names the first row without one */
function readGroups({ path, names, rows, rowNumbers }: RawTable, column: number): string[] {
  const ids = rows.map((row) => cellOf(row, column));
  const missing = ids.findIndex(isMissing);
  if (missing < 0) return ids;
  throw new InputError(
    "bad-cell",
    `${path}, row ${rowNumbers[missing]}: no value in the column of \`groups\`, "${names[column]}"; fill it in, or leave the row out`,
    { data: { path, row: rowNumbers[missing], column: names[column] } },
  );
}

function groupsStep(column: string): Note {
  return note("data-groups", `Column ${column} keeps rows together; it is no feature.`, { column });
}

function headerStep(table: RawTable): Note {
  const last = table.names.length - 1;
  const names = table.hasHeader
    ? "row 1 names the columns"
    : `no header, columns are named column0 to column${last}`;
  const delimiters: Record<string, string> = { ",": "comma", ";": "semicolon", "\t": "tab" };
  const delimiter = delimiters[table.delimiter] ?? JSON.stringify(table.delimiter);
  return note(
    "data-table",
    `Read ${table.totalRows} rows of ${last + 1} cells (delimiter: ${delimiter}); ${names}.`,
    {
      rows: table.totalRows,
      cells: last + 1,
      delimiter: table.delimiter,
      header: table.hasHeader,
    },
  );
}

function featureSteps(encoders: readonly ColumnEncoder[], scale: boolean): Note[] {
  const numeric = encoders.filter((encoder) => encoder.kind === "numeric");
  const steps: Note[] = [];
  if (numeric.length > 0) {
    const how = scale
      ? "scaled to mean 0 and deviation 1 by the training rows' statistics"
      : "left unscaled";
    const message = `${numeric.length} numeric ${plural(numeric.length, "column")} ${how}.`;
    steps.push(note("data-numeric", message, { columns: numeric.length, scaled: scale }));
  }
  for (const encoder of encoders) {
    if (encoder.kind === "numeric") continue;
    const levels = encoder.levels.map((level) => levelName(encoder.column, level));
    const shown = levels.slice(0, 12).join(", ") + (levels.length > 12 ? ", …" : "");
    const column = encoder.column.name;
    steps.push(
      note("data-one-hot", `Column ${column} one-hot, ${levels.length} inputs: ${shown}.`, {
        column,
        inputs: levels.length,
        levels: levels.slice(0, 12),
      }),
    );
  }
  return steps;
}

function levelName(column: FeatureColumn & { kind: "categorical" }, level: number): string {
  return level < 0 ? "(missing)" : (column.levels[level] as string);
}

function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}
