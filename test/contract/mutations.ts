/** One change of a JSON document. */
export interface Mutation {
  /** Keys and indices joined by dots. */
  readonly place: string;
  readonly what: string;
  readonly document: unknown;
}

type Path = readonly (string | number)[];

/** What a value may turn into; `undefined` leaves it out. */
const CHANGES: readonly unknown[] = [
  undefined,
  null,
  "x",
  "",
  "NaN",
  "Infinity",
  true,
  0,
  -1,
  1.5,
  1e300,
  1e-300,
  Number.MAX_SAFE_INTEGER,
  [],
  {},
];

/** Every one-field mutation of a document: each place of it, each change. Long arrays: their ends. */
export function mutationsOf(document: unknown): Mutation[] {
  return pathsOf(document, []).flatMap((path) =>
    [...CHANGES, doubled(valueAt(document, path))].map((value) => ({
      place: path.join("."),
      what: value === undefined ? "left out" : JSON.stringify(value).slice(0, 40),
      document: changed(document, path, value),
    })),
  );
}

function pathsOf(value: unknown, path: Path): Path[] {
  const here = path.length === 0 ? [] : [path];
  if (Array.isArray(value)) {
    const last = value.length - 1;
    const shown = [...new Set([0, 1, last])].filter((i) => i >= 0 && i <= last);
    return [...here, ...shown.flatMap((i) => pathsOf(value[i], [...path, i]))];
  }
  if (typeof value !== "object" || value === null) return here;
  return [
    ...here,
    ...Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key])),
  ];
}

function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown>)[key],
    document,
  );
}

/** The value and more of it. */
function doubled(value: unknown): unknown {
  if (Array.isArray(value)) return [...value, ...value];
  if (typeof value === "number") return value * 2;
  return typeof value === "string" ? value + value : value;
}

function changed(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) {
    const items = value.map((item, i) => (i === key ? changed(item, rest, to) : item));
    return to === undefined && rest.length === 0 ? items.filter((_, i) => i !== key) : items;
  }
  const { [key as string]: old, ...others } = value as Record<string, unknown>;
  if (to === undefined && rest.length === 0) return others;
  // In its place, so that a mutation is nothing but the mutation.
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>).map(([name, item]) =>
      name === key ? [name, changed(old, rest, to)] : [name, item],
    ),
  );
}
