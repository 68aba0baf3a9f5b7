import * as z from "zod/mini";
import { describe } from "../core/check.ts";
import { numberFromJson } from "../core/json.ts";

export type Schema<Output = unknown> = z.ZodMiniType<Output>;

type Readonlies<T> = unknown extends T ? T : { readonly [Key in keyof T]: Readonlies<T[Key]> };

/** What a schema's parser gives, all of it readonly. */
export type Infer<S extends Schema> = Readonlies<z.output<S>>;

/**
 * An object with these fields. Others are kept as they are: a document may come from a newer
 * version, which adds fields.
 */
export function object<const Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
): z.ZodMiniObject<Shape, z.core.$strip> {
  return z.looseObject(shape);
}

/** A finite number above 0. */
export const positive = z.number().check(z.positive());

/** An integer of at least `min`. */
export function integer(min = Number.MIN_SAFE_INTEGER) {
  return z.int().check(z.minimum(min));
}

/** A number that may be non-finite: JSON has no word for that, so those come as strings. */
export const anyNumber = z.pipe(
  z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])], "a number"),
  z.transform((value) => numberFromJson(value) ?? Number.NaN),
);

/** An ISO 8601 time. */
export const time = z
  .string()
  .check(z.refine((text) => !Number.isNaN(Date.parse(text)), "a time in ISO 8601"));

/** A warning, reason or piece of advice, as in `core/note.ts`. */
export const noteSchema = object({
  /** What programs look at. */
  code: z.string(),
  /** The English sentence made from the data. */
  message: z.string(),
  /** The numbers behind the sentence. */
  data: z.record(z.string(), z.unknown()),
});

/**
 * A condition on a whole object, for what no field can say alone.
 *
 * @param field the one that the message points to
 * @param expected goes on after "expected"
 */
export function where<T extends object>(
  field: keyof T & string,
  expected: string,
  test: (value: T) => boolean,
): z.core.$ZodCheck<T> {
  return z.check<T>(({ value, issues }) => {
    if (test(value)) return;
    issues.push({
      code: "custom",
      path: [field],
      input: value[field],
      message: expected,
      continue: true,
    });
  });
}

/** These arrays belong together, entry by entry. */
export function sameLength<T extends object>(...fields: (keyof T & string)[]) {
  const [first] = fields;
  return fields.slice(1).map((field) =>
    where<T>(field, `an array as long as ${first}`, (value) => {
      return lengthOf(value[field]) === lengthOf(value[first as keyof T]);
    }),
  );
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

/** Where a value does not fit its schema, and how. */
export interface Misfit {
  /** Keys and indices joined by dots; empty for the value itself. */
  readonly place: string;
  /** E.g. `expected a number above 0, got "x" (string)`. */
  readonly message: string;
}

/** A value that fits, or the first place where it does not. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly misfit: Misfit };

/**
 * Checks a value that came from JSON. Never throws.
 *
 * No code is made at run time (`jitless`): the pages' content security policy forbids it.
 */
export function parseWith<T>(schema: Schema<T>, value: unknown): Parsed<Readonlies<T>> {
  const parsed = schema.safeParse(value, { jitless: true, reportInput: true, error: expected });
  if (parsed.success) return { ok: true, value: parsed.data as Readonlies<T> };
  const [issue] = parsed.error.issues;
  const place = issue?.path.join(".") ?? "";
  const message = `expected ${issue?.message ?? "something else"}, got ${describe(issue?.input)}`;
  return { ok: false, misfit: { place, message } };
}

/** What was expected, in words that go on after "expected". */
function expected(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? issue.expected;
    case "invalid_value":
      return issue.values.length === 1
        ? JSON.stringify(issue.values[0])
        : `one of ${issue.values.join(", ")}`;
    case "too_small":
      return size(issue.origin, issue.inclusive === false ? "above" : "of at least", issue.minimum);
    case "too_big":
      return size(issue.origin, issue.inclusive === false ? "below" : "of at most", issue.maximum);
    case "invalid_union":
      return Array.isArray(issue.options) ? `one of ${issue.options.join(", ")}` : "something else";
    default:
      return "something else";
  }
}

const TYPES: Readonly<Partial<Record<string, string>>> = {
  number: "a number",
  int: "an integer",
  string: "a string",
  boolean: "true or false",
  array: "an array",
  tuple: "an array",
  object: "an object",
  record: "an object",
};

function size(origin: string, relation: string, limit: number | bigint): string {
  if (origin === "array") return `an array ${relation} ${limit} entries`;
  return `${TYPES[origin] ?? origin} ${relation} ${limit}`;
}
