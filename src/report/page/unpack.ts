import type { PageApp, Plotly } from "./types.ts";

/**
 * Unpacks plotly and the page's own code from the page (gzip in base 85, see `packed/base85.ts`) and runs them as one more
 * inline script with the page's nonce. Nothing is fetched.
 */
export async function unpackScripts(
  packed: string,
  alphabet: string,
  nonce: string,
): Promise<{ plotly: Plotly; app: PageApp }> {
  const digits = new Uint8Array(128);
  [...alphabet].forEach((character, i) => {
    digits[character.charCodeAt(0)] = i;
  });
  const view = new DataView(new ArrayBuffer(((packed.length - 1) / 5) * 4));
  const digit = (i: number) => digits[packed.charCodeAt(i)] as number;
  for (let from = 1, to = 0; from < packed.length; from += 5, to += 4) {
    const high = (digit(from) * 85 + digit(from + 1)) * 85 + digit(from + 2);
    view.setUint32(to, high * 7225 + digit(from + 3) * 85 + digit(from + 4));
  }
  const bytes = new Uint8Array(view.buffer, 0, view.byteLength - Number(packed[0]));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const element = document.createElement("script");
  element.nonce = nonce;
  element.textContent = await new Response(stream).text();
  document.head.append(element);
  const { Plotly: plotly, lrFinderPage: app } = window as unknown as {
    Plotly?: Plotly;
    lrFinderPage?: PageApp;
  };
  if (plotly === undefined || app === undefined) {
    throw new Error("the scripts that came with the page did not start");
  }
  return { plotly, app };
}
