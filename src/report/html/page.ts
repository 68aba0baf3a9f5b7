import { deriveSeed } from "../../core/random.ts";
import { pageScript } from "../page/script.ts";
import type { Figure } from "../view/figure-types.ts";
import { PALETTES } from "../view/palette.ts";
import { styles } from "./styles.ts";
import { html, type Markup, scriptJson, trusted } from "./template.ts";

/** A whole page: what differs from page to page. */
export interface PageParts {
  readonly title: string;
  /** Beside the product's name in the bar at the top. */
  readonly heading: Markup;
  readonly body: Markup;
  readonly figures: readonly Figure[];
  /** Plotly as gzip in base64; null leaves the charts out. */
  readonly plotly: string | null;
}

/**
 * One self-contained HTML document. Its content security policy lets nothing be fetched, and no
 * script run but those that carry the page's nonce, so that even markup that slipped in stays dead.
 * (Inline styles are open because plotly sets them.)
 */
export function page({ title, heading, body, figures, plotly }: PageParts): string {
  const data = scriptJson({ figures, palettes: PALETTES });
  const nonce = nonceFor(`${title}${body}${data}`);
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(styles())}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the answer</a>
<header class="top"><p class="brand">lr-finder</p>${heading}<button type="button" id="theme" class="needs-script">Dark theme</button></header>
<main id="main" tabindex="-1">
<noscript><p class="notice">Scripts are off, so the charts are not drawn. Everything they show is in words and tables below.</p></noscript>
<p class="notice" id="no-charts" hidden></p>
${body}
</main>
<footer class="bottom"><p>Made by lr-finder. This file holds everything it shows and fetches nothing.</p></footer>
<p id="status" role="status" class="status"></p>
<script type="application/json" id="page-data">${data}</script>
${plotly === null ? null : html`<script type="text/plain" id="plotly">${trusted(base64(plotly))}</script>`}
<script nonce="${nonce}">${trusted(pageScript())}</script>
</body>
</html>
`.toString();
}

/** Refuses what is not base64: it goes into the page as it is. */
function base64(text: string): string {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new TypeError("`plotly` must be the base64 text that loadPlotly() returns");
  }
  return text;
}

function nonceFor(content: string): string {
  return [0, 1, 2, 3]
    .map((word) => deriveSeed(word, content).toString(16).padStart(8, "0"))
    .join("");
}
