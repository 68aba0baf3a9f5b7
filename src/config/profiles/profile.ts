import { note } from "../../contract/notes.ts";
import { InputError } from "../../core/errors.ts";
import { roundLr } from "../../core/format.ts";
import type { Note } from "../../core/note.ts";
import type { Plan, SchedulePlan } from "../../plan/index.ts";
import type { ConfigEdit } from "../edit.ts";
import type { ScalarValue } from "../format.ts";

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

/**
 * The names of all profiles. Every profile's file adds its own, so that a file whose line in the
 * registry (`index.ts`) is missing does not compile.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the files of the profiles
export interface ProfileNames {}

/** Writes a plan as one library's config keeps it. */
export interface Profile<Name extends string = string> {
  /** @throws InputError `kind-not-in-profile` for a schedule that the library does not have */
  (plan: Plan, config: ConfigView): ProfilePlan;
  /** For the compiler alone: never there. */
  readonly named?: Name;
}

/** A learning rate of a schedule other than its peak, which may be 0; three significant digits. */
export function lrAt(path: string, lr: number): ConfigEdit {
  return { path, value: roundLr(lr), as: "float" };
}

export function integerAt(path: string, value: number): ConfigEdit {
  return { path, value, as: "integer" };
}

export function floatAt(path: string, value: number): ConfigEdit {
  return { path, value: Number(value.toPrecision(6)), as: "float" };
}

export function textAt(path: string, value: string): ConfigEdit {
  return { path, value, as: "string" };
}

/** An entry that must be there or be created. */
export function needed(...keys: readonly ConfigEdit[]): ProfileEntry {
  return { keys, optional: false };
}

/** An entry that may be missing where `isDefault`: the library then does the same. */
export function unless(isDefault: boolean, ...keys: readonly ConfigEdit[]): ProfileEntry {
  return { keys, optional: isDefault };
}

/** The first of some prefixes that stands in the config, or the first of all. */
export function prefixIn(config: ConfigView, prefixes: readonly [string, ...string[]]): string {
  return prefixes.find((prefix) => config.has(prefix)) ?? prefixes[0];
}

/** Epochs of a number of steps, as a fraction where they are not whole. */
export function epochsOf({ stepsPerEpoch }: SchedulePlan, steps: number): number {
  return steps / stepsPerEpoch;
}

export function lacks(profile: string, { kind }: SchedulePlan, kinds: string): never {
  throw new InputError(
    "kind-not-in-profile",
    `The profile ${profile} has no ${kind} schedule: plan with --schedule ${kinds}, or use --map with your own keys`,
    { data: { profile, kind } },
  );
}

/** That something of the plan has no place in this library's config. */
export function leftOut(profile: string, what: string, data: Record<string, unknown>): Note {
  return note("not-in-profile", `profile ${profile}: ${what}`, data);
}
