export { CODE_TARGETS, type CodeSource, type CodeTarget, codeFor } from "./code/targets.ts";
export {
  type JoinOptions,
  join,
  type OffsetOptions,
  offset,
  type PerEpochOptions,
  perEpoch,
  type ScaleOptions,
  scale,
} from "./combine.ts";
export type { OptionDefinition, OptionType, ScheduleDefinition } from "./define.ts";
export * from "./definitions.ts";
export { exportSchedule, scheduleFormula } from "./export.ts";
export type { Formula } from "./formula.ts";
export { optionFlags, scheduleFromFlags, scheduleFromText } from "./from-text.ts";
export {
  type LibraryDefinition,
  type LibraryScheduleSpec,
  type NativeCall,
  SEMANTICS,
  type Semantics,
} from "./library/define.ts";
export { librariesOf, libraryDefinitions } from "./library/registry.ts";
export {
  type PlateauOptions,
  type PlateauSchedule,
  type PlateauState,
  reduceOnPlateau,
} from "./reduce-on-plateau.ts";
export { buildSchedule, definitionOf } from "./registry.ts";
export { MAX_SAMPLES, type Schedule, sample } from "./schedule.ts";
