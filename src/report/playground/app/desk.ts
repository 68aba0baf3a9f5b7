import { toJson } from "../../../core/json.ts";
import type { Note } from "../../../core/note.ts";
import type { Result } from "../../../result/types.ts";
import { type Language, refusalText, wordsOf } from "../../../words/index.ts";
import {
  type Analysis,
  type Analyst,
  analyst,
  condense,
  recordingOf,
  type Settings,
} from "../../analysis/index.ts";
import { pointsCsv } from "../../packed/csv.ts";
import type { Figure } from "../../view/figure-types.ts";
import { type LossFrame, lossFrame } from "../../view/loss-frame.ts";
import { trainingFigure } from "../../view/training-figure.ts";
import type { ReportView } from "../../view/types.ts";
import { viewModel } from "../../view/view-model.ts";
import { type TrainingShown, trainingName } from "../diagnosis-body.ts";
import { noteOnPage, optionsAsFields } from "../options-as-fields.ts";
import { type FileContent, type ReadSettings, readFile } from "./read-file.ts";
import { type LawRequest, type LawView, readLaw } from "./read-law.ts";

/** What the page gets of a file; the desk keeps what was recorded. */
export type Read = ReadResult | ReadTraining | ReadTable;

interface ReadRun {
  /** What the desk knows it by. */
  readonly id: number;
  /** The run of the file; null where it holds one. */
  readonly run: string | null;
}

/** A table of trainings over several factors; the desk gives its law. */
export interface ReadTable extends ReadRun {
  readonly kind: "law";
}

/** A training and what it shows. */
export interface ReadTraining extends ReadRun {
  readonly kind: "training";
  /** Without the losses, which stay at the desk. */
  readonly judgement: TrainingShown;
  /** Its losses as a chart, by what the desk knows it by; null without a finite one. */
  readonly figure: Figure | null;
}

/** A sweep, or a grid of trainings over the LR alone. */
export interface ReadResult extends ReadRun {
  readonly kind: "result";
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
  read(
    file: File,
    settings: ReadSettings,
    onProgress: (share: number) => void,
  ): Promise<{
    readonly found: Read[];
    /** Why runs of it were left out. */
    readonly faults: readonly string[];
  }>;
  /** Null without a finite loss. */
  frame(id: number): Promise<DeskFrame | null>;
  /** The whole analysis of everything recorded, the peers' rules on every point. */
  analyze(id: number, settings: Settings): Promise<Analysis>;
  /**
   * The law of a table of trainings.
   *
   * @throws an error with its message for columns or a point that cannot be used
   */
  law(id: number, request: LawRequest): Promise<LawView>;
  /** All points as CSV, or the result as JSON, in full precision. */
  save(id: number, format: SaveFormat): Promise<Blob>;
  /** Forgets all files but these. */
  keep(ids: readonly number[]): Promise<void>;
}

/** A desk on the thread that it is made on. */
export function deskHere(language: Language): Desk {
  const held = new Map<number, FileContent & { analyst?: Analyst }>();
  const words = wordsOf(language);
  let reads = 0;
  const of = <Kind extends FileContent["kind"]>(id: number, kind: Kind) => {
    const file = held.get(id);
    if (file?.kind !== kind) throw new Error(`file ${id} is not at hand any more`);
    return file as Extract<FileContent, { readonly kind: Kind }> & { analyst?: Analyst };
  };
  const give = (content: FileContent): Read => {
    const id = reads++;
    held.set(id, content);
    const { kind, run } = content;
    if (kind === "law") return { kind, id, run };
    if (kind === "training") {
      const { training, ...judgement } = content.judgement;
      const name = trainingName(judgement);
      const figure = trainingFigure(`training-${id}`, name, training, judgement.diagnosis, words);
      return { kind, id, run, judgement, figure };
    }
    const { result } = content;
    // A result that was made elsewhere is of a run, which has the options that its notes name.
    const say = content.of === "log" ? (each: Note) => noteOnPage(each, words) : undefined;
    const view = viewModel(result, language, say);
    const { runs, group } = condense(result.record.runs);
    const record = { ...result.record, runs };
    return { kind, id, run, view, group, result: { ...result, record } };
  };
  return {
    async read(file, settings, onProgress) {
      const { found, faults } = await readFile(file, settings, onProgress);
      return { found: found.map(give), faults: faults.map((fault) => refusalText(fault, words)) };
    },
    async frame(id) {
      const { record, curve } = of(id, "result").result;
      const frame = lossFrame({ runs: record.runs, curve }, words);
      if (frame === null) return null;
      const { steps: _steps, ...rest } = frame;
      return rest;
    },
    async analyze(id, settings) {
      const file = of(id, "result");
      file.analyst ??= analyst(recordingOf(file.result));
      return file.analyst.full(settings);
    },
    async law(id, request) {
      const { table, named } = of(id, "law");
      return readLaw(table, named, request, words, (text) => optionsAsFields(text, words));
    },
    async save(id, format) {
      const { result } = of(id, "result");
      return format === "csv"
        ? new Blob([pointsCsv(result.record.runs, result.curve)], { type: "text/csv" })
        : new Blob([`${toJson(result, 2)}\n`], { type: "application/json" });
    },
    async keep(ids) {
      for (const id of held.keys()) if (!ids.includes(id)) held.delete(id);
    },
  };
}
