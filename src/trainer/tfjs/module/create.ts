import type { LayersModel } from "@tensorflow/tfjs-layers";
import { checkInteger } from "../../../core/check.ts";
import { random } from "../../../core/random.ts";
import type { PreparedData } from "../../../dataset/index.ts";
import { batchSource } from "../../../dataset/index.ts";
import { arrayHeldOut, arraySource } from "../data/arrays.ts";
import type { HeldOutSource, HostBatch, TensorBatchSource } from "../data/host.ts";
import { readRows, type TargetRule } from "../data/model-batches.ts";
import { preparedHeldOut, preparedSource } from "../data/prepared.ts";
import { streamHeldOut, streamSource } from "../data/stream.ts";
import { ensureEngine } from "../engines/backends.ts";
import * as tf from "../lib/core.ts";
import { LOSSES } from "../losses/losses.ts";
import { activationMismatch, outputActivation, planTargets } from "../models/output.ts";
import { fixedBatch, requireFit } from "../models/shapes.ts";
import {
  checkSettings,
  type ResolvedSettings,
  type TfjsTrainer,
  type TrainerSettings,
} from "../options.ts";
import { disposeTensors } from "../state/capture.ts";
import { whileSeeded } from "../state/snapshot.ts";
import { assembleTrainer } from "../train/assemble.ts";
import { adoptWeights } from "../train/core.ts";
import type { PartsContext, PartsData, RowsLike, TrainerParts } from "./parts.ts";
import { checkModel, findLoss, findOptimizer, isStream, type ResolvedLoss } from "./resolve.ts";

const EVALUATION_ROWS = 256;

/** Data of a module, made ready for its model. */
interface ModuleData {
  readonly source: TensorBatchSource;
  readonly heldOut: HeldOutSource | undefined;
  readonly loss: ResolvedLoss;
}

/** See `trainerFromParts` in `index.ts`. @param where e.g. " of train.mjs", for messages */
export async function createFromParts(
  parts: TrainerParts,
  given: TrainerSettings,
  where = "",
): Promise<TfjsTrainer> {
  const settings = checkSettings({ ...given, batchSize: given.batchSize ?? parts.batchSize });
  const { seed } = settings;
  if (parts.stepsPerEpoch !== undefined) checkInteger("stepsPerEpoch", parts.stepsPerEpoch, 1);
  await ensureEngine();
  const { model: exported, data: rows } = parts;
  const make = typeof exported === "function" ? seeded("model", exported) : undefined;
  const model = checkModel(`\`model\`${where}`, await (make?.({ seed }) ?? exported));
  const data = await (typeof rows === "function" ? seeded("data", rows)({ seed }) : rows);
  const ready = await readData(data, parts, model, given.loss ?? parts.loss, settings, where);
  const { loss } = ready;
  const found = findOptimizer(
    `\`optimizer\`${where}`,
    given.optimizer ?? parts.optimizer,
    (model as { optimizer?: unknown }).optimizer,
  );
  const mismatch = loss.name && activationMismatch(loss.name, outputActivation(model));
  const prepare = async () => ({
    model,
    optimizer: found.optimizer,
    losses: loss.losses,
    source: ready.source,
    heldOut: ready.heldOut,
    accumulate: settings.accumulate,
    seed,
    reinitialize: make && ((newSeed: number) => remake(make, model, newSeed)),
    optimizerName: found.name,
    warnings: mismatch === undefined ? [] : [mismatch],
    // Slots come back at the next step on another engine; the optimizer itself stays usable.
    disposeOwned: () => undefined,
  });
  try {
    const trainer = await assembleTrainer(prepare, {
      ...settings,
      stepsPerEpoch: parts.stepsPerEpoch,
    });
    const { close } = trainer;
    return {
      ...trainer,
      async close() {
        await close();
        if (found.ours) disposeTensors(found.optimizer);
      },
    };
  } catch (error) {
    if (found.ours) disposeTensors(found.optimizer);
    throw error;
  }
}

