export { type AtomicFs, type AtomicWriteOptions, writeAtomically } from "./atomic-write.ts";
