// Not by the room's door: a run without a config loads none of its parsers.
import { PROFILE_NAMES } from "../../config/profiles/index.ts";
import { SCHEDULE_FIELDS } from "../../config/schedule-edits.ts";
import { confidenceSchema } from "../../contract/index.ts";
import { checkOneOf } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import type { ApplyRequest } from "../../job/index.ts";
import {
  anyOf,
  choice,
  file,
  flag,
  negated,
  type OptionValues,
  option,
  pairs,
} from "../options/index.ts";

/** From the least sure to the surest. */
export const CONFIDENCES = [...confidenceSchema.values].reverse();

/** A config's key by a field of the schedule. */
export const scheduleKeys = option(
  pairs((option, field, key) => {
    checkOneOf<string>(option, field, SCHEDULE_FIELDS);
    return key;
  }),
  {
    flag: "schedule-key",
    value: "<field=path>",
    description: "write a number of the schedule too",
    examples: ["warmupSteps=trainer.warmup"],
  },
);

/** How a config is written: of `apply` and of `run --apply`. */
export const targetOptions = {
  profile: option(choice(PROFILE_NAMES), {
    value: "<name>",
    description: `write the schedule too, under the keys of ${PROFILE_NAMES.join(", ")}`,
  }),
  map: option(file, {
    value: "<file>",
    description: "write the schedule too, under the keys that this YAML or JSON says",
  }),
  create: option(flag, {
    description: "add keys that are missing, in the style of their neighbours",
  }),
  comment: option(flag, {
    description: "record it in a comment at the config's end, not in a file beside it",
  }),
  record: option(negated, {
    description: "record nothing: no --undo and no --check afterwards",
  }),
  outside: option(flag, {
    description: "allow a config outside the folder asked for, e.g. behind a link",
  }),
  minConfidence: option(choice(CONFIDENCES), {
    value: "<level>",
    description: `refuse (exit code 3) a suggestion below ${anyOf(CONFIDENCES)}`,
    default: "low",
  }),
  anyway: option(flag, {
    description:
      "write without a question what is doubtful too: 10,000 times the old number, another optimizer's",
  }),
} as const;

/** The names of {@link targetOptions} and of {@link scheduleKeys}. */
export const TARGET_NAMES = [
  "profile",
  "map",
  "create",
  "comment",
  "record",
  "outside",
  "minConfidence",
  "anyway",
  "scheduleKeys",
] as const satisfies readonly (keyof typeof targetOptions | "scheduleKeys")[];

/** The values of {@link targetOptions} and {@link scheduleKeys}. */
export type TargetValues = OptionValues<{
  target: typeof targetOptions;
  keys: { scheduleKeys: typeof scheduleKeys };
}>;

/** What `apply` and `run --apply` ask for, by the options that say how. */
export function applyRequest(
  file: string,
  keys: readonly string[],
  values: TargetValues,
): ApplyRequest {
  const { profile, map, create, outside, minConfidence, anyway } = values;
  const { scheduleKeys, comment, record } = values;
  return {
    ...{ file, keys, scheduleKeys, map, profile, create, outside, minConfidence, anyway },
    record: comment ? "comment" : record ? "file" : "none",
  };
}

/**
 * What `--apply FILE:KEY` asks for; undefined where it is not given.
 *
 * @throws InputError for one that is not FILE:KEY, and for a second file
 */
export function applyPlaces(
  typed: readonly string[],
  values: TargetValues,
): ApplyRequest | undefined {
  const keysElsewhere = values.profile !== undefined || values.map !== undefined;
  const places = typed.map((text) => fileAndKey(text, keysElsewhere));
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