async function readData(
  data: PartsData,
  parts: TrainerParts,
  model: LayersModel,
  lossGiven: unknown,
  settings: ResolvedSettings,
  where: string,
): Promise<ModuleData> {
  const { batchSize, seed, maxHeldOutRows } = settings;
  if (isPrepared(data)) return readPrepared(data, model, lossGiven, settings, where);
  const loss = findLoss(`\`loss\`${where}`, lossGiven, model);
  const rule: TargetRule =
    loss.name === undefined
      ? "free"
      : loss.name === "sparseCategoricalCrossentropy"
        ? "indices"
        : "as-output";
  const convert = (label: string) => async (element: unknown) => {
    const batch: HostBatch = readRows(label, element, model, rule);
    tf.dispose(element as tf.TensorContainer);
    return batch;
  };
  const label = `\`data\`${where}`;
  const source = isStream(data)
    ? await streamSource(label, data, convert(label))
    : arraySource(readRows(label, data, model, rule), { batchSize, seed });
  const fixed = fixedBatch(model, source.batchSize);
  const inData = data as Partial<RowsLike>;
  const held = parts.heldOut ?? parts.validationData ?? inData.heldOut ?? inData.validationData;
  const heldLabel = `\`heldOut\`${where}`;
  const chunk = fixed ?? Math.max(EVALUATION_ROWS, batchSize);
  let heldOut: HeldOutSource | undefined;
  if (isStream(held)) heldOut = streamHeldOut(held, convert(heldLabel), maxHeldOutRows);
  else if (held !== undefined) {
    heldOut = arrayHeldOut(readRows(heldLabel, held, model, rule), chunk, fixed !== undefined);
  }
  return { source, heldOut, loss };
}

function readPrepared(
  { dataset, split }: PreparedData,
  model: LayersModel,
  lossGiven: unknown,
  { batchSize, seed, maxHeldOutRows }: ResolvedSettings,
  where: string,
): ModuleData {
  const own = lossGiven ?? (model as { loss?: unknown }).loss;
  const name = typeof own === "string" ? own : undefined;
  const plan = planTargets(model, dataset, name);
  const custom = own === undefined || name !== undefined ? undefined : own;
  const layout = {
    rowShape: requireFit("input", dataset.featureShape, model.inputs[0]?.shape.slice(1) ?? []),
    encoding: plan.encoding,
    classes: dataset.classes.length,
  };
  const batches = batchSource(dataset, split.train, { batchSize, seed });
  const fixed = fixedBatch(model, batches.batchSize);
  const held = split.heldOut.subarray(0, maxHeldOutRows);
  const chunk = fixed ?? Math.max(EVALUATION_ROWS, batchSize);
  return {
    source: preparedSource(batches, layout),
    heldOut:
      held.length === 0
        ? undefined
        : preparedHeldOut(dataset, held, layout, chunk, fixed !== undefined),
    loss:
      custom === undefined
        ? { losses: [LOSSES[plan.loss]], name: plan.loss }
        : findLoss(`\`loss\`${where}`, custom, model),
  };
}

/** A function of the user's that draws from the same random numbers whenever it gets the same seed. */
function seeded<T>(
  what: string,
  make: (context: PartsContext) => T | Promise<T>,
): (context: PartsContext) => Promise<T> {
  return (context) => whileSeeded(random(context.seed, what), () => make(context));
}

/** Fresh weights from the user's own function; a function that gives the same model changes none. */
async function remake(
  make: (context: PartsContext) => Promise<LayersModel>,
  model: LayersModel,
  seed: number,
): Promise<void> {
  const fresh = await make({ seed });
  if (fresh !== model) adoptWeights(model, fresh);
}

function isPrepared(data: PartsData): data is PreparedData {
  return "dataset" in data && "split" in data;
}
