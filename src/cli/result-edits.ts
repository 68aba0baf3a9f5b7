import {
  type ConfigEdit,
  type ConfigTree,
  detectFormat,
  lrEdits,
  mappingEdits,
  parseConfig,
  parseLrKey,
  parseMappingFile,
  pickKey,
  profileEdits,
  readConfig,
  type ScheduleMapping,
  scheduleEdits,
} from "../config/index.ts";
import { LrFinderError } from "../core/errors.ts";
import type { Note } from "../core/note.ts";
import type { Plan } from "../plan/types.ts";
import type { Result } from "../result/types.ts";
import type { ApplyTarget } from "./apply/target.ts";

/** What a result writes into a config, and what it leaves out. */
export interface ResultEdits {
  readonly edits: readonly ConfigEdit[];
  readonly notes: readonly Note[];
}

/**
 * The edits that put a result into a config: the suggested LR (three significant digits) at each of
 * the keys, and the schedule where a mapping, a profile or schedule keys say.
 *
 * The keys for the LR are those that were typed, else those of the mapping, else the profile's, else
 * the only key of the config that looks like a learning rate.
 *
 * @throws InputError when the config cannot be read, or has no key or several that could be meant
 */
export async function resultEdits(result: Result, target: ApplyTarget): Promise<ResultEdits> {
  const { file } = target;
  const plan = planOf(result);
  const { text } = await readConfig(file);
  const tree = parseConfig(text, detectFormat(file, text), file);
  return planEdits(plan, target, tree, () => [pickKey(text, tree.format, file)]);
}

/** The plan of a result. @throws LrFinderError `no-suggestion` */
export function planOf(result: Result): Plan {
  if ("lr" in result.suggestion && result.plan !== null) return result.plan;
  throw new LrFinderError("no-suggestion", "the result holds no suggestion to write");
}

/**
 * {@link resultEdits} for a parsed config.
 *
 * @param likelyKeys asked where nothing else names a key for the LR
 */
export async function planEdits(
  plan: Plan,
  target: ApplyTarget,
  tree: ConfigTree,
  likelyKeys: () => readonly string[],
): Promise<ResultEdits> {
  const mapping = await readMapping(target);
  const mapped = mapping === null ? null : mappingEdits(plan, mapping);
  const { profile, create } = target;
  const profiled = profile === undefined ? null : profileEdits(profile, plan, tree, create);
  const own = target.keys.map(parseLrKey);
  const ofProfile = profiled?.lrKey ?? null;
  const keys =
    own.length > 0
      ? own
      : mapping !== null && mapping.lr.length > 0
        ? mapping.lr
        : ofProfile !== null
          ? [{ path: ofProfile, ratio: 1 }]
          : profiled !== null
            ? []
            : likelyKeys().map((path) => ({ path, ratio: 1 }));
  const edits = [
    ...lrEdits(plan.initialLr, keys),
    ...scheduleEdits(plan, target.scheduleKeys),
    ...(mapped?.edits ?? []),
    ...(profiled?.edits ?? []),
  ];
  return {
    edits: create ? edits.map((edit) => ({ ...edit, create })) : edits,
    notes: [...(mapped?.notes ?? []), ...(profiled?.notes ?? [])],
  };
}

/** Reads the mapping file of a target; null without one. */
export async function readMapping({ map }: ApplyTarget): Promise<ScheduleMapping | null> {
  return map === undefined ? null : parseMappingFile((await readConfig(map)).text, map);
}
