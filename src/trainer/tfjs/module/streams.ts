import type { LayersModel } from "@tensorflow/tfjs-layers";
import { noHeldOutNote, rowsHeldOutNote } from "../../../contract/held-out-notes.ts";
import { InputError } from "../../../core/errors.ts";
import { MIN_ROWS } from "../../../dataset/row-count.ts";
import type { HostRows } from "../data/arrays.ts";
import type { HostBatch } from "../data/host.ts";
import {
  lengthOf,
  readTwice,
  type StreamDataset,
  streamHeldOutBatches,
  streamSource,
} from "../data/stream.ts";
import type { LossName } from "../losses/names.ts";
import { fixedBatch } from "../models/shapes.ts";
import type { ResolvedSettings } from "../options.ts";
import { divideBatches, type HoldOut } from "./hold-out.ts";
import type { ModuleData } from "./prepared.ts";

export { streamHeldOut, streamSource } from "../data/stream.ts";

/** How the values of a module are read for its model. */
export interface Reader {
  readonly model: LayersModel;
  /** Of the training data, for messages. */
  readonly label: string;
  readonly rows: (label: string, element: unknown) => HostRows;
  readonly convert: (label: string) => (element: unknown) => Promise<HostBatch>;
  readonly settings: ResolvedSettings;
  readonly loss: LossName | undefined;
  readonly from: "api" | "module";
}

export type Sources = Omit<ModuleData, "loss">;

/** A dataset of batches, some of which are held out where it can be read again. */
export async function divideStream(
  { model, label, convert, settings, from }: Reader,
  data: StreamDataset,
  { share, asked, ordered, groups }: Extract<HoldOut, { kind: "share" }>,
): Promise<Sources> {
  if (groups !== undefined) {
    throw new InputError(
      "bad-option",
      `\`groups\` needs rows, and ${label} is a dataset of batches: give arrays, or held-out rows as \`heldOut\``,
      { data: { option: "groups" } },
    );
  }
  const size = lengthOf(data);
  const cause =
    share === 0 ? "asked" : size === null ? "unknown-length" : await whyNotDivided(size);
  if (size === null || cause !== null) {
    if (cause !== "asked" && (asked !== undefined || ordered)) {
      throw new InputError(
        "bad-option",
        `\`${asked ?? "ordered"}\` cannot divide ${label}: ${NOT_DIVIDED[cause ?? "unknown-length"]}; give held-out rows as \`heldOut\` (arrays or a dataset)`,
        { data: { option: asked ?? "ordered", cause } },
      );
    }
    const source = await streamSource(label, data, convert(label));
    fixedBatch(model, source.batchSize);
    return { source, heldOut: undefined, notes: [noHeldOutNote(from, cause ?? "unknown-length")] };
  }
  const divided = divideBatches(size, share, ordered);
  const source = await streamSource(label, data, convert(label), divided);
  fixedBatch(model, source.batchSize);
  return {
    source,
    heldOut: streamHeldOutBatches(data, convert(label), divided, settings.maxHeldOutRows),
    notes: [rowsHeldOutNote({ interface: from, ...divided.told })],
  };

  async function whyNotDivided(batches: number): Promise<"too-few-rows" | "not-repeatable" | null> {
    if (divideBatches(batches, share, ordered).told.heldOut === 0) return "too-few-rows";
    const { rows, isRepeatable } = await readTwice(data, convert(label));
    if (!isRepeatable) return "not-repeatable";
    return rows * batches < MIN_ROWS ? "too-few-rows" : null;
  }
}

const NOT_DIVIDED = {
  asked: "",
  "unknown-length": "it does not say how many batches it has",
  "not-repeatable": "it gives other batches each time it is read",
  "too-few-rows": "it has too few batches",
} as const;
