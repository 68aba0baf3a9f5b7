import { keysOf } from "../../core/records.ts";
import type { Engine, EngineOptions } from "./engine.ts";

/** The engines, by the names of `--engine`; what one needs is loaded when it is asked for. */
const ENGINES = {
  local: async () => (await import("./local.ts")).localEngine,
  bullmq: async (options) => (await import("./bullmq/engine.ts")).bullmqEngine(options),
  none: async () => (await import("./none.ts")).noEngine,
  slurm: async (options) => (await import("./slurm/engine.ts")).slurmEngine(options),
} as const satisfies Readonly<Record<string, (options: EngineOptions) => Promise<Engine>>>;

/** What starts the workers of a study: one of {@link ENGINE_NAMES}. */
export type EngineName = keyof typeof ENGINES;

/** The engines that can start the workers of a study. */
export const ENGINE_NAMES: readonly EngineName[] = keysOf(ENGINES);

/** @throws InputError for what the engine needs and is not told */
export function engineNamed(name: EngineName, options: EngineOptions = {}): Promise<Engine> {
  return ENGINES[name](options);
}
