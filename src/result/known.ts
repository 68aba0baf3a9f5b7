import { RECORDED_ENGINE, UNKNOWN_OPTIMIZER } from "../contract/trainer.ts";
import type { Note } from "../core/note.ts";
import type { SweepRecord } from "../sweep/types.ts";
import type { TrainerInfo } from "../trainer/types.ts";
import type { Result } from "./types.ts";

/** What is known of the trainer, and under which options: undefined is what nobody said. */
export interface Known {
  readonly optimizer: string | undefined;
  readonly batchSize: number | undefined;
  readonly stepsPerEpoch: number | undefined;
  readonly parameterCount: number | undefined;
  readonly engine: string | undefined;
  readonly seed: number | undefined;
  readonly options: Partial<SweepRecord["options"]>;
}

/** Notes that say that the length of an epoch was assumed. */
const ASSUMED_EPOCH = ["steps-per-epoch-assumed", "unknown-epoch-length"];

/**
 * A result's facts on its trainer without the values that stand for unknown ones (a name, 0, or what is
 * assumed with a warning): those are to be shown as unknown, and compared with nothing. Of losses that
 * were read from logs nobody knows a seed, the rule that would have ended them, or when they were
 * evaluated.
 *
 * @param plan of the result, where there is one: it may be what the length of an epoch was made from
 */
export function knownOf(
  { info, options }: Pick<SweepRecord, "info" | "options">,
  warnings: readonly Note[],
  plan: Result["plan"] = null,
): Known {
  const { missing = [] } = warnings.find(({ code }) => code === "trainer-info-missing")?.data ?? {};
  const isSaid = (name: keyof TrainerInfo) => !(Array.isArray(missing) && missing.includes(name));
  const said = <Value>(name: keyof TrainerInfo, value: Value | false) =>
    value !== false && isSaid(name) ? value : undefined;
  const isRecorded = info.engine?.name === RECORDED_ENGINE;
  // A log that does not say it, of a run whose steps were given, is planned as one epoch.
  const isOneEpoch = isRecorded && plan?.schedule.totalSteps === info.stepsPerEpoch;
  const isAssumed = isOneEpoch || warnings.some(({ code }) => ASSUMED_EPOCH.includes(code));
  const { seed, stopRule, evaluateEvery, ...ladder } = options;
  return {
    optimizer: said("optimizer", info.optimizer !== UNKNOWN_OPTIMIZER && info.optimizer),
    batchSize: said("batchSize", info.batchSize > 0 && info.batchSize),
    stepsPerEpoch: said("stepsPerEpoch", !isAssumed && info.stepsPerEpoch),
    parameterCount: said("parameterCount", info.parameterCount > 0 && info.parameterCount),
    engine: isRecorded ? undefined : info.engine?.name,
    seed: isRecorded ? undefined : info.seed,
    options: isRecorded ? ladder : options,
  };
}
