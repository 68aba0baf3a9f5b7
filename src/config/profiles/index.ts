import { InputError } from "../../core/errors.ts";
import type { Note } from "../../core/note.ts";
import { keysOf } from "../../core/records.ts";
import type { Plan } from "../../plan/index.ts";
import type { ConfigEdit } from "../edit.ts";
import type { ConfigTree } from "../format.ts";
import { parseKeyPath } from "../key-path.ts";
import { locate } from "../locate.ts";
import { hf } from "./hf.ts";
import { keras } from "./keras.ts";
import type { ConfigView, Profile, ProfileNames } from "./profile.ts";
import { timm } from "./timm.ts";
import { hydra, lightning } from "./torch.ts";

/** Every library whose config a plan can be written into: the only list of them. */
const PROFILES = { lightning, hf, keras, timm, hydra } as const satisfies {
  readonly [Name in keyof ProfileNames]: Profile<Name>;
};

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
 * @throws InputError `kind-not-in-profile`, `field-not-in-plan` (not whole epochs), and
 *   `profile-keys-missing` with all that are, unless `create`
 */
export function profileEdits(
  name: ProfileName,
  plan: Plan,
  tree: ConfigTree,
  create: boolean,
): ProfileEdits {
  const config = viewOf(tree);
  const { lrKeys, entries, notes } = PROFILES[name](plan, config);
  const edits: ConfigEdit[] = [];
  const missing: ConfigEdit[] = [];
  const lrKey = lrKeys.find((path) => config.has(path)) ?? lrKeys[0] ?? null;
  for (const { keys, optional } of entries) {
    const there = keys.filter(({ path }) => config.has(path));
    edits.push(...there);
    const [first] = keys;
    if (there.length === 0 && !optional && first !== undefined) missing.push(first);
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
  return { lrKey, edits: [...edits, ...created], notes };
}

function viewOf(tree: ConfigTree): ConfigView {
  return {
    has: (path) => locate(tree, parseKeyPath(path)).status !== "not-found",
    value(path) {
      const found = locate(tree, parseKeyPath(path));
      return found.status === "found" && found.node.kind === "scalar"
        ? found.node.value
        : undefined;
    },
  };
}
