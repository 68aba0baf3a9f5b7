export { buildCurve, type CurveOptions, prepareCurve } from "./build.ts";
export type { Curve, CurveRun, Regime } from "./curve.ts";
export { emaDebiased, emaLightning, emaSeeded } from "./ema.ts";
export { atPoints, nodeMeans } from "./nodes.ts";
export { dropInErrors, fallIndex, hasDrop } from "./regimes.ts";
export {
  DEFAULT_BANDWIDTH,
  type LogLrSmoother,
  logLrSmoother,
  type Smoothed,
  smoothLogLr,
} from "./smooth.ts";
