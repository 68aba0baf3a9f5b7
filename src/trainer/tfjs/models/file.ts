import { readFile } from "node:fs/promises";
import type { io } from "@tensorflow/tfjs-core";
import { InputError, messageOf } from "../../../core/errors.ts";
import * as tfl from "../lib/layers.ts";
import { type CompiledConfig, readTrainingConfig } from "./training-config.ts";
import { readWeights } from "./weight-files.ts";

/** A model read from disk, not compiled. */
export interface LoadedModel {
  readonly model: tfl.LayersModel;
  readonly compiled: CompiledConfig;
}

/**
 * Loads a LayersModel that `model.save` or the Keras converter wrote: `model.json` with its weight
 * files beside it. Needs no native engine.
 *
 * @throws InputError `model-file` for a missing file, one that is not JSON, not a LayersModel (a
 *   GraphModel cannot be trained) or has a layer we do not know, and for bad weight files
 */
export async function loadModelFile(path: string): Promise<LoadedModel> {
  const file = await readJson(path);
  const topology = file.modelTopology;
  if (file.format === "graph-model" || isObject(topology, "node")) {
    reject(
      path,
      "is a GraphModel, which cannot be trained; save or convert it as a LayersModel " +
        "(tensorflowjs_converter --output_format=tfjs_layers_model)",
    );
  }
  const manifest = file.weightsManifest;
  if (!isObject(topology) || !Array.isArray(manifest)) {
    reject(
      path,
      "is not a LayersModel: it must have `modelTopology` and `weightsManifest`, as written by " +
        "model.save()",
    );
  }
  if (!manifest.every((group) => Array.isArray(group?.paths) && Array.isArray(group?.weights))) {
    reject(path, "has a `weightsManifest` whose groups lack `paths` or `weights`");
  }
  const { specs, data } = await readWeights(path, manifest as io.WeightsManifestConfig);
  // Without the training config: loading must make no optimizer.
  const handler: io.IOHandler = {
    load: async () => ({ modelTopology: topology, weightSpecs: specs, weightData: data }),
  };
  let model: tfl.LayersModel;
  try {
    model = await tfl.loadLayersModel(handler);
  } catch (cause) {
    reject(path, `cannot be built: ${messageOf(cause).split("\n", 1)[0]}`, cause);
  }
  return { model, compiled: readTrainingConfig(file) };
}

async function readJson(path: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    reject(path, `cannot be read: ${messageOf(cause)}`, cause);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    reject(path, `is not JSON: ${messageOf(cause)}`, cause);
  }
  if (!isObject(value)) reject(path, "is not a model: it must hold a JSON object");
  return value;
}

function isObject(value: unknown, key?: string): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return key === undefined || key in value;
}

function reject(path: string, what: string, cause?: unknown): never {
  throw new InputError("model-file", `\`model\` ${path} ${what}`, {
    data: { option: "model", file: path },
    cause,
  });
}
