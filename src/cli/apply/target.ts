import { Option } from "commander";
import { PROFILE_NAMES, type ProfileName } from "../../config/profiles/index.ts";
import { checkOneOf } from "../../core/check.ts";
import type { Confidence } from "../../suggest/index.ts";

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

const CONFIDENCES = ["low", "medium", "high"] as const;

/** The options that say how a config is written. */
export function targetOptions(): Option[] {
  return [
    new Option(
      "--profile <name>",
      `write the schedule too, under the keys of ${PROFILE_NAMES.join(", ")}`,
    ),
    new Option(
      "--map <file>",
      "write the schedule too, under the keys that this YAML or JSON says",
    ),
    new Option("--create", "add keys that are missing, in the style of their neighbours"),
    new Option("--comment", "record it in a comment at the config's end, not in a file beside it"),
    new Option("--no-record", "record nothing: no --undo and no --check afterwards"),
    new Option("--outside", "allow a config outside the folder asked for, e.g. behind a link"),
    new Option(
      "--min-confidence <level>",
      "refuse (exit code 3) a suggestion below low, medium or high (default: low)",
    ),
  ];
}

/** Reads {@link targetOptions} as commander gives them. */
export function applyTarget(
  file: string,
  keys: readonly string[],
  scheduleKeys: Readonly<Record<string, string>>,
  options: Readonly<Record<string, unknown>>,
): ApplyTarget {
  const { profile, map, create, comment, record, outside, minConfidence } = options;
  return {
    file,
    keys,
    scheduleKeys,
    map: map as string | undefined,
    profile: profile === undefined ? undefined : checkOneOf("profile", profile, PROFILE_NAMES),
    create: create === true,
    record: comment === true ? "comment" : record === false ? "none" : "file",
    outside: outside === true,
    minConfidence: checkOneOf("minConfidence", minConfidence ?? "low", CONFIDENCES),
  };
}

/** Whether a confidence is below another. */
export function isBelow(confidence: Confidence, least: Confidence): boolean {
  return CONFIDENCES.indexOf(confidence) < CONFIDENCES.indexOf(least);
}
