import type { Language, Words } from "../../words/index.ts";
import type { PackedFigure } from "../packed/figures.ts";
import type { PackedResult } from "../packed/result.ts";
import type { Json } from "../view/figure-types.ts";
import type { Palette, ThemeName } from "../view/palette.ts";

/** What the page's scripts read from the page's JSON element. */
export interface PageData {
  /** As `packFigures` makes them. */
  readonly figures: readonly PackedFigure[];
  readonly palettes: Readonly<Record<ThemeName, Palette>>;
  readonly language: Language;
  /** Strings of the first script. */
  readonly text: Words["boot"];
  /** The single result that the page is about; null for other pages. */
  readonly result: PackedResult | null;
}

/** The few functions of plotly that the page calls. */
export interface Plotly {
  newPlot(element: Element, data: Json, layout: Json, config: Json): Promise<PlotlyElement>;
  react(element: Element, data: Json, layout: Json, config: Json): Promise<unknown>;
  downloadImage(figure: Json, options: Json): Promise<unknown>;
}

/** The element that plotly drew into. */
export interface PlotlyElement extends HTMLElement {
  on(event: "plotly_relayout", listener: (update: Readonly<Record<string, unknown>>) => void): void;
  on(event: "plotly_afterplot" | "plotly_doubleclick", listener: () => void): void;
}

/** The theme in use, and the button that changes it. */
export interface ThemeControl {
  current(): ThemeName;
  onChange(listener: (theme: ThemeName) => void): void;
}

/** What the first script hands to the page's own code once that is unpacked. */
export interface PageTools {
  /** Unpacks and starts plotly at the first call: up to a second in which the page stands still. */
  plotly(): Promise<Plotly>;
  readonly theme: ThemeControl;
  /** Shows a line at the bottom for a moment; read out by screen readers. */
  say(message: string): void;
  /** The text of the page's own code and words, for a worker that runs it too. */
  readonly source: string;
}

/** The page's own code (`page/app/`), as it stands in the packed text beside plotly. */
export interface PageApp {
  /** Draws the page's charts and brings its controls to life. */
  open(data: PageData, tools: PageTools): Promise<void>;
}
