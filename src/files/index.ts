export { type AtomicFs, type AtomicWriteOptions, writeAtomically } from "./atomic-write.ts";
export { isWritable } from "./is-writable.ts";
