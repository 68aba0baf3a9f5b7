import type { Plotly } from "./types.ts";

/**
 * Unpacks plotly from the page (base64 of gzip) and runs it as one more inline script with the
 * page's nonce. Nothing is fetched.
 */
export async function unpackPlotly(packed: string, nonce: string): Promise<Plotly> {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const element = document.createElement("script");
  element.nonce = nonce;
  element.textContent = await new Response(stream).text();
  document.head.append(element);
  const { Plotly: plotly } = window as unknown as { Plotly?: Plotly };
  if (plotly === undefined) throw new Error("the chart library did not start");
  return plotly;
}
