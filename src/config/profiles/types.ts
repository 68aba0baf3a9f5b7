import type { Note } from "../../core/note.ts";
import type { Plan } from "../../plan/types.ts";
import type { ConfigEdit, ScalarValue } from "../types.ts";

export const PROFILE_NAMES = ["lightning", "hf", "keras", "timm", "hydra"] as const;

export type ProfileName = (typeof PROFILE_NAMES)[number];

/** What a profile may ask of the config that it is used on. */
export interface ConfigView {
  /** Whether anything stands at a path, a mapping included. */
  has(path: string): boolean;
  /** The scalar at a path; undefined for anything else. */
  value(path: string): ScalarValue | undefined;
}

/** One thing that a library keeps under one of several keys. */
export interface ProfileEntry {
  /** Every key of these that is there is written; where none is, the first is the one to create. */
  readonly keys: readonly ConfigEdit[];
  /** Whether it may be left out where none of its keys is there: the library's default is right. */
  readonly optional: boolean;
}

/** How a library's config keeps a plan. */
export interface ProfilePlan {
  /** The first of these that is there takes the learning rate; none: `entries` do it. */
  readonly lrKeys: readonly string[];
  readonly entries: readonly ProfileEntry[];
  /** What the library cannot do or does otherwise. */
  readonly notes: readonly Note[];
}

/** @throws InputError `kind-not-in-profile` for a schedule that the library does not have */
export type Profile = (plan: Plan, config: ConfigView) => ProfilePlan;
