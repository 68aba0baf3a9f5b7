import type { LayersModel } from "@tensorflow/tfjs-layers";
import { noHeldOutNote } from "../../../contract/held-out-notes.ts";
import { InputError } from "../../../core/errors.ts";
import type { Note } from "../../../core/note.ts";
import type { PreparedData } from "../../../dataset/dataset.ts";
import type { HeldOutSource, TensorBatchSource } from "../data/host.ts";
import { preparedSides } from "../data/prepared.ts";
import { LOSSES } from "../losses/losses.ts";
import { planTargets } from "../models/output.ts";
import { fixedBatch, requireFit } from "../models/shapes.ts";
import type { PartsSettings, ResolvedSettings, SplitSettings } from "../options.ts";
import type { HoldOutParts, TrainerParts } from "./parts.ts";
import { findLoss, type ResolvedLoss } from "./resolve.ts";

/** Data of a module, made ready for its model. */
export interface ModuleData {
  readonly source: TensorBatchSource;
  readonly heldOut: HeldOutSource | undefined;
  readonly loss: ResolvedLoss;
  /** What there is to say of held-out rows. */
  readonly notes: readonly Note[];
}

export function interfaceOf(where: string): "api" | "module" {
  return where === "" ? "api" : "module";
}

export function pickSplit({ heldOut, validationSplit, ordered }: PartsSettings): SplitSettings {
  return { heldOut, validationSplit, ordered };
}

/** Data of `loadData` and `datasetFromArrays` are divided already. */
function refuseSplit(parts: HoldOutParts, settings: SplitSettings, where: string): void {
  const { heldOut, validationData, validationSplit, groups, ordered } = parts;
  const given = { heldOut, validationData, validationSplit, groups, ordered };
  const [name] = Object.entries({ ...given, ...defined(pickSplit(settings)) })
    .filter(([, value]) => value !== undefined)
    .map(([key]) => key);
  if (name === undefined) return;
  throw new InputError(
    "bad-option",
    `\`${name}\`${where} cannot be used with data from \`loadData\` or \`datasetFromArrays\`, which is divided already: give it there`,
    { data: { option: name } },
  );
}

function defined(settings: SplitSettings): SplitSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** Rows of `loadData` or `datasetFromArrays`, for the model and loss of a module. */
export function readPrepared(
  data: PreparedData,
  parts: TrainerParts,
  model: LayersModel,
  lossGiven: unknown,
  settings: ResolvedSettings & SplitSettings,
  where: string,
): ModuleData {
  refuseSplit(parts, settings, where);
  const { dataset } = data;
  const own = lossGiven ?? (model as { loss?: unknown }).loss;
  const name = typeof own === "string" ? own : undefined;
  const plan = planTargets(model, dataset, name);
  const custom = own === undefined || name !== undefined ? undefined : own;
  const layout = {
    rowShape: requireFit("input", dataset.featureShape, model.inputs[0]?.shape.slice(1) ?? []),
    encoding: plan.encoding,
    classes: dataset.classes.length,
  };
  const { source, heldOut } = preparedSides(data, layout, {
    ...settings,
    fixedBatch: (batchSize) => fixedBatch(model, batchSize),
  });
  return {
    source,
    notes: heldOut === undefined ? [noHeldOutNote(interfaceOf(where), "asked")] : [],
    heldOut,
    loss:
      custom === undefined
        ? { losses: [LOSSES[plan.loss]], name: plan.loss }
        : findLoss(`\`loss\`${where}`, custom, model, interfaceOf(where)),
  };
}
