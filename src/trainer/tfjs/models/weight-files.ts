import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { io } from "@tensorflow/tfjs-core";
import { InputError, messageOf } from "../../../core/errors.ts";

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
export async function readWeights(
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
    return await readFile(join(dirname(modelPath), path));
  } catch (cause) {
    throw new InputError(
      "model-file",
      `weight file ${path} of ${modelPath} cannot be read: ${messageOf(cause)}; keep it beside the ` +
        "model.json",
      { data: { file: modelPath, shard: path }, cause },
    );
  }
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
