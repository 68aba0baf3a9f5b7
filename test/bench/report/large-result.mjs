import { random } from "../../../dist/core/random.js";
import { buildResult } from "../../../dist/result/index.js";

/** A result as `run` makes it, over made-up losses: falls between 1e-4 and 3e-2, then rises. */
export function largeResult({ runs, steps }) {
  const options = {
    startLr: 1e-6,
    endLr: 1,
    steps,
    mode: "exp",
    stopRule: { kind: "robust" },
    evaluateEvery: 0,
    repeats: runs,
    seed: 1,
  };
  const engine = { name: "wasm", version: "4.22.0", why: "made up" };
  const info = {
    optimizer: "adam",
    batchSize: 32,
    stepsPerEpoch: 400,
    parameterCount: 6570,
    engine,
    seed: 1,
  };
  const made = Array.from({ length: runs }, (_, r) => sweep(options, r + 1));
  return buildResult({
    record: { version: 1, options, info, runs: made },
    horizon: { epochs: 20, schedule: "auto", per: "step" },
    name: `${runs} x ${steps}`,
    data: null,
    warnings: [],
    options: {},
    versions: { "lr-finder": "bench" },
    createdAt: "2026-01-01T00:00:00Z",
    cost: { trainSteps: runs * steps, evaluations: 0, seconds: 1 },
    files: { result: null, report: null },
  });
}

function sweep({ startLr, endLr, steps }, seed) {
  const stream = random(seed, "bench");
  const indices = Array.from({ length: steps }, (_, i) => i);
  const lrs = indices.map((i) => startLr * (endLr / startLr) ** (i / (steps - 1)));
  const losses = lrs.map((lr) => {
    const x = Math.log10(lr);
    const smooth = 0.4 + 1.9 / (1 + Math.exp((x + 3) * 3.2)) + 0.6 * Math.exp((x + 0.7) * 3.4);
    return smooth + 0.1 * stream.normal();
  });
  return {
    seed,
    stepIndices: indices,
    lrs,
    losses,
    heldOut: [],
    stopReason: "completed",
    stopDetail: "reached the end of the ladder",
  };
}
