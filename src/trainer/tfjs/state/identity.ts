import { createHash, type Hash } from "node:crypto";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { TrainerIdentity } from "../../../contract/index.ts";
import type { HeldOutSource, HostBatch, HostTensor, TensorBatchSource } from "../data/host.ts";
import { variablesOf } from "./model-state.ts";

/** Digests of the weights as they are now, of the batch that is next, and of all held-out rows. */
export async function identify(
  model: LayersModel,
  source: TensorBatchSource,
  heldOut: HeldOutSource | undefined,
): Promise<TrainerIdentity> {
  const weights = createHash("sha256");
  for (const variable of variablesOf(model)) {
    const { dtype, shape } = variable;
    weights.update(`${dtype} ${shape.join(",")};`).update(bytesOf(variable.dataSync()));
  }
  return {
    weights: weights.digest("hex"),
    firstBatch: await firstBatch(source),
    ...(heldOut && { heldOut: await rowsOf(heldOut) }),
  };
}

async function firstBatch(source: TensorBatchSource): Promise<string> {
  const position = source.getPosition();
  try {
    return addBatch(createHash("sha256"), await source.next()).digest("hex");
  } finally {
    source.setPosition(position);
  }
}

async function rowsOf(heldOut: HeldOutSource): Promise<string> {
  const hash = createHash("sha256");
  for await (const batch of heldOut.batches()) addBatch(hash, batch);
  return hash.digest("hex");
}

function addBatch(hash: Hash, { xs, ys }: HostBatch): Hash {
  for (const { dtype, shape, values } of [...xs, ...ys] satisfies HostTensor[]) {
    hash.update(`${dtype} ${shape.join(",")};`).update(bytesOf(values));
  }
  return hash;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
