import { realpath } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { io } from "@tensorflow/tfjs-core";
import { InputError, messageOf } from "../../../core/errors.ts";
import { parseJson } from "../../../core/json.ts";
import { isInside, readDocument } from "../../../files/index.ts";
import * as tfl from "../lib/layers.ts";
import type { CustomObjects } from "../options.ts";
import { customClasses, unknownClasses, whileKnown } from "./custom-objects.ts";
import { type CompiledConfig, readTrainingConfig } from "./training-config.ts";

/** A model read from disk, not compiled. */
interface LoadedModel {
  readonly model: tfl.LayersModel;
  readonly compiled: CompiledConfig;
}

/**
 * Loads a LayersModel that `model.save` or the Keras converter wrote: `model.json` with its weight
 * files beside it. Needs no native engine.
 *
 * @param custom classes that the file names and TensorFlow.js does not have
 * @throws InputError `model-file` for a missing file, one that is not JSON, not a LayersModel (a
 *   GraphModel cannot be trained) or has a layer that nobody knows, and for bad weight files; what
 *   `customClasses` throws
 */
export async function loadModelFile(path: string, custom?: CustomObjects): Promise<LoadedModel> {
  const classes = custom === undefined ? [] : await customClasses(custom);
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
  const model = await whileKnown(classes, () =>
    tfl
      .loadLayersModel(handler)
      .catch((cause) => reject(path, whyNotBuilt(topology, custom, messageOf(cause)), cause)),
  );
  const strange = [...model.inputs, ...model.outputs].find(({ shape }) => !isShape(shape));
  if (strange !== undefined) {
    const shape = JSON.stringify(strange.shape);
    model.dispose();
    reject(
      path,
      `has a layer of the shape ${shape}: each length must be null or an integer of at least 1`,
    );
  }
  return { model, compiled: readTrainingConfig(file) };
}

function whyNotBuilt(
  topology: unknown,
  custom: CustomObjects | undefined,
  message: string,
): string {
  // What follows is advice for programs that load the model themselves.
  const [first = message] = message.split(/\. |\n/, 1);
  const [name] = unknownClasses(topology).filter((each) => message.includes(each));
  if (name === undefined) return `cannot be built: ${first}`;
  return custom === undefined
    ? `cannot be built: ${first}, which is not of TensorFlow.js: give the module that exports it, --custom-objects layers.mjs (\`customObjects\` in code)`
    : `cannot be built: ${first}, which is not of TensorFlow.js and not among \`customObjects\`${typeof custom === "string" ? ` ${custom}` : ""}: export a class with \`static className = "${name}"\``;
}

/** TensorFlow.js takes whatever stands in the file. */
function isShape(shape: unknown): boolean {
  const isLength = (length: unknown) =>
    length === null || (Number.isSafeInteger(length) && (length as number) >= 1);
  return Array.isArray(shape) && shape.length > 0 && shape.every(isLength);
}

async function readJson(path: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = (await readDocument(path, "model.json")).toString("utf8");
  } catch (cause) {
    reject(path, `cannot be read: ${messageOf(cause)}`, cause);
  }
  let value: unknown;
  try {
    value = parseJson(text);
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

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  complex64: 8,
  float16: 2,
  uint16: 2,
  uint8: 1,
  bool: 1,
};

/**
 * Reads the weight files that a `model.json` lists, and checks their sizes against the weights they
 * should hold.
 *
 * @throws InputError that names the file which is missing, short or too long
 */
async function readWeights(
  modelPath: string,
  manifest: io.WeightsManifestConfig,
): Promise<{ readonly specs: io.WeightsManifestEntry[]; readonly data: ArrayBuffer }> {
  const specs: io.WeightsManifestEntry[] = [];
  const parts: Uint8Array[] = [];
  for (const group of manifest) {
    const expected = group.weights.reduce((sum, spec) => sum + bytesOf(modelPath, spec), 0);
    let found = 0;
    for (const path of group.paths) {
      const bytes = await readShard(modelPath, path);
      found += bytes.length;
      parts.push(bytes);
    }
    if (found !== expected) {
      throw new InputError(
        "model-file",
        `weight file ${group.paths.join(", ")} of ${basename(modelPath)} has ${found} bytes, and ` +
          `its weights need ${expected}; copy it again`,
        { data: { file: modelPath, shards: group.paths, found, expected } },
      );
    }
    specs.push(...group.weights);
  }
  const data = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part, offset);
    offset += part.length;
  }
  return { specs, data: data.buffer };
}

async function readShard(modelPath: string, path: string): Promise<Uint8Array> {
  try {
    const folder = await realpath(dirname(modelPath));
    const named = resolve(folder, path);
    if (!isInside(folder, named)) throw outside(modelPath, path);
    const file = await realpath(named);
    if (!isInside(folder, file)) throw outside(modelPath, path);
    return await readDocument(file, "weights");
  } catch (cause) {
    if (cause instanceof InputError && cause.code === "model-file") throw cause;
    throw new InputError(
      "model-file",
      `weight file ${path} of ${modelPath} cannot be read: ${messageOf(cause)}; keep it beside the ` +
        "model.json",
      { data: { file: modelPath, shard: path }, cause },
    );
  }
}

function outside(modelPath: string, path: string): InputError {
  return new InputError(
    "model-file",
    `weight file ${path} of ${modelPath} lies outside the model's folder: a model reads its own folder only. Copy the file into it, and name it in \`weightsManifest\``,
    { data: { file: modelPath, shard: path } },
  );
}

function bytesOf(modelPath: string, spec: io.WeightsManifestEntry): number {
  const dtype = spec.quantization?.dtype ?? spec.dtype;
  const size = BYTES[dtype];
  if (size === undefined) {
    throw new InputError(
      "model-file",
      `weight "${spec.name}" of ${modelPath} has the type ${dtype}, which cannot be trained`,
      { data: { file: modelPath, weight: spec.name, dtype } },
    );
  }
  return spec.shape.reduce((product, length) => product * length, size);
}
