import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import type { Note } from "../../core/note.ts";
import { makeFolders, writeAtomically } from "../../files/index.ts";
import {
  type ApplyRequest,
  adviceEdits,
  checkPlace,
  defaultOut,
  recordOptions,
} from "../../job/index.ts";
import { fitLawsByName, type LawOptions, type NamedLaw } from "../../law/index.ts";
import { readLog } from "../../logs/files/index.ts";
import {
  checkFactors,
  type LawFactorColumn,
  type LawTable,
  lawTableFrom,
  nameOfLog,
} from "../../logs/index.ts";
import { lawsOfStudy, openStudy, studyRows } from "../../study/index.ts";
import type { Language } from "../../words/index.ts";
import { applyPlaces, type TargetValues } from "../apply/target.ts";
import { EXIT } from "../exit-codes.ts";
import { type Io, textColumns } from "../io.ts";
import { printText } from "../output.ts";
import { needsYes, writeConfig } from "../write-config.ts";
import { lawsText } from "./print.ts";

/** Everything that `law` is asked to do. */
export interface LawValues extends Omit<TargetValues, "minConfidence"> {
  readonly tables: readonly string[];
  readonly lr?: string;
  readonly loss?: string;
  readonly factors: readonly LawFactorColumn[] | undefined;
  readonly seedColumn?: string;
  /** One character. @default found by looking */
  readonly delimiter?: string;
  readonly at: Readonly<Record<string, number>> | undefined;
  readonly optimizer?: string;
  readonly totalSteps?: number;
  readonly schedule?: LawOptions["schedule"];
  /** Where `law.json` and the page go. @default none; with `apply` a new folder in reports */
  readonly out?: string | undefined;
  readonly report?: string;
  readonly name?: string;
  readonly language: Language;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly apply?: readonly string[];
  readonly yes: boolean;
  readonly dryRun: boolean;
}

/**
 * The whole of `law`: reads tables or a study, fits, prints, and writes what was asked for.
 *
 * @returns the exit code
 */
export async function executeLaw(values: LawValues, io: Io): Promise<number> {
  const place = applyPlaces(values.apply ?? [], { ...values, minConfidence: "low" });
  if (place !== undefined) {
    await checkPlace(place.file, place.outside ?? false);
    if (!values.yes && !values.dryRun && !io.canAsk) throw needsYes(place.file);
  }
  const { laws, notes } = await readLaws(values);
  if (laws.length === 0) {
    throw new InputError(
      "no-rows",
      `${values.tables.join(", ")} holds no run with a learning rate yet`,
    );
  }
  if (place !== undefined && laws.length > 1) {
    const each = laws.map(({ law }) => law.name).join("; ");
    throw new InputError(
      "bad-option",
      `--apply writes one learning rate, and there are ${laws.length} laws (${each}): give a table of one of them`,
    );
  }
  const [only] = laws as [NamedLaw];
  // What is written into a config is recorded with the file that it came from.
  const isRecorded = place !== undefined && place.record !== "none" && !values.dryRun;
  const out =
    values.out ??
    (isRecorded && only.law.status === "found" ? defaultOut(only.law.name, new Date()) : undefined);
  // What cannot be written into the config is refused before anything is written.
  const edits = place === undefined ? null : await editsOf(only, values.optimizer, place);
  const written = await writeFiles({ ...values, out }, laws, notes);
  print(values, laws, notes, written, io);
  if (laws.every(({ law }) => law.status === "none")) return EXIT.noSuggestion;
  if (place === undefined || edits === null) return EXIT.ok;
  const origin = { name: only.law.name, createdAt: new Date().toISOString(), seed: 0 };
  const record = written.law === null ? undefined : await recordOptions(origin, written.law, place);
  const applied = await writeConfig(io, { file: place.file, ...edits, record }, values);
  return applied.written || values.dryRun || applied.changes.length === 0 ? EXIT.ok : EXIT.failure;
}

/** @returns null where the law has no LR */
function editsOf({ law }: NamedLaw, optimizer: string | undefined, place: ApplyRequest) {
  if (law.status === "none") return null;
  return adviceEdits({ lr: law.lr, plan: law.plan, optimizer: optimizer ?? null }, place);
}

interface ReadLaws {
  readonly laws: readonly NamedLaw[];
  /** What there is to say of the tables. */
  readonly notes: readonly Note[];
}

