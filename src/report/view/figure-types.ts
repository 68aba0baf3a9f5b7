/** JSON as plotly takes it. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

export type JsonObject = { readonly [key: string]: Json | undefined };

/** The ends of an axis, for a log axis in powers of ten. */
export type Range = readonly [number, number];

export const DASHES = ["solid", "dash", "dot", "longdash", "dashdot", "longdashdot"] as const;

/** Line styles, by plotly's names. */
export type Dash = (typeof DASHES)[number];

/** A stroke; 2 pixels wide and solid unless it says otherwise. */
export type Stroke = { readonly color?: string; readonly width?: number; readonly dash?: Dash };

/** Marks at the points of a trace: their size is the diameter of a circle, in pixels. */
export type Marker = {
  readonly color: string;
  readonly size: number;
  readonly symbol?: string;
  readonly opacity?: number;
  readonly line?: Stroke;
};

/**
 * One series of points, as plotly's `scatter` has it: the part of that trace which the page's own
 * drawing knows, and what plotly shows under the pointer.
 */
export type Trace = {
  readonly type: "scatter";
  readonly mode: "lines" | "markers" | "lines+markers" | "none";
  readonly name?: string;
  readonly x: readonly number[];
  /** Null where the line is broken. */
  readonly y: readonly (number | null)[];
  readonly xaxis?: "x2";
  readonly yaxis?: "y2";
  readonly line?: Stroke;
  readonly marker?: Marker;
  /** Fills the area down to the trace before, which has the same x. */
  readonly fill?: "tonexty";
  readonly fillcolor?: string;
  readonly customdata?: Json;
  readonly hovertemplate?: string;
  readonly hoverinfo?: "skip";
  /**
   * Lies still under all others while a curve changes (raw losses, the band over repeats), and answers
   * to no pointer. These hold most of the points, so our own drawing of them stays where plotly draws
   * the rest; saved pictures are drawn by plotly alone.
   */
  readonly meta?: "still";
};

/** An axis; what is left open is worked out from the traces. */
export type Axis = {
  readonly title: { readonly text: string };
  readonly type?: "log";
  readonly range?: Range;
  /** Whether an axis without a range begins at 0. */
  readonly rangemode?: "tozero";
  /** The part of the drawing that it takes, from the bottom or left. @default [0, 1] */
  readonly domain?: Range;
  readonly side?: "top";
  /** Most ticks. */
  readonly nticks?: number;
  /** Values that its ticks stand at, where two or more of them are in view. @default round ones */
  readonly values?: readonly number[];
  readonly tickformat?: string;
  readonly zeroline?: boolean;
  readonly zerolinecolor?: string;
  readonly showgrid?: boolean;
  readonly fixedrange?: boolean;
  readonly [plotly: string]: Json | undefined;
};

/** An area or a line over the whole height of the drawing, below the traces. */
export type Shape = {
  readonly type: "rect" | "line";
  readonly layer: "below" | "between";
  readonly xref: "x";
  /** Values of the x axis; for a log axis not their powers. */
  readonly x0: number;
  readonly x1: number;
  readonly yref: "paper";
  readonly y0: 0;
  readonly y1: 1;
  readonly fillcolor?: string;
  readonly line: Stroke;
};

/** Text at a value of the x axis. */
export type Label = {
  readonly xref: "x";
  /** For a log axis in powers of ten. */
  readonly x: number;
  readonly xanchor?: "right";
  readonly xshift?: number;
  /** Whether `y` is a part of the whole drawing or of its first y axis, from the bottom. */
  readonly yref: "paper" | "y domain";
  readonly y: number;
  readonly yanchor: "top" | "bottom";
  /** In plotly's small dialect of HTML, of which `<b>` around all of it is drawn. */
  readonly text: string;
  readonly showarrow: false;
  readonly bgcolor?: string;
  readonly borderpad?: number;
  readonly font: { readonly size: number; readonly color: string };
};

/** Pixels around a drawing, at least. */
export type Margin = {
  readonly l: number;
  readonly r: number;
  readonly t: number;
  readonly b: number;
};

/** Everything of a chart but its traces, as plotly has it. */
export type Layout = {
  /** Decimal sign and thousands separator. */
  readonly separators: string;
  readonly margin: Margin;
  readonly xaxis: Axis;
  readonly yaxis: Axis;
  readonly xaxis2?: Axis;
  readonly yaxis2?: Axis;
  readonly shapes: readonly Shape[];
  readonly annotations: readonly Label[];
  readonly [plotly: string]: Json | undefined;
};

/** The shape of a mark in the key beside a chart. */
export type Swatch =
  | { readonly kind: "line"; readonly color: string; readonly dash: Dash }
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

/** What an entry of a key is called while its numbers change. */
export function keyName({ id, label }: KeyEntry): string {
  return id ?? label;
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
  /** The same on paper. @default 170 */
  readonly paperHeight?: number;
  readonly data: readonly Trace[];
  readonly layout: Layout;
  readonly key: readonly KeyEntry[];
  readonly spanLabels: readonly SpanLabel[];
  /** Initial ranges of the y axis; `log` in powers of ten, null when a loss is not above 0. */
  readonly yRanges: {
    readonly linear: Range;
    readonly log: Range | null;
  } | null;
}
