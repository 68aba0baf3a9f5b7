export {
  type Advice,
  type ApplyRequest,
  adviceEdits,
  adviceOf,
  type ConfigUpdate,
  checkConfidence,
  checkDoubts,
  checkPlace,
  configUpdate,
  planEdits,
  planOf,
  type ResultEdits,
  recordOptions,
  resultEdits,
  writeUpdate,
} from "./apply.ts";
export {
  checkFolderRequest,
  defaultOut,
  type FolderRequest,
  openResultFolder,
  type ResultFolder,
  type WriteFault,
  writeReport,
} from "./folder.ts";
export type { JobRequest } from "./request.ts";
export {
  type JobFault,
  type JobHooks,
  type JobOutcome,
  type JobPlan,
  type JobStart,
  type JobUpdate,
  planJob,
  runJob,
} from "./run.ts";
export { jobRedactor, shareable } from "./secrets.ts";
export type { CommandRequest, ModelRequest, TrainerHooks } from "./trainer.ts";
