import type { OptimizerName } from "../../contract/optimizers/index.ts";
import { checkInteger, checkOneOf, checkPositive, checkRange } from "../../core/check.ts";
import { TrainerError } from "../../core/errors.ts";
import { closedTrainer } from "../../core/in-use.ts";
import { checkKeys, type KeyTable } from "../../core/keys.ts";
import { random } from "../../core/random.ts";
import { mean } from "../../core/stats.ts";
import type { Trainer } from "../types.ts";
import {
  bowl,
  cliff,
  falling,
  flat,
  type Landscape,
  rising,
  SYNTHETIC_KINDS,
  type SyntheticKind,
} from "./landscapes.ts";

/** All optional. Losses are `offset + scale x (f(x) + noise x N(0, 1))`. */
export interface SyntheticOptions {
  /** @default 0 */
  readonly seed?: number;
  /** Largest curvature of the bowl, > 0: the edge is at lr = 2 / curvature. @default 20 */
  readonly curvature?: number;
  /** Standard deviation of one loss reading, in units of f; >= 0. @default 0, 0.05 for `noisy-valley` */
  readonly noise?: number;
  /** Standard deviation of each gradient component; >= 0. @default 0, 0.05 for `noisy-valley` */
  readonly gradientNoise?: number;
  /** Factor on every loss, > 0. @default 1, 1e12 for `huge` */
  readonly scale?: number;
  /** Added to every loss. @default 0, -1000 for `negative` */
  readonly offset?: number;
  /** `nan` only: an update at an LR above this poisons the parameters, > 0. @default 0.01 */
  readonly nanAboveLr?: number;
  /** `spike` only: this step (zero-based, since creation) reads 1000 x its loss. @default 30 */
  readonly spikeStep?: number;
  /**
   * Held-out rows, at least 1: row i has the loss `offset + scale x f(x) (1 + 0.5 z_i)` with normal z_i
   * of mean 0, always the same. Left out, only the mean is told.
   */
  readonly heldOutRows?: number;
  /** @default 32 */
  readonly batchSize?: number;
  /** @default 100 */
  readonly stepsPerEpoch?: number;
}

const SYNTHETIC_KEYS: KeyTable<SyntheticOptions> = {
  seed: true,
  curvature: true,
  noise: true,
  gradientNoise: true,
  scale: true,
  offset: true,
  nanAboveLr: true,
  spikeStep: true,
  heldOutRows: true,
  batchSize: true,
  stepsPerEpoch: true,
};

/**
 * A trainer whose answer is known: gradient descent on an analytic loss, in plain arithmetic, with
 * seeded noise and an exact snapshot. For tests, demos and self-checks; needs no library.
 *
 * Kinds: `bowl` (diverges above 2 / curvature), `noisy-valley` (the bowl with noise), `cliff` (the
 * bowl inside steep walls), `negative` (the bowl far below zero), `huge` (the bowl times 1e12),
 * `nan` (NaN after an update above `nanAboveLr`), `spike` (one bad reading), `flat`, `rising`,
 * `falling` (never diverges).
 *
 * @throws InputError for an unknown kind or an option out of its range
 */
export function createSyntheticTrainer(
  kind: SyntheticKind,
  options: SyntheticOptions = {},
): Trainer {
  checkKeys("createSyntheticTrainer", options, SYNTHETIC_KEYS);
  checkOneOf("kind", kind, SYNTHETIC_KINDS);
  const seed = checkInteger("seed", options.seed ?? 0, -(2 ** 31), 2 ** 32 - 1);
  const curvature = checkPositive("curvature", options.curvature ?? 20);
  const defaultNoise = kind === "noisy-valley" ? 0.05 : 0;
  const noise = checkRange("noise", options.noise ?? defaultNoise, 0, Number.MAX_VALUE);
  const gradientNoise = checkRange(
    "gradientNoise",
    options.gradientNoise ?? defaultNoise,
    0,
    Number.MAX_VALUE,
  );
  const scale = checkPositive("scale", options.scale ?? (kind === "huge" ? 1e12 : 1));
  const offset = options.offset ?? (kind === "negative" ? -1000 : 0);
  const nanAboveLr = checkPositive("nanAboveLr", options.nanAboveLr ?? 0.01);
  const spikeStep = checkInteger("spikeStep", options.spikeStep ?? 30, 0);
  const rows = rowFactors(
    options.heldOutRows === undefined ? 0 : checkInteger("heldOutRows", options.heldOutRows, 1),
  );
  const landscape = landscapeOf(kind, curvature);

  let x = Float64Array.from(landscape.start);
  const gradient = new Float64Array(x.length);
  let stream = random(seed, "synthetic");
  let stepsDone = 0;
  let saved: (() => void) | undefined;
  let closed = false;

  return {
    info: {
      optimizer: "sgd" satisfies OptimizerName,
      batchSize: checkInteger("batchSize", options.batchSize ?? 32, 1),
      stepsPerEpoch: checkInteger("stepsPerEpoch", options.stepsPerEpoch ?? 100, 1),
      parameterCount: x.length,
      engine: {
        name: "synthetic",
        version: "1",
        why: `the analytic loss "${kind}" needs no engine`,
      },
      seed,
    },
    async step(lr) {
      let loss = offset + scale * (landscape.loss(x) + noise * stream.normal());
      if (kind === "spike" && stepsDone === spikeStep) loss *= 1000;
      landscape.gradient(x, gradient);
      for (let i = 0; i < x.length; i++) {
        x[i] = (x[i] as number) - lr * ((gradient[i] as number) + gradientNoise * stream.normal());
      }
      if (kind === "nan" && lr > nanAboveLr) x.fill(Number.NaN);
      stepsDone += 1;
      return { loss, lr };
    },
    async evaluate() {
      const loss = offset + scale * landscape.loss(x);
      const losses = rows.map((factor) => offset + factor * (loss - offset));
      return rows.length === 0 ? loss : { loss, losses };
    },
    async snapshot() {
      const [parameters, state, steps] = [x.slice(), stream.getState(), stepsDone];
      saved = () => {
        x = parameters.slice();
        stream.setState(state);
        stepsDone = steps;
      };
    },
    async restore() {
      if (saved === undefined) {
        throw new TrainerError("no-snapshot", "`restore` was called before `snapshot`");
      }
      saved();
    },
    async reseed(newSeed) {
      stream = random(newSeed, "synthetic");
    },
    take() {
      if (closed) throw closedTrainer();
      return () => {};
    },
    async close() {
      closed = true;
      saved = undefined;
    },
  };
}

/** How hard each row is: around 1, with a mean of 1. */
function rowFactors(count: number): number[] {
  const stream = random(0, "held-out rows");
  const drawn = Array.from({ length: count }, () => 0.5 * stream.normal());
  const centre = mean(drawn);
  return drawn.map((each) => 1 + each - centre);
}

function landscapeOf(kind: SyntheticKind, curvature: number): Landscape {
  switch (kind) {
    case "cliff":
      return cliff(curvature);
    case "flat":
      return flat();
    case "rising":
      return rising();
    case "falling":
      return falling();
    default:
      return bowl(curvature);
  }
}
