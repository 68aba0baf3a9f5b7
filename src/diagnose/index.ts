export { diagnose } from "./diagnose.ts";
export {
  type Diagnosis,
  FINDING_CODES,
  type Finding,
  type FindingCode,
  type HeldOutLoss,
  type HeldOutSet,
  type Severity,
  type TrainingLog,
} from "./finding.ts";
