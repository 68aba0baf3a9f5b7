import { parse as parseYaml } from "yaml";
import {
  type Axis,
  type AxisKind,
  axisSchema,
  type Factors,
  parse,
  placed,
  STUDY_VERSION,
  type StudyDesign,
  type StudySpec,
  studySpecSchema,
} from "../contract/index.ts";
import { describe, nearest } from "../core/check.ts";
import { InputError, messageOf } from "../core/errors.ts";
import { checkKeys, type KeyTable, unknownOption } from "../core/keys.ts";
import { keysOf } from "../core/records.ts";
import { notUtf8, placeText, utf8Text } from "../core/text-decoder.ts";
import { readDocument, unreadable } from "../files/index.ts";
import { type JobRequest, jobChecks } from "../job/request.ts";

/** What trains the cells of a study. */
export interface StudySource {
  readonly trainer?: string;
  readonly data?: string;
  readonly target?: string | number;
  readonly model?: string;
  readonly module?: string;
  readonly files?: readonly string[];
}

/** A spec that was checked as far as its words alone allow, with what it leaves open decided. */
export interface ResolvedSpec extends StudySource {
  readonly name: string;
  readonly axes: Readonly<Record<string, Axis>>;
  readonly repeats: number;
  readonly design: StudyDesign;
  /** Options of a job, by their names in code. */
  readonly run: Readonly<Record<string, unknown>>;
  readonly at: Factors | null;
}

const SPEC_KEYS: KeyTable<StudySpec> = {
  version: true,
  name: true,
  trainer: true,
  data: true,
  target: true,
  model: true,
  module: true,
  files: true,
  axes: true,
  repeats: true,
  design: true,
  run: true,
  at: true,
};

const AXIS_KEYS: KeyTable<Axis> = { kind: true, values: true };

const SOURCE_KEYS = ["trainer", "data", "target", "model", "module", "files"] as const;

/** Where the answer of a job goes, and how it is shown: a study decides that itself. */
const OWN_KEYS = [
  "out",
  "report",
  "name",
  "language",
  "resume",
  "apply",
  "cell",
] as const satisfies readonly (keyof JobRequest)[];

type RunOption = Exclude<
  keyof JobRequest,
  (typeof OWN_KEYS)[number] | (typeof SOURCE_KEYS)[number]
>;

/** Options of `run` that a study takes for every cell, and that an axis may be named like. */
export const RUN_OPTIONS = keysOf(jobChecks).filter(
  (key): key is RunOption => ![...OWN_KEYS, ...SOURCE_KEYS].some((each) => each === key),
);

/**
 * Reads a spec from a file: JSON where it begins with a brace, else YAML.
 *
 * @throws InputError as {@link resolveSpec}; `bad-study` for what is neither
 */
export async function readSpec(path: string): Promise<unknown> {
  const bytes = await readDocument(path, "study").catch((cause) => {
    throw cause instanceof InputError ? cause : unreadable(path, cause);
  });
  const read = utf8Text(bytes);
  if ("damage" in read) throw badStudy(notUtf8(path, placeText(read.damage)));
  try {
    return parseYaml(read.text, { prettyErrors: true });
  } catch (cause) {
    throw badStudy(`${path} is neither YAML nor JSON: ${messageOf(cause).split("\n")[0]}`, cause);
  }
}

/**
 * Checks a spec: keys, kinds, values, placeholders, the point.
 *
 * @param called what to call it in messages, e.g. the file's name
 * @throws InputError `bad-study`, `unknown-option` or `bad-option`, which name the place
 */
