import type { KindDefinition, ScheduleDefinition, ScheduleNames } from "./define.ts";
import { constantDefinition } from "./kinds/constant.ts";
import { cosineDefinition } from "./kinds/cosine.ts";
import { cosineRestartsDefinition } from "./kinds/cosine-restarts.ts";
import {
  expRangeDefinition,
  triangular2Definition,
  triangularDefinition,
} from "./kinds/cyclical.ts";
import { exponentialDecayDefinition } from "./kinds/exponential-decay.ts";
import { inverseSqrtDefinition } from "./kinds/inverse-sqrt.ts";
import { inverseTimeDefinition } from "./kinds/inverse-time.ts";
import { linearToZeroDefinition } from "./kinds/linear-to-zero.ts";
import { linearWarmupDefinition } from "./kinds/linear-warmup.ts";
import { multiStepDefinition } from "./kinds/multi-step.ts";
import { oneCycleDefinition, oneCycleMomentumDefinition } from "./kinds/one-cycle.ts";
import { piecewiseConstantDefinition } from "./kinds/piecewise-constant.ts";
import { polynomialDefinition } from "./kinds/polynomial.ts";
import { rexDefinition } from "./kinds/rex.ts";
import { stepDecayDefinition } from "./kinds/step-decay.ts";
import { warmupCosineDefinition } from "./kinds/warmup-cosine.ts";
import { warmupStableDecayDefinition } from "./kinds/warmup-stable-decay.ts";

export { type ConstantOptions, constant } from "./kinds/constant.ts";
export { type CosineOptions, cosine } from "./kinds/cosine.ts";
export {
  type CosineRestartsOptions,
  cosineRestartEnds,
  cosineRestarts,
} from "./kinds/cosine-restarts.ts";
export {
  type ExpRangeOptions,
  expRange,
  type TriangularOptions,
  triangular,
  triangular2,
} from "./kinds/cyclical.ts";
export { type ExponentialDecayOptions, exponentialDecay } from "./kinds/exponential-decay.ts";
export { type InverseSqrtOptions, inverseSqrt } from "./kinds/inverse-sqrt.ts";
export { type InverseTimeOptions, inverseTime } from "./kinds/inverse-time.ts";
export { type LinearToZeroOptions, linearToZero } from "./kinds/linear-to-zero.ts";
export { type LinearWarmupOptions, linearWarmup } from "./kinds/linear-warmup.ts";
export { type MultiStepOptions, multiStep } from "./kinds/multi-step.ts";
export {
  type OneCycleMomentumOptions,
  type OneCycleOptions,
  oneCycle,
  oneCycleMomentum,
} from "./kinds/one-cycle.ts";
export { type PiecewiseConstantOptions, piecewiseConstant } from "./kinds/piecewise-constant.ts";
export { type PolynomialOptions, polynomial } from "./kinds/polynomial.ts";
export { type RexOptions, rex } from "./kinds/rex.ts";
export { type StepDecayOptions, stepDecay } from "./kinds/step-decay.ts";
export { type WarmupCosineOptions, warmupCosine } from "./kinds/warmup-cosine.ts";
export { type WarmupStableDecayOptions, warmupStableDecay } from "./kinds/warmup-stable-decay.ts";

/** Every schedule that is a function of the step, by name, in the order of help texts. */
const definitions = {
  constant: constantDefinition,
  "piecewise-constant": piecewiseConstantDefinition,
  "inverse-time": inverseTimeDefinition,
  "exponential-decay": exponentialDecayDefinition,
  "step-decay": stepDecayDefinition,
  "multi-step": multiStepDefinition,
  polynomial: polynomialDefinition,
  "linear-to-zero": linearToZeroDefinition,
  cosine: cosineDefinition,
  "cosine-restarts": cosineRestartsDefinition,
  "linear-warmup": linearWarmupDefinition,
  "warmup-cosine": warmupCosineDefinition,
  "one-cycle": oneCycleDefinition,
  "one-cycle-momentum": oneCycleMomentumDefinition,
  triangular: triangularDefinition,
  triangular2: triangular2Definition,
  "exp-range": expRangeDefinition,
  "warmup-stable-decay": warmupStableDecayDefinition,
  rex: rexDefinition,
  "inverse-sqrt": inverseSqrtDefinition,
} as const satisfies {
  readonly [Name in keyof ScheduleNames]: KindDefinition<Name, unknown>;
};

type Definitions = typeof definitions;

/** Name of a schedule. */
export type ScheduleKind = keyof Definitions;

/** Options of every schedule by its name. */
export type ScheduleOptions = {
  [Kind in ScheduleKind]: Definitions[Kind] extends KindDefinition<Kind, infer Options>
    ? Options
    : never;
};

/** A schedule as plain JSON: its name in `kind`, its options beside it. */
export type ScheduleSpec = {
  [Kind in ScheduleKind]: { readonly kind: Kind } & ScheduleOptions[Kind];
}[ScheduleKind];

/** Every schedule that is a function of the step, by name, in the order of help texts. */
export const scheduleDefinitions: Readonly<Record<ScheduleKind, ScheduleDefinition>> = definitions;

/** The names of all schedules. */
export const scheduleNames = Object.keys(definitions) as ScheduleKind[];
