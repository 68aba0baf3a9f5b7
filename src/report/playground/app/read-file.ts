import { Refusal } from "../../../contract/refusals.ts";
import { InputError, messageOf } from "../../../core/errors.ts";
import {
  createLogParser,
  gridFromLog,
  type Judgement,
  judgeRuns,
  type LawColumns,
  type LogResultOptions,
  type LogTable,
  lawTableFrom,
  nameOfLog,
  type RecordedSmoothing,
  resultFromGrids,
  resultFromLogs,
  sweepsFromLog,
  type WantedColumns,
} from "../../../logs/index.ts";
import type { Result } from "../../../result/types.ts";

/** What the user says about logs that do not say it; empty for "as the log has it". */
export interface ReadSettings {
  readonly optimizer: string;
  readonly lr: string;
  readonly loss: string;
  readonly heldOut: string;
  readonly step: string;
  readonly run: string;
  /** Regular expression for the lines of a text log. */
  readonly pattern: string;
  /** Updates of the run to come; null where it is not known. */
  readonly totalSteps: number | null;
  /** Whose moving average the losses are. */
  readonly recordedBy: RecordedSmoothing | "none" | "";
}

/** What a file says of one of its runs, or of all of them together. */
export type FileContent =
  | {
      readonly kind: "result";
      readonly run: string | null;
      readonly result: Result;
      /** What the file is: a `result.json`, or a log that was analysed here. */
      readonly of: "result" | "log";
    }
  | { readonly kind: "training"; readonly run: string | null; readonly judgement: Judgement }
  /** A table of trainings over several factors. */
  | {
      readonly kind: "law";
      readonly run: null;
      readonly table: LogTable;
      /** The columns that the user named. */
      readonly named: LawColumns;
    };

/** Everything that a file says. */
export interface FileRead {
  readonly found: readonly FileContent[];
  /** Why runs of it were left out. */
  readonly faults: readonly InputError[];
}

const THIS_PAGE = { name: "this page", advice: "make the page again with a newer one" };
/** What logs of trainings are refused for where a sweep is wanted. */
const NO_SWEEP = ["training-log", "no-lr-column"];

/**
 * What a file holds: a `result.json` as it was written; of a log each of its runs, a result for a sweep or
 * a grid, a diagnosis for a training; a table of trainings over several factors. Gzip is unpacked. The
 * file is read in pieces.
 *
 * @param onProgress gets the part of the file that was read, 0 to 1; not called for packed files
 *
 * @throws InputError for what cannot be used, in words
 */
export async function readFile(
  file: File,
  settings: ReadSettings,
  onProgress: (share: number) => void,
): Promise<FileRead> {
  const { pattern } = settings;
  const parser = createLogParser(file.name, {
    reader: THIS_PAGE,
    ...(pattern !== "" && { pattern }),
  });
  const bytes = await unzipped(file);
  const plain = bytes.plain ? file.size : null;
  const reader = bytes.stream.getReader();
  let done = 0;
  const next = () =>
    reader.read().catch((cause: unknown) => {
      const why = messageOf(cause);
      const message = `${file.name} cannot be read: ${why}`;
      throw new Refusal("unreadable-file", message, { path: file.name, why }, { cause });
    });
  for (let piece = await next(); !piece.done; piece = await next()) {
    parser.push(piece.value);
    done += piece.value.length;
    if (plain !== null) onProgress(done / plain);
  }
  return contentOf(parser.end(), settings, new Date(file.lastModified));
}

/**
 * What a table that was read holds: see {@link readFile}.
 *
 * @param modified when its file was last written
 */
export function contentOf(table: LogTable, settings: ReadSettings, modified: Date): FileRead {
  const result = table.known?.result ?? null;
  if (result !== null)
    return { found: [{ kind: "result", run: null, result, of: "result" }], faults: [] };
  const wanted = wantedColumns(settings);
  const options = (run: string | null): LogResultOptions => ({
    name: run === null ? nameOfLog(table.name) : `${nameOfLog(table.name)}, ${run}`,
    createdAt: modified.toISOString(),
    versions: {},
    horizon: {
      schedule: "auto",
      per: "step",
      ...(settings.totalSteps !== null && { totalSteps: settings.totalSteps }),
    },
    ...(settings.optimizer !== "" && { optimizer: settings.optimizer }),
  });
  const grid = gridFromLog(table, wanted);
  if (grid !== null) {
    // By their names, where their places were given.
    const named: LawColumns = {
      ...(wanted.lr !== undefined && { lr: grid.columns.lr }),
      ...(wanted.loss !== undefined && { loss: grid.columns.loss }),
    };
    if (grid.varying.length > 0 && lawTableFrom(table, named).factors.length > 0) {
      return { found: [{ kind: "law", run: null, table, named }], faults: [] };
    }
    const best = resultFromGrids([grid], options(null));
    return { found: [{ kind: "result", run: null, result: best, of: "log" }], faults: [] };
  }
  try {
    const recorded = settings.recordedBy === "" ? {} : { recordedBy: settings.recordedBy };
    const found = sweepsFromLog(table, { ...wanted, ...recorded }).map((sweep) => ({
      kind: "result" as const,
      of: "log" as const,
      run: sweep.run,
      result: resultFromLogs([sweep], options(sweep.run)),
    }));
    return { found, faults: [] };
  } catch (fault) {
    if (!(fault instanceof InputError) || !NO_SWEEP.includes(fault.code)) throw fault;
    const faults: InputError[] = [];
    const found = judgeRuns(table, wanted, faults).map((judgement) => ({
      kind: "training" as const,
      run: judgement.run,
      judgement,
    }));
    if (found.length === 0) throw faults[0] ?? fault;
    return { found, faults };
  }
}

/** The columns and the run that a user named. */
export function wantedColumns(settings: ReadSettings): WantedColumns {
  const { lr, loss, heldOut, step, run } = settings;
  const named = Object.entries({ lr, loss, heldOut, step, run }).filter(([, name]) => name !== "");
  return Object.fromEntries(named);
}

/** Gzip is known by its first two bytes (RFC 1952). */
async function unzipped(
  file: File,
): Promise<{ readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>; readonly plain: boolean }> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const stream = file.stream();
  if (first !== 0x1f || second !== 0x8b) return { stream, plain: true };
  return { stream: stream.pipeThrough(new DecompressionStream("gzip")), plain: false };
}