export function resolveSpec(given: unknown, called = "the study"): ResolvedSpec {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw badStudy(
      `${called} must be an object with \`version\`, a trainer and \`axes\`, got ${describe(given)}`,
    );
  }
  checkKeys<object>(called, given, SPEC_KEYS as KeyTable<object>);
  checkVersion(given, called);
  const { axes } = given as { axes?: unknown };
  if (typeof axes === "object" && axes !== null && !Array.isArray(axes)) {
    for (const [name, axis] of Object.entries(axes)) checkAxisShape(name, axis, called);
  }
  const parsed = parse(studySpecSchema, given);
  if (!parsed.ok) throw badStudy(`${called} cannot be used: ${placed(parsed)}`);
  const spec = parsed.value;
  const run = runOptions(spec.run ?? {}, called);
  const resolved: ResolvedSpec = {
    ...sourceOf(spec),
    name: spec.name ?? "study",
    axes: spec.axes,
    repeats: spec.repeats ?? 1,
    design: spec.design ?? "full",
    run,
    at: spec.at ?? null,
  };
  checkSource(resolved, called);
  if (Object.keys(spec.axes).length === 0) {
    throw badStudy(
      `${called} has no axes: nothing would vary. Give one, e.g. batch: { kind: batch, values: [16, 64, 256] }`,
    );
  }
  for (const [name, axis] of Object.entries(spec.axes)) checkValues(name, axis, called);
  for (const kind of ["batch", "horizon"] as const) {
    const all = Object.keys(spec.axes).filter((name) => spec.axes[name]?.kind === kind);
    if (all.length > 1) {
      throw badStudy(
        `${called}: the axes ${all.join(" and ")} are both of kind ${kind}, of which there can be one`,
      );
    }
  }
  checkPoint(resolved, called);
  return resolved;
}

function checkVersion(given: object, called: string): void {
  const version = (given as { version?: unknown }).version;
  if (version === STUDY_VERSION) return;
  if (version === undefined) {
    throw badStudy(
      `${called} does not say its version: begin it with \`version: ${STUDY_VERSION}\``,
    );
  }
  throw badStudy(
    `${called} is of version ${String(version)}, and this lr-finder reads version ${STUDY_VERSION}`,
  );
}

function checkAxisShape(name: string, axis: unknown, called: string): void {
  if (!/^[A-Za-z_][\w.-]*$/.test(name)) {
    throw badStudy(
      `${called}: an axis cannot be called ${JSON.stringify(name)}: letters, digits, _, - and . only, a letter first`,
    );
  }
  if (typeof axis === "object" && axis !== null && !Array.isArray(axis)) {
    checkKeys<object>(`the axis ${name} of ${called}`, axis, AXIS_KEYS as KeyTable<object>);
    const { kind, values } = axis as { kind?: unknown; values?: unknown };
    if (
      kind === undefined ||
      (Array.isArray(values) && values.length === 0) ||
      values === undefined
    ) {
      const what = kind === undefined ? "no kind" : "no values";
      throw badStudy(`${called}: the axis ${name} has ${what}: ${axisExample(name)}`);
    }
    const kinds = KINDS;
    if (!kinds.includes(kind as AxisKind)) {
      const near = typeof kind === "string" ? nearest(kind, kinds) : undefined;
      throw badStudy(
        `${called}: the kind of the axis ${name} must be one of ${kinds.join(", ")}, got ${describe(kind)}.${near === undefined ? "" : ` Did you mean ${near}?`}`,
      );
    }
    const fits = parse(axisSchema, axis);
    if (!fits.ok) throw badStudy(`${called}: the axis ${name}: ${placed(fits)}`);
    return;
  }
  throw badStudy(
    `${called}: the axis ${name} must be an object with kind and values, got ${describe(axis)}: ${axisExample(name)}`,
  );
}

const KINDS: readonly AxisKind[] = axisSchema.fields.kind.values;

function axisExample(name: string): string {
  return `e.g. ${name}: { kind: size, values: [32, 128] }; kinds are ${KINDS.join(", ")}`;
}

function sourceOf(spec: StudySpec): StudySource {
  const source: Record<string, unknown> = {};
  for (const key of SOURCE_KEYS) if (spec[key] !== undefined) source[key] = spec[key];
  return source;
}

