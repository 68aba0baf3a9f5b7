import { nearest } from "../../core/check.ts";
import { type Environment, variable } from "../../core/environment.ts";
import { InputError } from "../../core/errors.ts";
import type { Rule } from "../../core/rules.ts";
import { fromFile } from "./kinds.ts";
import { flagOf, flagsOf, type Option } from "./option.ts";

/** A command line as it was split, not yet checked. */
export interface RawValues {
  readonly options: Readonly<Record<string, unknown>>;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Whether an option was typed, and is no default. */
  has(name: string): boolean;
  /** Options of one value that were typed several times: the last one counts. */
  readonly repeated: readonly string[];
}

/** Where the value of an option comes from; the first of these that has one. */
export type Origin = "flag" | "environment" | "file" | "default";

/** The options of one command in an options file. */
export interface FileOptions {
  /** As it was named, for messages. */
  readonly file: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Where options come from beside the command line. */
export interface Layers {
  readonly env: Environment;
  readonly file: FileOptions | null;
}

/** What there is where nothing but the command line counts. */
export const NO_LAYERS: Layers = { env: {}, file: null };

/** The values of all layers, checked. */
export interface Layered {
  readonly values: Readonly<Record<string, unknown>>;
  readonly origins: Readonly<Record<string, Origin>>;
}

/**
 * The value of each option: typed, of the environment, of the file, or its default.
 *
 * @throws InputError that names the option; for the file's also the file, and the nearest option where
 *   it has one that there is not
 */
export function layered(
  options: readonly (readonly [name: string, option: Option])[],
  raw: RawValues,
  { env, file }: Layers,
): Layered {
  if (file !== null) checkNames(options, file);
  const values: Record<string, unknown> = {};
  const origins: Record<string, Origin> = {};
  const set = (name: string, origin: Origin, value: unknown) => {
    values[name] = value;
    origins[name] = origin;
  };
  for (const [name, option] of options) {
    const { kind } = option;
    const ofVariable = option.variable === undefined ? undefined : variable(env, option.variable);
    const ofFile = file !== null && Object.hasOwn(file.values, name);
    if (raw.has(name)) set(name, "flag", kind.check(name, raw.options[name]));
    else if (ofVariable !== undefined) {
      // It is read where it is used, and never kept.
      if (option.isSecret) origins[name] = "environment";
      else
        set(
          name,
          "environment",
          within(option.variable, name, () => kind.check(name, ofVariable)),
        );
    } else if (ofFile) {
      set(
        name,
        "file",
        within(file.file, name, () => kind.check(name, fromFile(kind, file.values[name]))),
      );
    } else if (option.default !== undefined) set(name, "default", option.default);
  }
  return { values, origins };
}

/**
 * What a typed option leaves out of the file's, because both cannot be: `--module` the file's `data`,
 * `--optimizer` the hyper-parameters of the file's.
 *
 * @returns the values without these, and their names
 */
export function withoutDisplaced(
  { values, origins }: Layered,
  rules: readonly Rule[],
  options: readonly (readonly [name: string, option: Option])[] = [],
  file: FileOptions | null = null,
): Layered & { readonly displaced: readonly string[] } {
  const left = { ...values };
  const from = { ...origins };
  const displaced: string[] = [];
  const isTyped = (name: string) => from[name] === "flag";
  const isOfFile = (name: string) => from[name] === "file";
  const drop = (names: readonly string[]) => {
    for (const name of names.filter(isOfFile)) {
      delete left[name];
      delete from[name];
      displaced.push(name);
    }
  };
  for (const [name, { of }] of options) {
    const whole =
      of === undefined || !isTyped(of) ? undefined : options.find(([each]) => each === of);
    if (whole === undefined) continue;
    const [wholeName, { otherwise }] = whole;
    if ((file?.values[wholeName] ?? otherwise) !== left[wholeName]) drop([name]);
  }
  for (let before = -1; before !== displaced.length; ) {
    before = displaced.length;
    for (const { kind, options, siblings } of rules) {
      if (kind === "one-of" && options.some(isTyped)) drop(options);
      for (const sibling of siblings) {
        const name = typeof sibling === "string" ? sibling : sibling.name;
        const holds =
          typeof sibling !== "string" && "is" in sibling
            ? left[name] === sibling.is
            : isTyped(name) || isOfFile(name);
        if (kind === "excludes" && holds && isTyped(name)) drop(options);
        else if (kind === "excludes" && holds && options.some(isTyped)) drop([name]);
        else if (kind === "needs" && !holds && displaced.includes(name)) drop(options);
      }
    }
  }
  return { values: left, origins: from, displaced };
}

/**
 * @throws InputError for an option that must be given and is not
 */
export function checkNeeded(
  options: readonly (readonly [name: string, option: Option])[],
  { values }: Layered,
): void {
  for (const [name, option] of options) {
    if (!option.isNeeded || values[name] !== undefined) continue;
    const [shown = ""] = flagsOf(name, option);
    throw new InputError("missing-option", `required option '${shown}' not specified`, {
      data: { option: name },
    });
  }
}

function checkNames(
  options: readonly (readonly [name: string, option: Option])[],
  { file, values }: FileOptions,
): void {
  const known = options.filter(([, { isTyped }]) => !isTyped).map(([name]) => name);
  for (const key of Object.keys(values)) {
    if (known.includes(key)) continue;
    const typed = options.find(([name]) => name === key);
    if (typed !== undefined) {
      throw unknown(file, key, `${flagOf(...typed)} is only typed`);
    }
    // As its flag is written, or nearly.
    const flag = options.find(
      ([name, option]) => flagOf(name, option).replace(/^--(no-)?/, "") === key,
    );
    const near = flag?.[0] ?? nearest(key, known);
    throw unknown(
      file,
      key,
      near === undefined ? `there are ${known.join(", ")}` : `did you mean "${near}"?`,
    );
  }
}

/** The error for a key of an options file that there is not. */
export function unknown(file: string, key: string, hint: string): InputError {
  return new InputError(
    "unknown-option",
    `${file}: "${key}" is no option of this command: ${hint}`,
    {
      data: { file, key },
    },
  );
}

/** Adds where a value stands to what is said against it. */
function within<T>(place: string | undefined, name: string, check: () => T): T {
  try {
    return check();
  } catch (thrown) {
    if (!(thrown instanceof InputError)) throw thrown;
    throw new InputError(
      thrown.code,
      `${place}: ${thrown.message.replaceAll(`\`${name}\``, name)}`,
      {
        data: { ...thrown.data, place },
        cause: thrown,
      },
    );
  }
}
