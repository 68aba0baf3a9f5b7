import type { JobRequest } from "../../job/index.ts";
import { applyPlaces, TARGET_NAMES } from "../apply/target.ts";
import { omit, pick } from "../options/index.ts";
import type { RunValues } from "./options.ts";

/** What `run` was asked to do, and how it is shown. */
export interface RunRequest extends Pick<RunValues, (typeof SHOWN)[number]> {
  readonly job: JobRequest;
}

const SHOWN = ["yes", "dryRun", "quiet", "verbose", "live", "plot", "json"] as const;

/**
 * The request that the options of `run` make.
 *
 * @throws InputError for an `--apply` that is not FILE:KEY
 */
export function runRequest(values: RunValues): RunRequest {
  const { stop, scale, ordered, apply: _, ...options } = omit(values, [...SHOWN, ...TARGET_NAMES]);
  const isSweep = options.strategy === "sweep";
  return {
    ...pick(values, SHOWN),
    job: {
      ...options,
      // On unless it is said: a module or a trainer would refuse it.
      ...(options.data !== undefined && { scale }),
      ...(ordered && { ordered }),
      ...(isSweep && !stop && { stopRule: { kind: "none" } }),
      apply: applyPlaces(values.apply ?? [], values),
    },
  };
}
