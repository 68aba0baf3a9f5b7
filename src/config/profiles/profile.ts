import { note } from "../../contract/make-note.ts";
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
  /** The number at a path, or in quotes there; null for anything else. */
  number(path: string): number | null;
  /** Paths of the values under this key, wherever they stand. */
  named(key: string): readonly string[];
}

/** One thing that a library keeps under one of several keys. */
export interface ProfileEntry {
  /** Every key of these that is there is written; where none is, the first is the one to create. */
  readonly keys: readonly ConfigEdit[];
  /**
   * What becomes of it where none of its keys is there: it must be created, it is created only where keys
   * may be and else left out with a note, or it may be left out (the library's default is right).
   */
  readonly missing: "create" | "note" | "leave";
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
  /**
   * @param optimizer that of the result, as its trainer names it
   * @throws InputError `kind-not-in-profile` for a schedule that the library does not have
   */
  write(plan: Plan, config: ConfigView, optimizer: string | null): ProfilePlan;
  /**
   * How the library takes one learning rate from several keys; absent where a config has one. Where such a
   * config is written without the profile, what has no effect is said, and the profile offered.
   */
  readonly rates?: Rates;
  /** For the compiler alone: never there. */
  readonly named?: Name;
}

/** How a library takes a learning rate from its config. */
export interface Rates {
  /** Whether a config is this library's, by keys that others do not have. */
  recognises(config: ConfigView): boolean;
  /** Keys of learning rates, there or not: each takes the place of those behind it. */
  keys(config: ConfigView): readonly string[];
  /** What makes the library take no learning rate from its config, or another one; null where nothing does. */
  idle?(config: ConfigView): Idle | null;
}

/** A value because of which a learning rate has no effect. */
export interface Idle {
  readonly path: string;
  /** Goes on after "path is value: ". */
  readonly why: string;
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
  return { keys, missing: "create" };
}

/** An entry that may be missing where `isDefault`: the library then does the same. */
export function unless(isDefault: boolean, ...keys: readonly ConfigEdit[]): ProfileEntry {
  return { keys, missing: isDefault ? "leave" : "create" };
}

/** An entry that is written where it stands or may be created, and else left out with a note. */
export function wanted(...keys: readonly ConfigEdit[]): ProfileEntry {
  return { keys, missing: "note" };
}

/** An entry that is written where it stands. */
export function whereThere(...keys: readonly ConfigEdit[]): ProfileEntry {
  return { keys, missing: "leave" };
}

/** The first of some prefixes that stands in the config, or the first of all. */
export function prefixIn(config: ConfigView, prefixes: readonly [string, ...string[]]): string {
  return prefixes.find((prefix) => config.has(prefix)) ?? prefixes[0];
}

/** Epochs of a number of steps, as a fraction where they are not whole. */
export function epochsOf({ stepsPerEpoch }: SchedulePlan, steps: number): number {
  return steps / stepsPerEpoch;
}

/** The learning rate itself, at each of the keys that is there; the first is the one to create. */
export function rateAt(path: string, lr: number): ConfigEdit {
  return { path, value: roundLr(lr), as: "lr" };
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
