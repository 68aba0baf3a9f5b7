/** A linear or log axis of the drawn chart, as plotly has it. */
export interface DrawnAxis {
  readonly type: string;
  /** For a log axis in powers of ten. */
  readonly range: readonly [number, number];
  /** Pixels from the left or upper edge of the drawing. */
  readonly _offset: number;
  readonly _length: number;
}

/** From a value to pixels from the start of its axis. */
export type Place = (value: number) => number;

/** A trace's coordinates; null where its line is broken. */
export type Values = readonly (number | null)[];

/** Places along an axis; `upwards` for a y axis, whose pixels count from its upper end. */
export function placeOn(
  { type, range: [from, to], _length: length }: DrawnAxis,
  upwards: boolean,
): Place {
  return (value) => {
    const share = ((type === "log" ? Math.log10(value) : value) - from) / (to - from);
    return (upwards ? 1 - share : share) * length;
  };
}

/** NaN where there is no value. */
export function at(value: number | null, place: Place): number {
  return value === null ? Number.NaN : place(value);
}

/** Tenths of a pixel; far outside the chart is far enough at a million. */
export function short(pixels: number): number {
  return Math.round(Math.min(Math.max(pixels, -1e6), 1e6) * 10) / 10;
}

/** A new SVG element with attributes. */
export function svg<K extends "g" | "path" | "text">(
  name: K,
  attributes: Readonly<Record<string, string | number>> = {},
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** Our own group of a class in one of plotly's layers, made as its first or last child at need. */
export function groupIn(layer: Element, name: string, where: "first" | "last"): Element {
  const there = layer.querySelector(`:scope > .${name}`);
  if (there) return there;
  const group = svg("g", { class: name });
  if (where === "first") layer.prepend(group);
  else layer.append(group);
  return group;
}
