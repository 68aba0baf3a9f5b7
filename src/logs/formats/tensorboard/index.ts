import { note } from "../../../contract/make-note.ts";
import { Refusal } from "../../../contract/refusals.ts";
import type { Note } from "../../../core/note.ts";
import { type LogContent, type ReadLogOptions, TableBuilder } from "../../table.ts";
import type { BytesReader, LogFormatSpec } from "../format.ts";
import { FrameCutter, type FrameFault, looksLikeFrames } from "./frames.ts";
import { type ScalarEvent, scalarsOf } from "./scalars.ts";

declare module "../format.js" {
  interface LogFormatNames {
    tensorboard: true;
  }
}

/** Event files of TensorBoard: several in one folder are one run that was begun again. */
export const tensorboardFormat: LogFormatSpec<"tensorboard"> = {
  name: "tensorboard",
  title: "TensorBoard event files",
  one: "a TensorBoard event file",
  column: "tag",
  reading: {
    how: "bytes",
    starts: looksLikeFrames,
    reader: (name, options) => new EventReader(name, options),
  },
  inFolder: {
    // Their names hold the time at which they were begun.
    file: /tfevents\.\d+/,
    shown: "TensorBoard event files",
    together: true,
    newest: (paths) => paths,
  },
  fractionalEpochs: false,
  remarks: () => [],
  example: fromHex(
    "1800000000000000a37f4b220900000000000000001a0d627261696e2e4576656e743a32eedf28a32300000000000000b09f77430900000000000000002a180a090a026c72150000003e0a0b0a046c6f73731500002040f3a5db1d2500000000000000eabc36f309000000000000000010012a180a090a026c72150000803e0a0b0a046c6f7373150000a03f8d22bab22500000000000000eabc36f309000000000000000010022a180a090a026c72150000003f0a0b0a046c6f737315000060405d4417cc",
  ),
};

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

/**
 * Reads TensorBoard event files piece by piece: a column a tag, and `step`. Events that follow each
 * other with the same step are one row. Several files of one run are read one after the other.
 */
class EventReader implements BytesReader {
  readonly #name: string;
  readonly #table: TableBuilder;
  readonly #warnings: Note[] = [];
  #frames = new FrameCutter();
  #events = 0;
  #isBroken = false;
  #rowStep = Number.NaN;

  constructor(name: string, options: ReadLogOptions) {
    this.#name = name;
    this.#table = new TableBuilder(name, options.keep);
  }

  push(bytes: Uint8Array): void {
    if (this.#isBroken) return;
    for (const frame of this.#frames.push(bytes)) {
      try {
        this.#add(scalarsOf(frame));
        this.#events++;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        this.#isBroken = true;
        this.#warn(this.#name, { kind: "corrupt", offset: 0 });
        return;
      }
    }
  }

  /** The file has ended; another one of the same run may follow. */
  endFile(file: string): void {
    const fault = this.#frames.fault(true);
    if (fault !== null) this.#warn(file, fault);
    this.#frames = new FrameCutter();
    this.#isBroken = false;
  }

  view(): LogContent {
    const row = Number.isNaN(this.#rowStep) ? 0 : 1;
    this.#table.row += row;
    const table = this.#table.view({ warnings: [...this.#warnings] });
    this.#table.row -= row;
    return table;
  }

  end(): LogContent {
    this.endFile(this.#name);
    if (this.#events === 0) {
      throw new Refusal(
        "bad-event-file",
        `${this.#name} is a TensorBoard event file without a single readable event: it is cut off or damaged from the start`,
        { file: this.#name },
      );
    }
    return this.view();
  }

  #add({ step, values }: ScalarEvent): void {
    if (values.length === 0) return;
    if (step !== this.#rowStep) {
      if (!Number.isNaN(this.#rowStep)) this.#table.row++;
      this.#rowStep = step;
      this.#table.column("step")?.set(this.#table.row, step);
    }
    for (const { tag, value } of values) this.#table.column(tag)?.set(this.#table.row, value);
  }

  #warn(file: string, { kind, offset }: FrameFault): void {
    const message =
      kind === "truncated"
        ? `The event file ${file} is cut off: the ${this.#events} events before that are used.`
        : `The event file ${file} is damaged after ${offset} bytes (a checksum does not fit): the ${this.#events} events before that are used.`;
    this.#warnings.push(
      note(`${kind}-event-file`, message, { file, offset, events: this.#events }),
    );
  }
}
