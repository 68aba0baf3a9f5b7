export { buildCurve, type CurveOptions, prepareCurve } from "./build.ts";
export type { Curve, CurveRun, Regime } from "./curve.ts";
export { atPoints, nodeMeans } from "./nodes.ts";
export { isLinear, type Places, partOfLinear, placesOf } from "./places.ts";
export {
  emaDebiased,
  emaLightning,
  emaSeeded,
  type LossAverage,
  RECORDER_NAMES,
  RECORDERS,
  type Recorder,
  type RecorderName,
} from "./recorders.ts";
export { dropInErrors, fallIndex, hasDrop, riseNeeded } from "./regimes.ts";
export {
  DEFAULT_BANDWIDTH,
  type LogLrSmoother,
  ladderSmoother,
  logLrSmoother,
  type Smoothed,
  smoothLogLr,
} from "./smooth.ts";
