import { InputError } from "../../core/errors.ts";
import type { Note } from "../../core/note.ts";
import { keysOf } from "../../core/records.ts";
import type { Plan } from "../../plan/index.ts";
import { pathsNamed } from "../candidates.ts";
import type { ConfigEdit } from "../edit.ts";
import type { ConfigTree } from "../format.ts";
import { parseKeyPath } from "../key-path.ts";
import { locate } from "../locate.ts";
import { axolotl } from "./axolotl.ts";
import { deepspeed } from "./deepspeed.ts";
import { detectron2 } from "./detectron2.ts";
import { hf } from "./hf.ts";
import { keras } from "./keras.ts";
import { kohya } from "./kohya.ts";
import { llamafactory } from "./llamafactory.ts";
import { mmengine } from "./mmengine.ts";
import {
  type ConfigView,
  leftOut,
  type Profile,
  type ProfileNames,
  type Rates,
} from "./profile.ts";
import { spacy } from "./spacy.ts";
import { timm } from "./timm.ts";
import { hydra, lightning } from "./torch.ts";
import { ultralytics } from "./ultralytics.ts";

/** Every library whose config a plan can be written into: the only list of them. */
const PROFILES = {
  lightning,
  hf,
  keras,
  timm,
  hydra,
  deepspeed,
  kohya,
  spacy,
  ultralytics,
  llamafactory,
  axolotl,
  detectron2,
  mmengine,
} as const satisfies {
  readonly [Name in keyof ProfileNames]: Profile<Name>;
};

/** A library whose config takes the schedule: one of {@link PROFILE_NAMES}. */
export type ProfileName = keyof typeof PROFILES;

/** The names of all profiles. */
export const PROFILE_NAMES = keysOf(PROFILES);

/** What a profile writes into a config. */
export interface ProfileEdits {
  /** The key for the learning rate; null where the schedule's own keys take it. */
  readonly lrKey: string | null;
  readonly edits: readonly ConfigEdit[];
  /** `not-in-profile`: what the library cannot do or does otherwise. */
  readonly notes: readonly Note[];
}

/**
 * The edits that write a plan into the config of a library.
 *
 * @param create whether keys that are missing are added
 * @param optimizer that of the result, where it is known
 * @throws InputError `kind-not-in-profile`, `field-not-in-plan` (not whole epochs), and
 *   `profile-keys-missing` with all that are, unless `create`
 */
export function profileEdits(
  name: ProfileName,
  plan: Plan,
  tree: ConfigTree,
  create: boolean,
  optimizer: string | null = null,
): ProfileEdits {
  const config = viewOf(tree);
  const { lrKeys, entries, notes } = PROFILES[name].write(plan, config, optimizer);
  const left: string[] = [];
  const edits: ConfigEdit[] = [];
  const missing: ConfigEdit[] = [];
  const lrKey = lrKeys.find((path) => config.has(path)) ?? lrKeys[0] ?? null;
  for (const { keys, missing: ifMissing } of entries) {
    const there = keys.filter(({ path }) => config.has(path));
    edits.push(...there);
    const [first] = keys;
    if (there.length > 0 || ifMissing === "leave" || first === undefined) continue;
    if (ifMissing === "create" || create) missing.push(first);
    else left.push(first.path);
  }
  if (missing.length > 0 && !create) {
    const list = missing.map(({ path, value }) => `${path} (${String(value)})`).join(", ");
    throw new InputError(
      "profile-keys-missing",
      `${tree.file} lacks keys of the profile ${name}: ${list}. Add them, or let --create do it.`,
      { data: { file: tree.file, profile: name, missing } },
    );
  }
  const created = missing.map((edit) => ({ ...edit, create: true }));
  const without = `left out, as the config lacks them (--create adds them): ${left.join(", ")}`;
  const said = left.length === 0 ? [] : [leftOut(name, without, {})];
  return { lrKey, edits: [...edits, ...created], notes: [...notes, ...said] };
}

/** The library that a config is of and how that takes its learning rates; null for any other config. */
export interface FoundRates {
  readonly profile: ProfileName;
  /** Keys that are there: each takes the place of those behind it. */
  readonly keys: readonly string[];
  readonly idle: ReturnType<NonNullable<Rates["idle"]>>;
}

/** See {@link FoundRates}. */
export function ratesOf(tree: ConfigTree): FoundRates | null {
  const config = viewOf(tree);
  for (const profile of PROFILE_NAMES) {
    const { rates }: Profile = PROFILES[profile];
    if (rates === undefined || !rates.recognises(config)) continue;
    const keys = rates.keys(config).filter((path) => config.has(path));
    return { profile, keys, idle: rates.idle?.(config) ?? null };
  }
  return null;
}

function viewOf(tree: ConfigTree): ConfigView {
  const value: ConfigView["value"] = (path) => {
    const found = locate(tree, parseKeyPath(path));
    return found.status === "found" && found.node.kind === "scalar" ? found.node.value : undefined;
  };
  return {
    value,
    has: (path) => locate(tree, parseKeyPath(path)).status !== "not-found",
    number(path) {
      const now = value(path);
      if (typeof now !== "number" && typeof now !== "string") return null;
      return now !== "" && Number.isFinite(Number(now)) ? Number(now) : null;
    },
    named: (key) => pathsNamed(tree, key),
  };
}
