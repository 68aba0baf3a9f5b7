import type { Axis, Factors } from "../contract/index.ts";
import { nearest } from "../core/check.ts";
import { LOAD_KEYS, MODEL_KEYS } from "../job/rules.ts";
import { badStudy, optionNamed, type ResolvedSpec } from "./spec.ts";

/** Where an axis goes into the request of a cell. */
export interface AxisUse {
  /** The option of `run` that it is; null for none. */
  readonly option: string | null;
  /** With it: the hyper-parameter of `optimizerOptions` that it is. */
  readonly hyperParameter: string | null;
}

/** `{name}` after no `$`; `{{name}}` stands for `{name}` itself. */
const PLACEHOLDER = /(?<!\$)\{\{([A-Za-z_][\w.-]*)\}\}|(?<![${])\{([A-Za-z_][\w.-]*)\}/g;

/** Texts of a spec in which placeholders are filled. */
export const FILLED = ["trainer", "data", "model", "module"] as const;

/**
 * What becomes of each axis.
 *
 * @throws InputError `bad-study` for a placeholder that is no axis, an axis that nothing uses, and one that
 *   would be overridden
 */
export function usesOf(spec: ResolvedSpec): Readonly<Record<string, AxisUse>> {
  const names = Object.keys(spec.axes);
  const placeholders = new Set<string>();
  for (const key of FILLED) {
    for (const name of placeholdersIn(spec[key] ?? "")) {
      if (!names.includes(name)) throw unknownPlaceholder(key, name, names);
      placeholders.add(name);
    }
  }
  const uses: Record<string, AxisUse> = {};
  const takenBy = new Map<string, string>();
  for (const [name, axis] of Object.entries(spec.axes)) {
    const use = useOf(name, axis, spec);
    const { option, hyperParameter } = use;
    if (option === null && !placeholders.has(name) && spec.module === undefined) {
      throw unused(name, axis, spec);
    }
    if (option !== null) {
      const taken = hyperParameter === null ? option : `${option}.${hyperParameter}`;
      const other = takenBy.get(taken);
      if (other !== undefined) {
        throw badStudy(
          `the axes ${other} and ${name} are both ${taken} of the run: one of them would have no effect`,
        );
      }
      takenBy.set(taken, name);
      const given = spec.run[option];
      const isGiven =
        hyperParameter === null
          ? given !== undefined || Object.hasOwn(spec, option)
          : Object.hasOwn(Object(given), hyperParameter);
      if (isGiven) {
        throw badStudy(
          `the axis ${name} is ${taken} of the run, which the study gives too: leave one of them out`,
        );
      }
    }
    uses[name] = use;
  }
  if (takenBy.has("totalSteps") && spec.run.epochs !== undefined) {
    throw badStudy(
      `the axis ${takenBy.get("totalSteps")} is the steps of the run, and run has epochs too: leave one of them out`,
    );
  }
  return uses;
}

function useOf(name: string, { kind }: Axis, spec: ResolvedSpec): AxisUse {
  if (kind === "horizon") return { option: "totalSteps", hyperParameter: null };
  if (kind === "batch") {
    return { option: spec.trainer === undefined ? "batchSize" : null, hyperParameter: null };
  }
  const [first = "", ...rest] = name.split(".");
  const option = name === "model" && spec.data !== undefined ? "model" : optionNamed(first);
  if (option === undefined || !isTaken(option, spec)) return { option: null, hyperParameter: null };
  if (rest.length === 0) return { option, hyperParameter: null };
  return option === "optimizerOptions"
    ? { option, hyperParameter: rest.join(".") }
    : { option: null, hyperParameter: null };
}

/** Whether an option goes with what trains. */
function isTaken(option: string, { trainer }: ResolvedSpec): boolean {
  const others: readonly string[] = [...LOAD_KEYS, ...MODEL_KEYS];
  return trainer === undefined || !others.includes(option);
}

/** The names of the placeholders in a text. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].flatMap(([, , name]) => name ?? []);
}

/** A text with the values of a cell in their places. */
export function fill(text: string, factors: Factors): string {
  return text.replace(PLACEHOLDER, (_whole, literal: string | undefined, name = "") =>
    literal === undefined ? String(factors[name]) : `{${literal}}`,
  );
}

/** Names that need no quotes in any shell: others would be read as several words, or as more than words. */
const PLAIN = /^[\w.,:/@%+=-]+$/;

/** @throws InputError for a name that cannot stand in a command as it is */
export function checkFillable(spec: ResolvedSpec): void {
  if (spec.trainer === undefined) return;
  for (const name of placeholdersIn(spec.trainer)) {
    const odd = spec.axes[name]?.values.find((value) => !PLAIN.test(String(value)));
    if (odd !== undefined) {
      throw badStudy(
        `the axis ${name} goes into a command, where ${JSON.stringify(odd)} would need quotes: take letters, digits and any of _.,:/@%+=- alone`,
      );
    }
  }
}

function unknownPlaceholder(key: string, name: string, names: readonly string[]): Error {
  const near = nearest(name, names);
  const hint = near === undefined ? "" : ` Did you mean {${near}}?`;
  return badStudy(
    `${key} has the placeholder {${name}}, which is no axis; axes are ${names.join(", ") || "none"}.${hint} Where the braces are meant as they are: {{${name}}}`,
  );
}

function unused(name: string, { kind }: Axis, spec: ResolvedSpec): Error {
  const where = spec.trainer === undefined ? "model" : "trainer";
  const near = nearest(name, [...(spec.data === undefined ? [] : ["model"])]);
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  const how =
    kind === "batch"
      ? `put {${name}} into the trainer's command`
      : `put {${name}} into ${where}, or name the axis like an option of run`;
  return badStudy(`nothing uses the axis ${name}: ${how}.${hint}`);
}
