import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { NoteData } from "../../../contract/make-note.ts";
import { LrFinderError } from "../../../core/errors.ts";
import type { EngineInfo } from "../../types.ts";
import * as tf from "../lib/core.ts";
import { heapOf } from "./heap.ts";

/** How the current wasm backend computes: what its result says, and what there is to say of it. */
export interface Arithmetic {
  readonly fields: Pick<EngineInfo, "threads" | "features">;
  readonly said: NonNullable<NoteData["engine-chosen"]["arithmetic"]>;
}

/** Of the current backend, which must be wasm; undefined where it shows nothing of it. */
export function arithmeticOfWasm(): Arithmetic | undefined {
  const heap = heapOf(tf.backend() as BackendWasm);
  if (heap instanceof LrFinderError) return undefined;
  const { fused, alone } = heap;
  const threads = heap.pool?.threads ?? 1;
  return {
    fields: { threads, features: fused ? ["simd", "fma"] : ["simd"] },
    said: { fused, threads, ...(threads === 1 && { alone: alone() }) },
  };
}
