export type { FactorKind } from "../contract/factor-kind.ts";
export type {
  HorizonUnit,
  Law,
  LawCell,
  LawFactor,
  NextMeasurement,
  NoLawCode,
} from "../contract/law.ts";
export { type FittedLaw, fitLaw, fitLawToDraw } from "./fit-law.ts";
export type { Prediction } from "./predict.ts";
export type {
  FactorRequest,
  LawOptions,
  LawRow,
  OptimumRow,
  TrainingRow,
} from "./rows.ts";
