/** JSON as plotly takes it. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

export type JsonObject = { readonly [key: string]: Json };

/** The shape of a mark in the key beside a chart. */
export type Swatch =
  | { readonly kind: "line"; readonly color: string; readonly dash: "solid" | "dash" | "dot" }
  | { readonly kind: "dots"; readonly color: string }
  | { readonly kind: "area"; readonly color: string }
  | { readonly kind: "symbol"; readonly color: string; readonly symbol: string };

/** One entry of a chart's key: a button that shows and hides what it names. */
export interface KeyEntry {
  /** Stays the same when the figure is made again with other numbers. @default the label */
  readonly id?: string;
  readonly label: string;
  readonly swatch: Swatch;
  /** Indices into the figure's `data`. */
  readonly traces: readonly number[];
  /** Indices into `layout.shapes`. */
  readonly shapes: readonly number[];
  /** Indices into `layout.annotations`. */
  readonly annotations: readonly number[];
}

/** A label above a stretch of the x axis, hidden by the page where it has no room. */
export interface SpanLabel {
  /** Index into `layout.annotations`. */
  readonly annotation: number;
  readonly fromLog10: number;
  readonly toLog10: number;
  readonly characters: number;
}

/**
 * A chart: plotly traces and layout as plain JSON, plus what the page needs around it.
 *
 * Colours are roles (`@smoothed`) which the page replaces from the palette of the theme; they are
 * looked up only under keys that end in `color`, so user text can never be taken for one.
 */
export interface Figure {
  readonly id: string;
  readonly title: string;
  /** What can be seen, in words, for those who cannot see it. */
  readonly summary: string;
  /** Remarks below the chart. */
  readonly notes: readonly string[];
  /** CSS pixels. */
  readonly height: number;
  readonly data: readonly JsonObject[];
  readonly layout: JsonObject;
  readonly key: readonly KeyEntry[];
  readonly spanLabels: readonly SpanLabel[];
  /** Initial ranges of the y axis; `log` in powers of ten, null when a loss is not above 0. */
  readonly yRanges: {
    readonly linear: readonly [number, number];
    readonly log: readonly [number, number] | null;
  } | null;
}
