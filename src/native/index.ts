export { addChainedOps } from "./chained-ops.ts";
export type { RunCommand } from "./command.ts";
export { nativeFolder } from "./folders.ts";
export { installNative } from "./install.ts";
export { type LoadedNative, type LoadOptions, loadNative } from "./load.ts";
export type { MachineFacts } from "./machine.ts";
export { type NativeCandidate, type NativeStatus, nativeStatus } from "./status.ts";
export type {
  InstallOptions,
  InstallReport,
  InstallStep,
  LibtensorflowSource,
  Manifest,
  NativeOptions,
  NativeProgress,
  NativeSeams,
  Proof,
  UninstallReport,
} from "./types.ts";
export { uninstallNative } from "./uninstall.ts";
