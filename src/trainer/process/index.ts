export { protocolSchema } from "../../contract/protocol.ts";
export { type CommandLine, commandLine } from "./command-line.ts";
export { createProcessTrainer, type ProcessTrainer } from "./create.ts";
export { notRestoredNote } from "./info.ts";
export {
  type EvaluationMessage,
  type OkMessage,
  PROTOCOL_VERSION,
  type Question,
  type ReadyInfo,
  type StepMessage,
} from "./messages.ts";
export type { ParentStreams, ProcessTrainerOptions } from "./options.ts";
export {
  createParentTrainer,
  type ParentTrainer,
  type ParentTrainerOptions,
} from "./parent.ts";
export { resolveProcessOptions, type SessionBase } from "./resolve-options.ts";
export {
  type Closing,
  openSession,
  type ReadyMessage,
  type Session,
  type SessionOptions,
} from "./session.ts";
export { splitCommand } from "./split-command.ts";
export { type TrainerLog, trainerLog } from "./trainer-log.ts";
