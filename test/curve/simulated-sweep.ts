import { random } from "../../src/core/random.ts";

/** A small training swept in LR, with the losses that it had without the noise of its batches. */
export interface SimulatedSweep {
  readonly lrs: readonly number[];
  readonly losses: readonly number[];
  readonly truth: readonly number[];
  readonly start: number;
}

/** Curvatures of the loss. */
const MODES = 6;
/** The sweep ends where the loss is so many times its start. */
const BROKEN = 20;

/**
 * Gradient descent on a quadratic loss of six curvatures, with noise in the batches and in the steps; it
 * breaks within the range or above it. 60 to 500 steps over 1 to 4 decades, unless told otherwise: of most
 * seeds the loss falls from the first steps on.
 */
export function simulatedSweep(
  seed: number,
  mode: "exp" | "linear",
  options: { readonly decades?: number } = {},
): SimulatedSweep {
  const draw = random(seed, "simulated-sweep");
  const between = (low: number, high: number) => low + (high - low) * draw.float();
  const steps = Math.round(60 * (500 / 60) ** draw.float());
  const decades = options.decades ?? between(1, 4);
  const high = 10 ** between(-2, 1);
  const low = high / 10 ** decades;
  const start = 10 ** between(-1, 2);
  const floor = start * 10 ** between(-3, -0.3);
  const noise = 10 ** between(-2.5, -0.5);
  const breaks = high * 10 ** between(-0.7, 0.5);
  const modes = Array.from({ length: MODES }, (_, i) => ({
    curvature: (1.9 / breaks) * 10 ** (-i * between(0.15, 0.6)),
    weight: 1,
  }));
  const excess = () =>
    modes.reduce((sum, { curvature, weight }) => sum + curvature * weight ** 2, 0);
  const unit = (start - floor) / excess();
  const sweep = { lrs: [] as number[], losses: [] as number[], truth: [] as number[], start };
  for (let i = 0; i < steps; i++) {
    const part = i / (steps - 1);
    const lr = mode === "linear" ? low + (high - low) * part : low * (high / low) ** part;
    const truth = floor + unit * excess();
    const loss = truth * Math.exp(noise * draw.normal() - noise ** 2 / 2);
    sweep.lrs.push(lr);
    sweep.truth.push(truth);
    sweep.losses.push(loss);
    if (loss > BROKEN * start) break;
    for (const each of modes) {
      const kick = 0.1 * noise * lr * each.curvature * draw.normal();
      each.weight = each.weight * (1 - lr * each.curvature) + kick;
    }
  }
  return sweep;
}
