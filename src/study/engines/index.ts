import { keysOf } from "../../core/records.ts";
import type { Engine } from "./engine.ts";

/** The engines, by the names of `--engine`; what one needs is loaded when it is asked for. */
const ENGINES = {
  local: async (): Promise<Engine> => (await import("./local.ts")).localEngine,
} as const;

export type EngineName = keyof typeof ENGINES;

export const ENGINE_NAMES: readonly EngineName[] = keysOf(ENGINES);

export function engineNamed(name: EngineName): Promise<Engine> {
  return ENGINES[name]();
}
