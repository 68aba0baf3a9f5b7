export { buildCurve, type CurveOptions, prepareCurve } from "./build.ts";
export { emaDebiased } from "./ema-fastai.ts";
export { emaLightning } from "./ema-lightning.ts";
export { emaSeeded } from "./ema-torch-lr-finder.ts";
export { dropInErrors, fallIndex, hasDrop } from "./regimes.ts";
export { DEFAULT_BANDWIDTH, type Smoothed, smoothLogLr } from "./smooth.ts";
export type { Curve, CurveRun, Regime } from "./types.ts";
