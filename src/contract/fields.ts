import { numberFromJson } from "../core/json.ts";

/** Reads one value of a document that may be of any version: undefined where it does not fit. */
export type Field<T> = (value: unknown) => T | undefined;

/** A value that may be left out. */
export interface OptionalField<T> {
  readonly optional: Field<T>;
}

/** What an object holds, by name. Fields that are not named here are not read. */
export type Fields = Readonly<Record<string, Field<unknown> | OptionalField<unknown>>>;

type OptionalNames<F> = {
  [Name in keyof F]: F[Name] extends OptionalField<unknown> ? Name : never;
}[keyof F];

/** The object that {@link Fields} describe. */
export type DataOf<F> = {
  readonly [Name in Exclude<keyof F, OptionalNames<F>>]: F[Name] extends Field<infer T> ? T : never;
} & {
  readonly [Name in OptionalNames<F>]?: F[Name] extends OptionalField<infer T>
    ? T | undefined
    : never;
};

export const text: Field<string> = (value) => (typeof value === "string" ? value : undefined);

export const flag: Field<boolean> = (value) => (typeof value === "boolean" ? value : undefined);

/** A finite number. */
export const number: Field<number> = (value) =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;

/** Any number; NaN and the infinities stand in JSON as text. */
export const loss: Field<number> = numberFromJson;

export function oneOf<const T extends string>(...values: readonly T[]): Field<T> {
  return (value) => values.find((each) => each === value);
}

export function nullable<T>(field: Field<T>): Field<T | null> {
  return (value) => (value === null ? null : field(value));
}

export function list<T>(field: Field<T>): Field<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const items: T[] = [];
    for (const each of value) {
      const item = field(each);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  };
}

export function object<const F extends Fields>(fields: F): Field<DataOf<F>> {
  return (value) =>
    typeof value === "object" && value !== null ? readFields(fields, value) : undefined;
}

export function optional<T>(field: Field<T>): OptionalField<T> {
  return { optional: field };
}

/** The fields of an object; undefined where one is missing or does not fit. */
export function readFields<F extends Fields>(fields: F, source: object): DataOf<F> | undefined {
  const values = new Map(Object.entries(source));
  const read: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const isOptional = typeof field !== "function";
    const given = values.get(name);
    if (isOptional && given === undefined) continue;
    const value = isOptional ? field.optional(given) : field(given);
    if (value === undefined) return undefined;
    read[name] = value;
  }
  return read as DataOf<F>;
}
