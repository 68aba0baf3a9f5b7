/**
 * Loss surfaces whose behaviour under gradient descent is known in closed form.
 *
 * Every landscape is `offset + scale x f(x)` over a parameter vector `x`, trained by plain gradient
 * descent on `f` (so `offset` and `scale` move the losses but never the edge).
 */
export interface Landscape {
  /** Parameters at the start. */
  readonly start: readonly number[];
  /** f(x). */
  loss(x: Float64Array): number;
  /** Writes df/dx into `gradient`. */
  gradient(x: Float64Array, gradient: Float64Array): void;
}

/** What the trainers of `createSyntheticTrainer` can do. */
export const SYNTHETIC_KINDS = [
  "bowl",
  "noisy-valley",
  "cliff",
  "negative",
  "huge",
  "nan",
  "spike",
  "flat",
  "rising",
  "falling",
] as const;

/** A synthetic loss landscape: one of {@link SYNTHETIC_KINDS}. */
export type SyntheticKind = (typeof SYNTHETIC_KINDS)[number];

const DIMENSIONS = 8;
const CLIFF_RADIUS = 2;
const CLIFF_SLOPE = 1e6;

/**
 * f = 1/2 sum c_i x_i^2, with c_i log-spaced from `curvature` down to `curvature / 100`.
 * Gradient descent converges for lr < 2 / curvature and diverges above it: that is the true edge.
 */
export function bowl(curvature: number): Landscape {
  const curvatures = Float64Array.from(
    { length: DIMENSIONS },
    (_, i) => curvature * 100 ** (-i / (DIMENSIONS - 1)),
  );
  return {
    start: new Array<number>(DIMENSIONS).fill(1),
    loss(x) {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += (curvatures[i] as number) * (x[i] as number) ** 2;
      return sum / 2;
    },
    gradient(x, gradient) {
      for (let i = 0; i < x.length; i++) gradient[i] = (curvatures[i] as number) * (x[i] as number);
    },
  };
}

/** The bowl, with a wall of slope 1e6 wherever a coordinate is further than 2 from the origin. */
export function cliff(curvature: number): Landscape {
  const inside = bowl(curvature);
  const over = (value: number) => Math.max(0, Math.abs(value) - CLIFF_RADIUS);
  return {
    start: inside.start,
    loss: (x) => inside.loss(x) + CLIFF_SLOPE * x.reduce((sum, value) => sum + over(value), 0),
    gradient(x, gradient) {
      inside.gradient(x, gradient);
      for (let i = 0; i < x.length; i++) {
        if (over(x[i] as number) > 0) {
          gradient[i] = (gradient[i] as number) + CLIFF_SLOPE * Math.sign(x[i] as number);
        }
      }
    },
  };
}

/** f = 1 whatever is done. */
export function flat(): Landscape {
  return { start: [0], loss: () => 1, gradient: (_x, gradient) => void gradient.fill(0) };
}

/** f = exp(x), trained uphill: the loss rises at every LR. */
export function rising(): Landscape {
  return {
    start: [0],
    loss: (x) => Math.exp(x[0] as number),
    gradient: (_x, gradient) => void gradient.fill(-1),
  };
}

/** f = 1 / (1 + x) for a step of constant size: falls at every LR, never diverges. */
export function falling(): Landscape {
  return {
    start: [0],
    loss: (x) => 1 / (1 + (x[0] as number)),
    gradient: (_x, gradient) => void gradient.fill(-1),
  };
}
