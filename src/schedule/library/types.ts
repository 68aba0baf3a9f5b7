import type { ScheduleKind } from "../spec.ts";
import type { ScheduleDefinition } from "../types.ts";

/** Libraries whose schedules are reproduced, under the names of `semantics`. */
export const SEMANTICS = ["keras", "torch", "optax", "timm", "hf"] as const;

/** A library: Keras 3, PyTorch, optax, timm, Hugging Face transformers. */
export type Semantics = (typeof SEMANTICS)[number];

/**
 * A schedule as a library counts it: the options are the numbers that the library is given (under
 * our names), the values those that it trains with.
 */
export interface LibraryScheduleSpec {
  readonly kind: ScheduleKind;
  readonly semantics: Semantics;
  readonly [option: string]: unknown;
}

/** A call in the library's own language: `module.name(arguments)`. */
export interface NativeCall {
  readonly module: string;
  readonly name: string;
  /** Python literals by keyword, in order. */
  readonly arguments: Readonly<Record<string, string>>;
}

/** A schedule of a library. */
export interface LibraryDefinition extends ScheduleDefinition {
  readonly semantics: Semantics;
  /** What the library calls it. */
  readonly source: string;
  /** How it differs from our schedule of the same name, and what happens after its end. */
  readonly differs: string;
  /** The call that makes it there; undefined where the library's own code is not exported. */
  native?(options: Readonly<Record<string, unknown>>): NativeCall;
}
