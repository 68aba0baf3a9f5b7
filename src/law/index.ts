export type { FactorKind, HorizonUnit } from "../contract/factor-kind.ts";
export type {
  Law,
  LawCell,
  LawFactor,
  NextMeasurement,
  NoLawCode,
} from "../contract/law.ts";
export { fitLawsByName, type NamedLaw, type NamedRow } from "./by-name.ts";
export { type FittedLaw, fitLaw, fitLawToDraw } from "./fit-law.ts";
export type { Prediction } from "./predict.ts";
export { PUBLISHED_LAWS, type PublishedLaw } from "./published.ts";
export type { Cell } from "./readings.ts";
export type {
  FactorRequest,
  LawOptions,
  LawRow,
  OptimumRow,
  TrainingRow,
} from "./rows.ts";
