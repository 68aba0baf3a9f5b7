import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { coresLeft } from "../core/cores.ts";

/** Cores that this process may keep busy; see `coresLeft`. */
export function availableCores(): number {
  return coresLeft(availableParallelism(), readFileSync);
}
