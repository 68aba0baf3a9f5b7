import { createLogParser, resultFromLogs, sweepFromLog } from "../../../logs/index.ts";
import { parseResult } from "../../../result/parse.ts";
import type { Result } from "../../../result/types.ts";

/** What the user says about logs that do not say it; empty for "as the log has it". */
export interface ReadSettings {
  readonly optimizer: string;
  readonly lr: string;
  readonly loss: string;
}

/**
 * The result of a file: as it was written for a `result.json`, made from the recorded losses for a
 * log. Gzip is unpacked. The file is read in pieces.
 *
 * @throws InputError for what cannot be used, in words
 */
export async function readFile(file: File, settings: ReadSettings): Promise<Result> {
  const parser = createLogParser(file.name, {});
  const reader = (await unzipped(file)).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    parser.push(piece.value);
  }
  const table = parser.end();
  if (table.format === "result") {
    const json = await new Response(await unzipped(file)).text();
    return parseResult(json, file.name);
  }
  const sweep = sweepFromLog(table, {
    ...(settings.lr !== "" && { lr: settings.lr }),
    ...(settings.loss !== "" && { loss: settings.loss }),
  });
  return resultFromLogs([sweep], {
    name: file.name.replace(/\.(gz|csv|tsv|json|jsonl|txt|log)$/gi, "") || file.name,
    createdAt: new Date(file.lastModified).toISOString(),
    versions: {},
    horizon: { schedule: "auto", per: "step" },
    ...(settings.optimizer !== "" && { optimizer: settings.optimizer }),
  });
}

/** Gzip is known by its first two bytes (RFC 1952). */
async function unzipped(file: File): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const bytes = file.stream();
  if (first !== 0x1f || second !== 0x8b) return bytes;
  return bytes.pipeThrough(new DecompressionStream("gzip"));
}
