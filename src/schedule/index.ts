export { CODE_TARGETS, type CodeSource, type CodeTarget, codeFor } from "./code/targets.ts";
export { type ConstantOptions, constant } from "./constant.ts";
export { type CosineOptions, cosine } from "./cosine.ts";
export {
  type CosineRestartsOptions,
  cosineRestartEnds,
  cosineRestarts,
} from "./cosine-restarts.ts";
export { scheduleDefinitions, scheduleNames } from "./definitions.ts";
export { type ExpRangeOptions, expRange } from "./exp-range.ts";
export { type ExponentialDecayOptions, exponentialDecay } from "./exponential-decay.ts";
export { exportSchedule, scheduleFormula } from "./export.ts";
export { optionFlags, scheduleFromFlags } from "./flags.ts";
export type { Formula } from "./formula.ts";
export { type InverseSqrtOptions, inverseSqrt } from "./inverse-sqrt.ts";
export { type InverseTimeOptions, inverseTime } from "./inverse-time.ts";
export { type JoinOptions, join } from "./join.ts";
export { librariesOf, libraryDefinitions } from "./library/registry.ts";
export {
  type LibraryDefinition,
  type LibraryScheduleSpec,
  type NativeCall,
  SEMANTICS,
  type Semantics,
} from "./library/types.ts";
export { type LinearToZeroOptions, linearToZero } from "./linear-to-zero.ts";
export { type LinearWarmupOptions, linearWarmup } from "./linear-warmup.ts";
export { type MultiStepOptions, multiStep } from "./multi-step.ts";
export { type OffsetOptions, offset } from "./offset.ts";
export { type OneCycleOptions, oneCycle } from "./one-cycle.ts";
export { type OneCycleMomentumOptions, oneCycleMomentum } from "./one-cycle-momentum.ts";
export { type PerEpochOptions, perEpoch } from "./per-epoch.ts";
export { type PiecewiseConstantOptions, piecewiseConstant } from "./piecewise-constant.ts";
export { type PolynomialOptions, polynomial } from "./polynomial.ts";
export {
  type PlateauOptions,
  type PlateauSchedule,
  type PlateauState,
  reduceOnPlateau,
} from "./reduce-on-plateau.ts";
export { buildSchedule, definitionOf } from "./registry.ts";
export { type RexOptions, rex } from "./rex.ts";
export { MAX_SAMPLES, sample } from "./sample.ts";
export { type ScaleOptions, scale } from "./scale.ts";
export type { ScheduleKind, ScheduleOptions, ScheduleSpec } from "./spec.ts";
export { scheduleFromText } from "./spec-text.ts";
export { type StepDecayOptions, stepDecay } from "./step-decay.ts";
export type { TriangularOptions } from "./triangle.ts";
export { triangular } from "./triangular.ts";
export { triangular2 } from "./triangular2.ts";
export type { OptionDefinition, OptionType, Schedule, ScheduleDefinition } from "./types.ts";
export { type WarmupCosineOptions, warmupCosine } from "./warmup-cosine.ts";
export { type WarmupStableDecayOptions, warmupStableDecay } from "./warmup-stable-decay.ts";
