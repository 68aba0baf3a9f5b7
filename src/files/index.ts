export {
  type AtomicFs,
  type AtomicWriteOptions,
  isWritable,
  writeAtomically,
} from "./atomic-write.ts";
