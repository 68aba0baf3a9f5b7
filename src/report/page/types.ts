import type { Figure, Json } from "../view/figure-types.ts";
import type { Palette, ThemeName } from "../view/palette.ts";

/** What the page's script reads from the page's JSON element. */
export interface PageData {
  readonly figures: readonly Figure[];
  readonly palettes: Readonly<Record<ThemeName, Palette>>;
}

/** The few functions of plotly that the page calls. */
export interface Plotly {
  newPlot(element: Element, data: Json, layout: Json, config: Json): Promise<unknown>;
  react(element: Element, data: Json, layout: Json, config: Json): Promise<unknown>;
  relayout(element: Element, update: Json): Promise<unknown>;
  downloadImage(figure: Json, options: Json): Promise<unknown>;
}

/** One drawn chart. */
export interface DrawnChart {
  /** Draws again in the colours of a theme; what is hidden stays hidden. */
  recolor(theme: ThemeName): Promise<void>;
  /** Shows or hides an entry of the key. */
  toggle(entry: number, shown: boolean): Promise<void>;
  /** `reset`, `all`, `log`, `linear`, `png` or `svg`. */
  act(action: string): Promise<void>;
}

/** The theme in use, and the button that changes it. */
export interface ThemeControl {
  current(): ThemeName;
  onChange(listener: (theme: ThemeName) => void): void;
}
