import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { LrFinderError } from "../../../core/errors.ts";
import type { EngineInfo } from "../../types.ts";
import * as tf from "../lib/core.ts";
import { heapOf } from "./heap.ts";

/** How the current wasm backend computes: what its result says, and in words. */
export interface Arithmetic {
  readonly fields: Pick<EngineInfo, "threads" | "features">;
  readonly words: readonly string[];
}

/** Of the current backend, which must be wasm. */
export function arithmeticOfWasm(): Arithmetic {
  const heap = heapOf(tf.backend() as BackendWasm);
  if (heap instanceof LrFinderError) return { fields: {}, words: [] };
  const { fused } = heap;
  const threads = heap.pool?.threads ?? 1;
  const how = threads > 1 ? `on up to ${threads} threads` : `on one thread: ${heap.alone}`;
  return {
    fields: { threads, features: fused ? ["simd", "fma"] : ["simd"] },
    words: [`it computes ${fused ? "with" : "without"} fused multiply-adds, ${how}`],
  };
}
