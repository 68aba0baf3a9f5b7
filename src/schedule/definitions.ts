import { constantDefinition } from "./constant.ts";
import { cosineDefinition } from "./cosine.ts";
import { cosineRestartsDefinition } from "./cosine-restarts.ts";
import { expRangeDefinition } from "./exp-range.ts";
import { exponentialDecayDefinition } from "./exponential-decay.ts";
import { inverseSqrtDefinition } from "./inverse-sqrt.ts";
import { inverseTimeDefinition } from "./inverse-time.ts";
import { linearToZeroDefinition } from "./linear-to-zero.ts";
import { linearWarmupDefinition } from "./linear-warmup.ts";
import { multiStepDefinition } from "./multi-step.ts";
import { oneCycleDefinition } from "./one-cycle.ts";
import { oneCycleMomentumDefinition } from "./one-cycle-momentum.ts";
import { piecewiseConstantDefinition } from "./piecewise-constant.ts";
import { polynomialDefinition } from "./polynomial.ts";
import { rexDefinition } from "./rex.ts";
import type { ScheduleKind } from "./spec.ts";
import { stepDecayDefinition } from "./step-decay.ts";
import { triangularDefinition } from "./triangular.ts";
import { triangular2Definition } from "./triangular2.ts";
import type { ScheduleDefinition } from "./types.ts";
import { warmupCosineDefinition } from "./warmup-cosine.ts";
import { warmupStableDecayDefinition } from "./warmup-stable-decay.ts";

/** Every schedule that is a function of the step, by name, in the order of help texts. */
export const scheduleDefinitions: Readonly<Record<ScheduleKind, ScheduleDefinition>> = {
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
};

/** The names of all schedules. */
export const scheduleNames = Object.keys(scheduleDefinitions) as ScheduleKind[];