function checkSource(spec: ResolvedSpec, called: string): void {
  const given = (["trainer", "data", "module"] as const).filter((key) => spec[key] !== undefined);
  if (given.length !== 1) {
    const got = given.length === 0 ? "none of them" : given.join(" and ");
    throw badStudy(
      `${called} needs one of trainer, data and module, which trains its cells, and has ${got}`,
    );
  }
  if (spec.trainer === "-") {
    throw badStudy(
      `${called}: the trainer - is a process that starts lr-finder, and a study starts its trainers itself: give its command`,
    );
  }
  for (const key of ["target", "model"] as const) {
    if (spec[key] !== undefined && spec.data === undefined) {
      throw badStudy(`${called}: ${key} goes with data, not with ${given[0]}`);
    }
  }
}

/** Options of `run`, by their names in code; those of the command line are taken too. */
function runOptions(
  run: Readonly<Record<string, unknown>>,
  called: string,
): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [typed, value] of Object.entries(run)) {
    const key = optionNamed(typed);
    if (key === undefined) throw notAnOption(typed, called);
    if (Object.hasOwn(options, key)) throw badStudy(`${called}: run has ${typed} twice`);
    jobChecks[key](key, value);
    options[key] = value;
  }
  return options;
}

/** The option of a job that a name means, as in code or as on the command line. */
export function optionNamed(name: string): RunOption | undefined {
  const camel = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return RUN_OPTIONS.find((key) => key === camel);
}

function notAnOption(typed: string, called: string): InputError {
  const source = SOURCE_KEYS.find((key) => key === typed);
  if (source !== undefined) {
    return badStudy(`${called}: ${source} stands beside axes, not under run`);
  }
  if (OWN_KEYS.some((key) => key === typed)) {
    return badStudy(`${called}: run cannot have ${typed}, which a study decides for each cell`);
  }
  return unknownOption(`run of ${called}`, typed, RUN_OPTIONS, nearest(typed, RUN_OPTIONS));
}

function checkValues(name: string, { kind, values }: Axis, called: string): void {
  const seen = new Set<number | string>();
  for (const value of values) {
    if (seen.has(value)) throw badStudy(`${called}: the axis ${name} has ${value} twice`);
    seen.add(value);
    const expected = unfit(kind, value);
    if (expected !== null) {
      throw badStudy(
        `${called}: the values of the axis ${name}, which is of kind ${kind}, must be ${expected}, got ${describe(value)}`,
      );
    }
  }
}

/** What a value of a kind must be; null where it is. */
function unfit(kind: AxisKind, value: number | string): string | null {
  switch (kind) {
    case "names":
      return typeof value === "string" ? null : "names (numbers in quotes)";
    case "batch":
    case "horizon":
      return typeof value === "number" && Number.isSafeInteger(value) && value >= 1
        ? null
        : "integers of at least 1";
    case "size":
    case "plain":
      // The law is over their logs.
      return typeof value === "number" && value > 0
        ? null
        : "numbers above 0 (names are of kind names)";
  }
}

function checkPoint({ at, axes }: ResolvedSpec, called: string): void {
  if (at === null) return;
  const names = Object.keys(axes);
  for (const [name, value] of Object.entries(at)) {
    const axis = Object.hasOwn(axes, name) ? axes[name] : undefined;
    if (axis === undefined) {
      const near = nearest(name, names);
      throw badStudy(
        `${called}: the point at has ${name}, which is no axis; axes are ${names.join(", ")}.${near === undefined ? "" : ` Did you mean ${near}?`}`,
      );
    }
    const expected = unfit(axis.kind, value);
    if (expected !== null) {
      throw badStudy(
        `${called}: ${name} of the point at must be ${expected}, got ${describe(value)}`,
      );
    }
    if (axis.kind === "names" && !axis.values.includes(value)) {
      throw badStudy(
        `${called}: ${name} of the point at is ${value}, and no cell has it: nothing is known of other names`,
      );
    }
  }
  const missing = names.filter((name) => axes[name]?.kind !== "names" && !Object.hasOwn(at, name));
  if (missing.length > 0) {
    throw badStudy(
      `${called}: the point at lacks ${missing.join(", ")}: it needs a number for every axis`,
    );
  }
}

/** A study that cannot be used. */
export function badStudy(message: string, cause?: unknown): InputError {
  return new InputError("bad-study", message, cause === undefined ? {} : { cause });
}
