import { InputError } from "../../core/errors.ts";
import type { ApplyRequest, JobRequest } from "../../job/index.ts";
import { applyRequest, TARGET_NAMES } from "../apply/target.ts";
import { omit, pick } from "../options/index.ts";
import type { RunValues } from "./options.ts";

/** What `run` was asked to do, and how it is shown. */
export interface RunRequest extends Pick<RunValues, (typeof SHOWN)[number]> {
  readonly job: JobRequest;
}

const SHOWN = ["yes", "dryRun", "quiet", "live", "plot", "json"] as const;

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
      apply: applyOf(values),
    },
  };
}

function applyOf(values: RunValues): ApplyRequest | undefined {
  const keysElsewhere = values.profile !== undefined || values.map !== undefined;
  const places = values.apply?.map((text) => fileAndKey(text, keysElsewhere)) ?? [];
  const [first] = places;
  if (first === undefined) return undefined;
  const other = places.find(({ file }) => file !== first.file);
  if (other !== undefined) {
    throw new InputError(
      "bad-option",
      `--apply writes into one file: got ${first.file} and ${other.file}. Use \`lr-finder apply\` for the second one.`,
    );
  }
  const keys = places.flatMap(({ key }) => (key === null ? [] : [key]));
  return applyRequest(first.file, keys, values);
}

/** `FILE:KEY`, cut at the last colon, since a Windows path has one of its own. */
function fileAndKey(text: string, keysElsewhere: boolean): { file: string; key: string | null } {
  const colon = text.lastIndexOf(":");
  if (colon > 0 && colon < text.length - 1 && !/[\\/]/.test(text[colon + 1] as string)) {
    return { file: text.slice(0, colon), key: text.slice(colon + 1) };
  }
  if (keysElsewhere && !text.endsWith(":")) return { file: text, key: null };
  throw new InputError(
    "bad-option",
    `--apply must be FILE:KEY, e.g. config.yaml:optimizer.lr, got ${JSON.stringify(text)}`,
  );
}
