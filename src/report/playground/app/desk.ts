import { toJson } from "../../../core/json.ts";
import type { Result } from "../../../result/types.ts";
import { type Language, wordsOf } from "../../../words/index.ts";
import {
  type Analysis,
  type Analyst,
  analyst,
  condense,
  recordingOf,
  type Settings,
} from "../../analysis/index.ts";
import { pointsCsv } from "../../packed/csv.ts";
import { type LossFrame, lossFrame } from "../../view/loss-frame.ts";
import type { ReportView } from "../../view/types.ts";
import { viewModel } from "../../view/view-model.ts";
import { type ReadSettings, readFile } from "./read-file.ts";

/** What the page gets of a file; the desk keeps what was recorded. */
export interface Read {
  /** What the desk knows the file by. */
  readonly id: number;
  /** The run of the file; null where it holds one. */
  readonly run: string | null;
  /** The result, of more than 5000 points a run or 16,000 in all with neighbours put together. */
  readonly result: Result;
  /** Recorded points behind each one of `result`; 1 where they are all there. */
  readonly group: number;
  readonly view: ReportView;
}

/** The axes and dots of a loss chart; the steps of the LRs follow from the result. */
export type DeskFrame = Omit<LossFrame, "steps">;

export type SaveFormat = "csv" | "json";

/** Where files are read and analysed: everything that takes as long as a file is large. */
export interface Desk {
  /**
   * Reads every run of a file.
   *
   * @param onProgress gets the part of the file that was read, 0 to 1
   * @throws InputError, or an error with its message, for what cannot be used
   */
  read(file: File, settings: ReadSettings, onProgress: (share: number) => void): Promise<Read[]>;
  /** Null without a finite loss. */
  frame(id: number): Promise<DeskFrame | null>;
  /** The whole analysis of everything recorded, the peers' rules on every point. */
  analyze(id: number, settings: Settings): Promise<Analysis>;
  /** All points as CSV, or the result as JSON, in full precision. */
  save(id: number, format: SaveFormat): Promise<Blob>;
  /** Forgets all files but these. */
  keep(ids: readonly number[]): Promise<void>;
}

/** A desk on the thread that it is made on. */
export function deskHere(language: Language): Desk {
  const held = new Map<number, { readonly result: Result; analyst?: Analyst }>();
  let reads = 0;
  const of = (id: number) => {
    const file = held.get(id);
    if (file === undefined) throw new Error(`file ${id} is not at hand any more`);
    return file;
  };
  return {
    async read(file, settings, onProgress) {
      const results = await readFile(file, settings, onProgress);
      return results.map(({ run, result }) => {
        const id = reads++;
        held.set(id, { result });
        const view = viewModel(result, language);
        const { runs, group } = condense(result.record.runs);
        return { id, run, view, group, result: { ...result, record: { ...result.record, runs } } };
      });
    },
    async frame(id) {
      const { record, curve } = of(id).result;
      const frame = lossFrame({ runs: record.runs, curve }, wordsOf(language));
      if (frame === null) return null;
      const { steps: _steps, ...rest } = frame;
      return rest;
    },
    async analyze(id, settings) {
      const file = of(id);
      file.analyst ??= analyst(recordingOf(file.result));
      return file.analyst.full(settings);
    },
    async save(id, format) {
      const { result } = of(id);
      return format === "csv"
        ? new Blob([pointsCsv(result.record.runs, result.curve)], { type: "text/csv" })
        : new Blob([`${toJson(result, 2)}\n`], { type: "application/json" });
    },
    async keep(ids) {
      for (const id of held.keys()) if (!ids.includes(id)) held.delete(id);
    },
  };
}
