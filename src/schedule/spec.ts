import type { ConstantOptions } from "./constant.ts";
import type { CosineOptions } from "./cosine.ts";
import type { CosineRestartsOptions } from "./cosine-restarts.ts";
import type { ExpRangeOptions } from "./exp-range.ts";
import type { ExponentialDecayOptions } from "./exponential-decay.ts";
import type { InverseSqrtOptions } from "./inverse-sqrt.ts";
import type { InverseTimeOptions } from "./inverse-time.ts";
import type { LinearToZeroOptions } from "./linear-to-zero.ts";
import type { LinearWarmupOptions } from "./linear-warmup.ts";
import type { MultiStepOptions } from "./multi-step.ts";
import type { OneCycleOptions } from "./one-cycle.ts";
import type { OneCycleMomentumOptions } from "./one-cycle-momentum.ts";
import type { PiecewiseConstantOptions } from "./piecewise-constant.ts";
import type { PolynomialOptions } from "./polynomial.ts";
import type { RexOptions } from "./rex.ts";
import type { StepDecayOptions } from "./step-decay.ts";
import type { TriangularOptions } from "./triangle.ts";
import type { WarmupCosineOptions } from "./warmup-cosine.ts";
import type { WarmupStableDecayOptions } from "./warmup-stable-decay.ts";

/** Options of every schedule by its name. */
export interface ScheduleOptions {
  constant: ConstantOptions;
  "piecewise-constant": PiecewiseConstantOptions;
  "inverse-time": InverseTimeOptions;
  "exponential-decay": ExponentialDecayOptions;
  "step-decay": StepDecayOptions;
  "multi-step": MultiStepOptions;
  polynomial: PolynomialOptions;
  "linear-to-zero": LinearToZeroOptions;
  cosine: CosineOptions;
  "cosine-restarts": CosineRestartsOptions;
  "linear-warmup": LinearWarmupOptions;
  "warmup-cosine": WarmupCosineOptions;
  "one-cycle": OneCycleOptions;
  "one-cycle-momentum": OneCycleMomentumOptions;
  triangular: TriangularOptions;
  triangular2: TriangularOptions;
  "exp-range": ExpRangeOptions;
  "warmup-stable-decay": WarmupStableDecayOptions;
  rex: RexOptions;
  "inverse-sqrt": InverseSqrtOptions;
}

/** Name of a schedule. */
export type ScheduleKind = keyof ScheduleOptions;

/** A schedule as plain JSON: its name in `kind`, its options beside it. */
export type ScheduleSpec = {
  [Kind in ScheduleKind]: { readonly kind: Kind } & ScheduleOptions[Kind];
}[ScheduleKind];
