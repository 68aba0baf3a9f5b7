import { checkInteger, checkOneOf } from "../../core/check.ts";
import { ENGINE_NAMES, type EngineName, type TrainerSettings } from "./options.ts";

/** Settings with their defaults, checked. */
export interface ResolvedSettings {
  readonly seed: number;
  readonly engine: EngineName | undefined;
  readonly batchSize: number;
  readonly accumulate: number;
  readonly maxHeldOutRows: number;
  readonly sweepSteps: number;
}

/** @throws InputError that names the option which is out of its range */
export function checkSettings(settings: TrainerSettings): ResolvedSettings {
  return {
    seed: checkInteger("seed", settings.seed ?? 0, -(2 ** 31), 2 ** 32 - 1),
    engine:
      settings.engine === undefined
        ? undefined
        : checkOneOf("engine", settings.engine, ENGINE_NAMES),
    batchSize: checkInteger("batchSize", settings.batchSize ?? 32, 1),
    accumulate: checkInteger("accumulate", settings.accumulate ?? 1, 1),
    maxHeldOutRows: checkInteger("maxHeldOutRows", settings.maxHeldOutRows ?? 2000, 1),
    sweepSteps: checkInteger("sweepSteps", settings.sweepSteps ?? 100, 1),
  };
}
