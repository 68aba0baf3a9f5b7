import {
  createLogParser,
  gridFromLog,
  type LogResultOptions,
  nameOfLog,
  resultFromGrids,
  resultFromLogs,
  sweepsFromLog,
} from "../../../logs/index.ts";
import type { Result } from "../../../result/types.ts";

/** What the user says about logs that do not say it; empty for "as the log has it". */
export interface ReadSettings {
  readonly optimizer: string;
  readonly lr: string;
  readonly loss: string;
}

/** What a file says of one of its runs. */
export interface FileResult {
  /** Null where it holds one. */
  readonly run: string | null;
  readonly result: Result;
}

const THIS_PAGE = { name: "this page", advice: "make the page again with a newer one" };

/**
 * The results of a file: as it was written for a `result.json`, made from the recorded losses for a
 * log, one for each of its runs. Gzip is unpacked. The file is read in pieces.
 *
 * @param onProgress gets the part of the file that was read, 0 to 1; not called for packed files
 *
 * @throws InputError for what cannot be used, in words
 */
export async function readFile(
  file: File,
  settings: ReadSettings,
  onProgress: (share: number) => void,
): Promise<FileResult[]> {
  const parser = createLogParser(file.name, { reader: THIS_PAGE });
  const bytes = await unzipped(file);
  const plain = bytes.plain ? file.size : null;
  const reader = bytes.stream.getReader();
  let done = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    parser.push(piece.value);
    done += piece.value.length;
    if (plain !== null) onProgress(done / plain);
  }
  const table = parser.end();
  const result = table.known?.result ?? null;
  if (result !== null) return [{ run: null, result }];
  const wanted = {
    ...(settings.lr !== "" && { lr: settings.lr }),
    ...(settings.loss !== "" && { loss: settings.loss }),
  };
  const options = (run: string | null): LogResultOptions => ({
    name: run === null ? nameOfLog(file.name) : `${nameOfLog(file.name)}, ${run}`,
    createdAt: new Date(file.lastModified).toISOString(),
    versions: {},
    horizon: { schedule: "auto", per: "step" },
    ...(settings.optimizer !== "" && { optimizer: settings.optimizer }),
  });
  const grid = gridFromLog(table, wanted);
  if (grid !== null) return [{ run: null, result: resultFromGrids([grid], options(null)) }];
  return sweepsFromLog(table, wanted).map((sweep) => ({
    run: sweep.run,
    result: resultFromLogs([sweep], options(sweep.run)),
  }));
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
