/** As much of plotly.js as is used: `Plotly` of any of its bundles with scatter charts. */
export interface Plotly {
  react(element: HTMLElement, data: unknown, layout: unknown, config: unknown): unknown;
  purge(element: HTMLElement): void;
}
