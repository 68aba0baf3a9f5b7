import { describe } from "../core/check.ts";
import { numberFromJson } from "../core/json.ts";

/** JSON Schema (draft 2020-12), as plain data. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

// Builders are marked as free of side effects: a page's script leaves out schemas that it does not use.

/** What a value of a document must be: the one declaration that gives its type, its parser and its JSON Schema. */
export interface Schema<out T = unknown> {
  /**
   * The value, if it fits; non-finite numbers as numbers.
   *
   * @throws Misfit
   */
  read(value: unknown): T;
  readonly json: JsonSchema;
}

/** What a schema's parser gives, all of it readonly. */
export type Infer<S> = S extends Schema<infer T> ? T : never;

/** Where a value does not fit, and what was expected there. */
class Misfit extends Error {
  readonly expected: string;
  readonly value: unknown;
  readonly path: (string | number)[] = [];

  constructor(expected: string, value: unknown) {
    super(expected);
    this.expected = expected;
    this.value = value;
  }
}

function misfit(expected: string, value: unknown): never {
  throw new Misfit(expected, value);
}

/** The same misfit, seen from the object or array around it. */
function inside(key: string | number, thrown: unknown): unknown {
  if (thrown instanceof Misfit) thrown.path.unshift(key);
  return thrown;
}

/** Where a value does not fit its schema, and how. */
export interface DoesNotFit {
  readonly ok: false;
  /** Keys and indices joined by dots; empty for the value itself. */
  readonly place: string;
  /** E.g. `a number above 0`. */
  readonly expected: string;
  /** What stands there. */
  readonly value: unknown;
  /** E.g. `expected a number above 0, got "x" (string)`. */
  readonly message: string;
}

/** A value that fits, or the first place where it does not. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | DoesNotFit;

/** Checks a value that came from JSON. Never throws. */
export function parse<T>(schema: Schema<T>, value: unknown): Parsed<T> {
  try {
    return { ok: true, value: schema.read(value) };
  } catch (thrown) {
    if (!(thrown instanceof Misfit)) throw thrown;
    const { path, expected, value: found } = thrown;
    const message = `expected ${expected}, got ${describe(found)}`;
    return { ok: false, place: path.join("."), expected, value: found, message };
  }
}

/** What does not fit, with its place: `at lr: expected a number above 0, got -1 (number)`. */
export function placed({ place, message }: DoesNotFit): string {
  return place === "" ? message : `at ${place}: ${message}`;
}

/** Any value at all. */
export const anything: Schema = { read: (value) => value, json: {} };

export const text: Schema<string> = {
  read: (value) => (typeof value === "string" ? value : misfit("a string", value)),
  json: { type: "string" },
};

/** A text of at least one character. */
export const name: Schema<string> = {
  read: (value) => (typeof value === "string" && value !== "" ? value : misfit("a name", value)),
  json: { type: "string", minLength: 1 },
};

export const flag: Schema<boolean> = {
  read: (value) => (typeof value === "boolean" ? value : misfit("true or false", value)),
  json: { type: "boolean" },
};

export const nothing: Schema<null> = {
  read: (value) => (value === null ? value : misfit("null", value)),
  json: { type: "null" },
};

/** Bounds of a number; none where left out. */
export interface Bounds {
  readonly min?: number;
  readonly above?: number;
  readonly max?: number;
  readonly below?: number;
}