async function readLaws(values: LawValues): Promise<ReadLaws> {
  const { at, optimizer, totalSteps, schedule, name, tables } = values;
  const own: Omit<LawOptions, "factors"> = { at, optimizer, totalSteps, schedule };
  const [first] = tables as [string];
  if (existsSync(join(first, "study.json"))) {
    checkStudyAlone(values);
    const study = openStudy(first);
    const laws = lawsOfStudy(study.file, studyRows(study), {
      ...own,
      ...(name !== undefined && { name }),
    });
    return { laws, notes: [] };
  }
  const { lr, loss, seedColumn: seed, factors, delimiter } = values;
  const read: LawTable[] = [];
  for (const path of tables) {
    const { table } = await readLog(
      path,
      delimiter === undefined || delimiter === "auto" ? {} : { delimiter },
    );
    read.push(lawTableFrom(table, { lr, loss, seed, factors, at: Object.keys(at ?? {}) }));
  }
  const [table] = read as [LawTable];
  checkAlike(tables, read);
  checkFactors(tables.join(" "), table);
  const laws = fitLawsByName(
    read.flatMap(({ rows }) => rows),
    {
      ...own,
      name: name ?? nameOfLog(first),
      factors: Object.fromEntries(
        table.factors.map(({ name, kind, unit }) => [name, { kind, unit }]),
      ),
    },
  );
  return { laws, notes: read.flatMap(({ warnings }) => warnings) };
}

function checkStudyAlone({ tables, lr, loss, factors, seedColumn }: LawValues): void {
  const [study, other] = tables;
  if (other !== undefined) {
    throw new InputError("bad-option", `${study} is a study: give it alone, without ${other}`);
  }
  const given = Object.entries({ lr, loss, factor: factors, seedColumn }).find(
    ([, value]) => value !== undefined,
  );
  if (given === undefined) return;
  throw new InputError(
    "bad-option",
    `\`${given[0]}\` names a column of a table, and ${study} is a study`,
    { data: { option: given[0] } },
  );
}

/** Rows of several tables are of one law only where they have the same factors. */
function checkAlike(paths: readonly string[], read: readonly LawTable[]): void {
  const factorsOf = ({ factors, names }: LawTable) =>
    [...factors.map(({ name }) => name), ...names].sort().join(", ");
  const [first] = read as [LawTable];
  const other = read.findIndex((table) => factorsOf(table) !== factorsOf(first));
  if (other < 0) return;
  throw new InputError(
    "bad-table",
    `${paths[0]} and ${paths[other]} have other factors (${factorsOf(first)}; ${factorsOf(read[other] as LawTable)}): name them with --factor`,
  );
}

interface Written {
  readonly law: string | null;
  readonly report: string | null;
}

async function writeFiles(
  { out, report, language }: LawValues,
  laws: readonly NamedLaw[],
  notes: readonly Note[],
): Promise<Written> {
  const page = report ?? (out === undefined ? null : join(out, "report.html"));
  if (out !== undefined) await makeFolders(out);
  const file = out === undefined ? null : join(out, "law.json");
  if (file !== null) await writeAtomically(file, `${toJson(documentOf(laws, notes), 2)}\n`);
  if (page !== null) {
    const { writeLawPage } = await import("./page.ts");
    await writeLawPage(page, laws, notes, language);
  }
  return { law: file, report: page };
}

/** One law as it is; several in a list, each with its names. */
function documentOf(laws: readonly NamedLaw[], notes: readonly Note[]): object {
  const [only] = laws as [NamedLaw];
  const told = ({ law }: NamedLaw) => ({ ...law, warnings: [...notes, ...law.warnings] });
  if (laws.length === 1 && Object.keys(only.names).length === 0) return told(only);
  return {
    version: only.law.version,
    laws: laws.map((each) => ({ names: each.names, law: told(each) })),
  };
}

function print(
  { json, quiet }: LawValues,
  laws: readonly NamedLaw[],
  notes: readonly Note[],
  written: Written,
  io: Io,
): void {
  if (json) {
    io.out(`${toJson({ ...documentOf(laws, notes), files: written }, 2)}\n`);
    return;
  }
  if (quiet) {
    for (const { law } of laws) {
      const name = laws.length > 1 ? `${law.name}: ` : "";
      if (law.status === "found") io.out(`${name}${law.lr}\n`);
      else io.err(`${law.name}: no learning rate: ${law.reasons[0]?.message ?? law.reason}\n`);
    }
    return;
  }
  const files = Object.values(written).filter((file) => file !== null);
  printText(io, lawsText(laws, notes, files, textColumns(io.outColumns)));
}
