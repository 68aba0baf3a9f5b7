export {
  type AtomicFs,
  type AtomicWriteOptions,
  isWritable,
  writeAtomically,
} from "./atomic-write.ts";
export { availableCores } from "./cores.ts";
export { checkFolder, makeFolders } from "./folders.ts";
export {
  type Lease,
  type LeaseTimes,
  type LeaseWatch,
  readLease,
  takeLease,
  watchLeases,
} from "./lease.ts";
export {
  type HeldByOther,
  holderText,
  type Lock,
  type LockTimes,
  lockHolder,
  takeLock,
} from "./lock.ts";
export {
  checkRegular,
  type DocumentKind,
  openRegular,
  openToAppendSync,
  type ReadPiecesOptions,
  readDocument,
  readDocumentSync,
  readPieces,
  startOfSync,
} from "./open-file.ts";
export { checkPageFile, writePage } from "./page-file.ts";
export {
  type EndSignal,
  endSignals,
  escapeesFoundBy,
  type GroupSignal,
  groupOptions,
  groupSignal,
  isInside,
  renamePause,
  SIGNAL_EXIT_CODES,
} from "./platform.ts";
export { onProcessEnd } from "./process-end.ts";
export { isRunning, ownMark, type ProcessMark } from "./process-mark.ts";
export { beside, createFileSync, putFileSync, removeIfThere, writeFresh } from "./put-file.ts";
export {
  type FileBytes,
  nodeUtf8,
  type ReadBytesOptions,
  readBytes,
  unreadable,
} from "./read-bytes.ts";
export { signalGroup } from "./signal-group.ts";
