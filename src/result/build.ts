import { recommendFromTrials } from "../suggest/index.ts";
import { assembleResult, type ResultParts } from "./assemble.ts";
import type { Result } from "./types.ts";

/**
 * From a sweep's record to the whole result: curve, rules, suggestion, plan. Pure: the same parts
 * give the same result.
 *
 * With repeats the peers' rules read the first run, as their tools would; the recommended rule
 * reads the pooled curve.
 */
export function buildResult(parts: ResultParts): Result {
  return assembleResult(parts, recommendFromTrials);
}
