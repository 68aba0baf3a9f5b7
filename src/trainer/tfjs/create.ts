import type { LayersModel } from "@tensorflow/tfjs-layers";
import { noHeldOutNote, rowsHeldOutNote } from "../../contract/held-out-notes.ts";
import {
  DEFAULT_OPTIMIZER,
  type OptimizerConfig,
  resolveOptimizer,
} from "../../contract/optimizers/index.ts";
import { isObject, rejectOption } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import { checkKeys } from "../../core/keys.ts";
import type { Note } from "../../core/note.ts";
import { batchSizeNotes, type PreparedData } from "../../dataset/index.ts";
import { requireRows } from "./data/arrays.ts";
import { preparedSides, type RowLayout } from "./data/prepared.ts";
import { LOSSES } from "./losses/losses.ts";
import { resolveLossName } from "./losses/names.ts";
import { buildModel } from "./models/build.ts";
import { loadModelFile } from "./models/file.ts";
import { planTargets } from "./models/output.ts";
import { fixedBatch, requireFit } from "./models/shapes.ts";
import { isModelPath, parseModelSpec } from "./models/spec.ts";
import type { CompiledConfig } from "./models/training-config.ts";
import { moduleDigests } from "./module/imports.ts";
import { NODE } from "./node-platform.ts";
import { createOptimizer } from "./optimizers/create.ts";
import {
  checkSettings,
  type ResolvedSettings,
  TFJS_KEYS,
  type TfjsTrainer,
  type TfjsTrainerOptions,
} from "./options.ts";
import { disposeTensors } from "./state/capture.ts";
import { type Assembly, assembleTrainer } from "./train/assemble.ts";
import { adoptWeights } from "./train/core.ts";

const DEFAULT_MODEL = "mlp:64,32";

/** See `createTfjsTrainer` in `index.ts`. */
export async function createFromData(options: TfjsTrainerOptions): Promise<TfjsTrainer> {
  checkKeys("createTfjsTrainer", options, TFJS_KEYS);
  checkPrepared(options.data);
  const settings = checkSettings(options);
  const model = options.model ?? DEFAULT_MODEL;
  if (!isModelPath(model)) {
    parseModelSpec(model);
    if (options.customObjects !== undefined) {
      throw new InputError(
        "bad-option",
        `\`customObjects\` needs \`model\` to be the path of a saved model.json, and it is ${model}: leave it out`,
        { data: { option: "customObjects" } },
      );
    }
  }
  if (options.optimizer !== undefined) resolveOptimizer(options.optimizer);
  if (options.loss !== undefined) resolveLossName(options.loss);
  requireRows("`data`", options.data.split.train.length);
  const trainer = await assembleTrainer(() => prepare(options, settings, model), NODE, settings);
  const { customObjects } = options;
  if (typeof customObjects !== "string") return trainer;
  const { identity } = trainer;
  return {
    ...trainer,
    identity: async () => ({ files: await moduleDigests(customObjects), ...(await identity?.()) }),
  };
}

/** @throws InputError for what is no data of `loadData` or `datasetFromArrays`, and for too few rows */
function checkPrepared(data: unknown): void {
  const { dataset, split } = isObject(data) ? data : {};
  if (!isObject(dataset) || !isObject(split)) {
    rejectOption("data", "what `loadData` or `datasetFromArrays` gives", data);
  }
}

async function prepare(
  options: TfjsTrainerOptions,
  settings: ResolvedSettings,
  modelOption: string,
): Promise<Assembly> {
  const { dataset } = options.data;
  const { seed } = settings;
  const { model, compiled, build } = await modelFor(options, seed, modelOption);
  try {
    if (model.inputs.length !== 1) {
      throw new InputError(
        "model-data",
        `the model has ${model.inputs.length} inputs, and a table gives one; use a module`,
        { data: { option: "model", inputs: model.inputs.length } },
      );
    }
    const inputShape = model.inputs[0]?.shape ?? [];
    const plan = planTargets(model, dataset, options.loss ?? compiled.loss);
    const layout: RowLayout = {
      rowShape: requireFit("input", dataset.featureShape, inputShape.slice(1)),
      encoding: plan.encoding,
      classes: dataset.classes.length,
    };
    const { source, heldOut, heldOutRows } = preparedSides(options.data, layout, {
      ...settings,
      fixedBatch: (batchSize) => fixedBatch(model, batchSize),
      batches: options.batches,
    });
    const optimizerConfig: string | OptimizerConfig =
      options.optimizer ?? compiled.optimizer ?? DEFAULT_OPTIMIZER;
    const optimizer = createOptimizer(optimizerConfig);
    return {
      model,
      optimizer,
      losses: [LOSSES[plan.loss]],
      lossName: plan.loss,
      source,
      heldOut,
      accumulate: settings.accumulate,
      seed,
      reinitialize:
        build === undefined ? undefined : (newSeed) => adoptWeights(model, build(newSeed)),
      optimizerName: resolveOptimizer(optimizerConfig).name,
      warnings: [
        ...plan.warnings,
        ...cutBatches(options, settings),
        splitNote(options.data, heldOutRows),
      ],
      disposeOwned() {
        disposeTensors(optimizer);
        model.dispose();
      },
    };
  } catch (cause) {
    model.dispose();
    throw cause;
  }
}

function splitNote({ dataset, split }: PreparedData, heldOut: number): Note {
  if (heldOut === 0) {
    return noHeldOutNote("data", split.heldOut.length === 0 ? "asked" : "too-few-rows");
  }
  const { how = { kind: "shuffled" } } = split;
  return rowsHeldOutNote({
    interface: "data",
    of: "rows",
    total: dataset.rows,
    heldOut: split.heldOut.length,
    how: how.kind,
    ...(how.kind === "groups" && { groups: how.groups, heldOutGroups: how.heldOutGroups }),
  });
}

async function modelFor(
  options: TfjsTrainerOptions,
  seed: number,
  model: string,
): Promise<{
  model: LayersModel;
  compiled: CompiledConfig;
  build?: (seed: number) => LayersModel;
}> {
  if (isModelPath(model)) return loadModelFile(model, options.customObjects);
  const spec = parseModelSpec(model);
  const { dataset } = options.data;
  const outputs = dataset.task === "classification" ? dataset.classes.length : 1;
  const build = (from: number) => buildModel(spec, dataset.featureShape, outputs, from);
  return { model: build(seed), compiled: {}, build };
}

function cutBatches(
  { data, batches }: TfjsTrainerOptions,
  { batchSize, isBatchSizeGiven }: ResolvedSettings,
): Note[] {
  const isCut = isBatchSizeGiven && batches === undefined;
  return isCut ? batchSizeNotes(batchSize, data.split.train.length) : [];
}
