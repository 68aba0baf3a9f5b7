export {
  type AtomicFs,
  type AtomicWriteOptions,
  isWritable,
  writeAtomically,
} from "./atomic-write.ts";
export {
  type FileBytes,
  nodeUtf8,
  type ReadBytesOptions,
  readBytes,
  unreadable,
} from "./read-bytes.ts";