/** A finite number within bounds. */
/* #__NO_SIDE_EFFECTS__ */
export function numberWithin(
  bounds: Bounds,
  type: "number" | "integer" = "number",
): Schema<number> {
  const { min, above, max, below } = bounds;
  const limits = [
    ...(min === undefined ? [] : [`of at least ${min}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(max === undefined ? [] : [`of at most ${max}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ];
  const expected = `${type === "integer" ? "an integer" : "a number"} ${limits.join(" and ")}`;
  const isOfType = type === "integer" ? Number.isSafeInteger : Number.isFinite;
  return {
    read(value) {
      const fits =
        typeof value === "number" &&
        isOfType(value) &&
        !(min !== undefined && value < min) &&
        !(above !== undefined && value <= above) &&
        !(max !== undefined && value > max) &&
        !(below !== undefined && value >= below);
      return fits ? value : misfit(expected.trim(), value);
    },
    json: {
      type,
      ...(min !== undefined && { minimum: min }),
      ...(above !== undefined && { exclusiveMinimum: above }),
      ...(max !== undefined && { maximum: max }),
      ...(below !== undefined && { exclusiveMaximum: below }),
    },
  };
}

/** A finite number. */
export const number = numberWithin({});

/** A finite number above 0. */
export const positive = numberWithin({ above: 0 });

/** A safe integer of at least `min`. */
/* #__NO_SIDE_EFFECTS__ */
export function integer(min?: number): Schema<number> {
  return numberWithin(min === undefined ? {} : { min }, "integer");
}

/** Any number; JSON has no word for NaN and the infinities, so those come as strings. */
export const loss: Schema<number> = {
  read: (value) => numberFromJson(value) ?? misfit("a number", value),
  json: {
    anyOf: [{ type: "number" }, { type: "string", enum: ["NaN", "Infinity", "-Infinity"] }],
  },
};

/** A time in ISO 8601. */
export const time: Schema<string> = {
  read(value) {
    const isTime = typeof value === "string" && !Number.isNaN(Date.parse(value));
    return isTime ? value : misfit("a time in ISO 8601", value);
  },
  json: { type: "string", format: "date-time" },
};

/** A text of a given form. */
/* #__NO_SIDE_EFFECTS__ */
export function textLike(pattern: RegExp, expected: string): Schema<string> {
  return {
    read: (value) =>
      typeof value === "string" && pattern.test(value) ? value : misfit(expected, value),
    json: { type: "string", pattern: pattern.source },
  };
}

/** One of some texts or numbers. */
export interface Choice<T> extends Schema<T> {
  readonly values: readonly T[];
}

/* @__NO_SIDE_EFFECTS__ */
/* #__NO_SIDE_EFFECTS__ */
export function oneOf<const T extends string>(...values: readonly T[]): Choice<T> {
  const expected = `one of ${values.join(", ")}`;
  return {
    read: (value) => values.find((each) => each === value) ?? misfit(expected, value),
    json: { type: "string", enum: values },
    values,
  };
}

/* #__NO_SIDE_EFFECTS__ */
export function literal<const T extends string | number | boolean>(wanted: T): Choice<T> {
  return {
    read: (value) => (value === wanted ? wanted : misfit(JSON.stringify(wanted), value)),
    json: { const: wanted },
    values: [wanted],
  };
}

/* @__NO_SIDE_EFFECTS__ */
/* #__NO_SIDE_EFFECTS__ */
export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  const { type } = schema.json;
  return {
    read: (value) => (value === null ? null : schema.read(value)),
    json:
      typeof type === "string" && !("enum" in schema.json)
        ? { ...schema.json, type: [type, "null"] }
        : { anyOf: [schema.json, { type: "null" }] },
  };
}

/** The first of some schemas that fits. */
/* #__NO_SIDE_EFFECTS__ */
export function either<const Options extends readonly Schema[]>(
  expected: string,
  ...options: Options
): Schema<Infer<Options[number]>> {
  return {
    read(value) {
      for (const option of options) {
        const parsed = parse(option, value);
        if (parsed.ok) return parsed.value as Infer<Options[number]>;
      }
      return misfit(expected, value);
    },
    json: { anyOf: options.map(({ json }) => json) },
  };
}

/** How many entries an array may have, and what messages call it. */
interface ListBounds {
  readonly fewest?: number;
  readonly most?: number;
  readonly called?: string;
}

/* @__NO_SIDE_EFFECTS__ */
/* #__NO_SIDE_EFFECTS__ */
export function list<T>(
  items: Schema<T>,
  { fewest = 0, most = Number.POSITIVE_INFINITY, called = "an array" }: ListBounds = {},
): Schema<readonly T[]> {
  return {
    read(value) {
      if (!Array.isArray(value)) return misfit(called, value);
      if (value.length < fewest) return misfit(`${called} of at least ${fewest}`, value);
      if (value.length > most) return misfit(`${called} of at most ${most}`, value);
      const read = new Array<T>(value.length);
      let index = 0;
      try {
        for (; index < read.length; index++) read[index] = items.read(value[index]);
      } catch (thrown) {
        throw inside(index, thrown);
      }
      return read;
    },
    json: {
      type: "array",
      items: items.json,
      ...(fewest > 0 && { minItems: fewest }),
      ...(Number.isFinite(most) && { maxItems: most }),
    },
  };
}

/** Two values of one kind. */
/* #__NO_SIDE_EFFECTS__ */
export function pair<T>(item: Schema<T>): Schema<readonly [T, T]> {
  const items = list(item);
  return {
    read(value) {
      const [first, second, ...more] = items.read(value);
      if (first === undefined || second === undefined || more.length > 0) {
        return misfit("an array of two", value);
      }
      return [first, second];
    },
    json: { ...items.json, minItems: 2, maxItems: 2 },
  };
}

/** An object whose keys are not known, only what they hold. */
/* #__NO_SIDE_EFFECTS__ */
export function record<T>(values: Schema<T>): Schema<{ readonly [key: string]: T }> {
  return {
    read: (value) =>
      Object.fromEntries(
        Object.entries(asObject(value)).map(([key, item]) => {
          try {
            return [key, values.read(item)];
          } catch (thrown) {
            throw inside(key, thrown);
          }
        }),
      ),
    json: { type: "object", additionalProperties: values.json },
  };
}

/** The same schema, with a description in its JSON Schema. */
/* #__NO_SIDE_EFFECTS__ */
export function described<S extends Schema>(schema: S, description: string): S {
  const { type, ...rest } = schema.json;
  const isObject = "properties" in schema.json;
  const json = isObject ? { type, description, ...rest } : { ...schema.json, description };
  return { ...schema, json };
}

/** A field that may be left out. */
export interface OptionalField<out T = unknown> {
  readonly optional: Schema<T>;
  /** What does not fit is left out, too. */
  readonly isLenient: boolean;
}

/* @__NO_SIDE_EFFECTS__ */
/* #__NO_SIDE_EFFECTS__ */
export function optional<T>(schema: Schema<T>): OptionalField<T> {
  return { optional: schema, isLenient: false };
}

/** A field that may be left out, and that a newer version may fill with kinds that this one does not know. */
/* #__NO_SIDE_EFFECTS__ */
export function optionalIfKnown<T>(schema: Schema<T>): OptionalField<T> {
  return { optional: schema, isLenient: true };
}

/** A field that older documents lack, with what it is then. */
/* #__NO_SIDE_EFFECTS__ */
export function since<T>(schema: Schema<T>, before: T): Schema<T> {
  return {
    read: (value) => (value === undefined ? before : schema.read(value)),
    json: { ...schema.json, default: before },
  };
}

/** What an object holds, by name. */
export type Fields = Readonly<Record<string, Schema | OptionalField>>;

type Flat<T> = { readonly [Key in keyof T]: T[Key] };

/** The object that {@link Fields} describe. */
export type DataOf<F> = Flat<
  {
    readonly [Name in keyof F as F[Name] extends OptionalField ? never : Name]: Infer<F[Name]>;
  } & {
    readonly [Name in keyof F as F[Name] extends OptionalField
      ? Name
      : never]?: F[Name] extends OptionalField<infer T> ? T : never;
  }
>;

export interface ObjectSchema<F> extends Schema<DataOf<F>> {
  readonly fields: F;
}

/** What must hold of a whole object, where no field can say it alone. */
export interface Condition<in T> {
  /** The field that a message points to. */
  readonly field: string;
  /** Goes on after "expected"; a function where it depends on the object. */
  readonly expected: string | ((value: T) => string);
  holds(value: T): boolean;
}

/**
 * An object with these fields. Others are kept as they are: a document may come from a newer
 * version, which adds fields.
 */
/* @__NO_SIDE_EFFECTS__ */
/* #__NO_SIDE_EFFECTS__ */
export function object<const F extends Fields>(
  fields: F,
  ...conditions: readonly Condition<DataOf<F>>[]
): ObjectSchema<F> {
  const known = Object.entries(fields).map(([name, field]) =>
    "optional" in field
      ? { name, schema: field.optional, isOptional: true, isLenient: field.isLenient }
      : { name, schema: field, isOptional: false, isLenient: false },
  );
  const required = known
    .filter(({ schema, isOptional }) => !isOptional && !("default" in schema.json))
    .map(({ name }) => name);
  return {
    fields,
    read(value) {
      const given = asObject(value);
      const read: Record<string, unknown> = {};
      for (const { name, schema, isOptional, isLenient } of known) {
        const item = Object.hasOwn(given, name) ? given[name] : undefined;
        if (isOptional && item === undefined) continue;
        if (isLenient && !parse(schema, item).ok) continue;
        try {
          read[name] = schema.read(item);
        } catch (thrown) {
          throw inside(name, thrown);
        }
      }
      for (const name of Object.keys(given)) {
        // The one name that cannot be set like any other.
        if (!Object.hasOwn(fields, name) && name !== "__proto__") read[name] = given[name];
      }
      const data = read as DataOf<F>;
      for (const { field, expected, holds } of conditions) {
        if (holds(data)) continue;
        const wanted = typeof expected === "string" ? expected : expected(data);
        throw inside(field, new Misfit(wanted, read[field]));
      }
      return data;
    },
    json: {
      type: "object",
      properties: Object.fromEntries(known.map(({ name, schema }) => [name, schema.json])),
      ...(required.length > 0 && { required }),
    },
  };
}

/** A {@link Condition}; `field` is one of the object's. */
/* #__NO_SIDE_EFFECTS__ */
export function where<T extends object>(
  field: keyof T & string,
  expected: Condition<T>["expected"],
  holds: (value: T) => boolean,
): Condition<T> {
  return { field, expected, holds };
}

/** These arrays belong together, entry by entry. */
/* #__NO_SIDE_EFFECTS__ */
export function sameLength<Name extends string>(
  first: Name,
  ...others: readonly Name[]
): Condition<Readonly<Record<Name, readonly unknown[]>>>[] {
  return others.map((field) => ({
    field,
    expected: `an array as long as ${first}`,
    holds: (value) => value[field].length === value[first].length,
  }));
}

/** These numbers never fall. */
/* #__NO_SIDE_EFFECTS__ */
export function neverFalling<Name extends string>(
  field: Name,
): Condition<Readonly<Record<Name, readonly number[]>>> {
  return {
    field,
    expected: "numbers that never fall",
    holds: (value) => value[field].every((each, i, all) => i === 0 || each >= (all[i - 1] ?? each)),
  };
}

/** An object that a field tells apart. */
type Variant<Key extends string> = ObjectSchema<Readonly<Record<Key, Choice<string>>> & Fields>;

/** Objects that are told apart by one field, which is a {@link literal} in each. */
export interface Variants<out T, out Kind> extends Schema<T> {
  /** The values of that field, in order. */
  readonly kinds: readonly Kind[];
}

/* #__NO_SIDE_EFFECTS__ */
export function variants<Key extends string, const Options extends readonly Variant<Key>[]>(
  key: Key,
  ...options: Options
): Variants<Infer<Options[number]>, Infer<Options[number]["fields"][Key]>> {
  const byKind = new Map(options.map((option) => [option.fields[key].values[0], option]));
  const kinds = [...byKind.keys()];
  const expected = kinds.length === 1 ? JSON.stringify(kinds[0]) : `one of ${kinds.join(", ")}`;
  return {
    read(value) {
      const given = asObject(value)[key];
      const option = typeof given === "string" ? byKind.get(given) : undefined;
      if (option === undefined) throw inside(key, new Misfit(expected, given));
      return option.read(value) as Infer<Options[number]>;
    },
    json: { anyOf: options.map(({ json }) => json) },
    kinds: kinds as Infer<Options[number]["fields"][Key]>[],
  };
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : misfit("an object", value);
}
