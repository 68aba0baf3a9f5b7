import type { ProfileName } from "../../config/index.ts";
import type { Confidence } from "../../suggest/index.ts";
import { CONFIDENCES, type TargetValues } from "./options.ts";

/** What is to be written where, and how freely: shared by `apply` and `run --apply`. */
export interface ApplyTarget {
  readonly file: string;
  /** As typed: `path` or `path=ratio`. */
  readonly keys: readonly string[];
  /** Key path by field of the schedule. */
  readonly scheduleKeys: Readonly<Record<string, string>>;
  /** A file with more of both. */
  readonly map: string | undefined;
  readonly profile: ProfileName | undefined;
  readonly create: boolean;
  readonly record: "file" | "comment" | "none";
  readonly outside: boolean;
  readonly minConfidence: Confidence;
}

/** The target that the options say. */
export function applyTarget(
  file: string,
  keys: readonly string[],
  values: TargetValues,
): ApplyTarget {
  const { profile, map, create, outside, minConfidence } = values;
  return {
    file,
    keys,
    scheduleKeys: values.scheduleKeys ?? {},
    map,
    profile,
    create,
    record: values.comment ? "comment" : values.record ? "file" : "none",
    outside,
    minConfidence,
  };
}

/** Whether a confidence is below another. */
export function isBelow(confidence: Confidence, least: Confidence): boolean {
  return CONFIDENCES.indexOf(confidence) < CONFIDENCES.indexOf(least);
}
