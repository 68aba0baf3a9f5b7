import { PAGE_BRAND, PAGE_START } from "../../contract/page-mark.ts";
import { deriveSeed } from "../../core/random.ts";
import { DEFAULT_LANGUAGE, LANGUAGES, type Language, wordsOf } from "../../words/index.ts";
import { styles } from "../html/styles.ts";
import { html, type Markup, scriptJson, trusted } from "../html/template.ts";
import { isBase85 } from "../packed/base85.ts";
import { packFigures } from "../packed/figures.ts";
import type { PackedResult } from "../packed/result.ts";
import type { Figure } from "../view/figure-types.ts";
import { PALETTES } from "../view/palette.ts";
import { bootScript } from "./boot.ts";

/** A whole page: what differs from page to page. */
export interface PageParts {
  readonly title: string;
  /** Beside the product's name in the bar at the top. */
  readonly heading: Markup;
  readonly body: Markup;
  readonly figures: readonly Figure[];
  /** The page's code and plotly, as `loadScripts` returns them; null leaves the charts out. */
  readonly plotly: string | null;
  /** The single result that the page is about, for its controls. @default null */
  readonly result?: PackedResult | null;
  /** More style, and more script that runs after the page's own: only what this package wrote. */
  readonly style?: string;
  readonly script?: string;
  /** Language of the page's words. @default the one that messages are written in */
  readonly language?: Language;
  /** Words of the link that skips the bar. */
  readonly skip?: string;
  /** Written into the policy where given; without it nothing may be connected to either. */
  readonly connect?: "none" | "self";
  /** Whether a worker made of the page's own code may run. @default false */
  readonly worker?: boolean;
}

/**
 * One self-contained HTML document. Its content security policy lets nothing be fetched, and no
 * script run but those that carry the page's nonce, so that even markup that slipped in stays dead.
 * (Inline styles are open because plotly sets them.)
 */
export function page(parts: PageParts): string {
  const { title, heading, body, figures, plotly, style = "", script = "", connect, worker } = parts;
  const { language = DEFAULT_LANGUAGE } = parts;
  const { tag, direction, boot, page: text } = wordsOf(language);
  const data = scriptJson({
    figures: plotly === null ? [] : packFigures(figures),
    palettes: PALETTES,
    language,
    text: boot,
    result: parts.result ?? null,
  });
  const nonce = nonceFor(`${title}${body}${data}`);
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'unsafe-inline'; img-src data: blob:;${connect === undefined ? "" : ` connect-src '${connect}';`}${worker ? " worker-src blob:;" : ""} base-uri 'none'; form-action 'none'`;
  return html`${trusted(PAGE_START)}
<html lang="${tag}" dir="${direction}"${plotly !== null && html` class="scripts"`}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(styles() + style)}</style>
</head>
<body>
<a class="skip" href="#main">${parts.skip ?? text.skip}</a>
<header class="top">${trusted(PAGE_BRAND)}${heading}<button type="button" id="theme" class="needs-script">${boot.toDark}</button></header>
<main id="main" tabindex="-1">
<noscript><p class="notice">${text.noScript}</p></noscript>
<p class="notice" id="no-charts" hidden></p>
${body}
</main>
<footer class="bottom"><p>${text.footer}</p></footer>
<p id="status" role="status" class="status"></p>
<script type="application/json" id="page-data">${data}</script>
${plotly === null ? null : packedScripts(plotly, language)}
<script nonce="${nonce}">${trusted(`${bootScript()}${script}`)}</script>
</body>
</html>
`.toString();
}

/** The scripts as they are, the words in one language; what is not packed is refused. */
function packedScripts(text: string, language: Language): Markup {
  const parts = text.split(" ");
  const [app = "", plotly = "", ...words] = parts;
  if (words.length !== LANGUAGES.length || !parts.every(isBase85)) {
    throw new TypeError("`plotly` must be the text that loadPlotly() returns");
  }
  return html`<script type="text/plain" id="words">${trusted(words[LANGUAGES.indexOf(language)] as string)}</script>
<script type="text/plain" id="app">${trusted(app)}</script>
<script type="text/plain" id="plotly">${trusted(plotly)}</script>`;
}

function nonceFor(content: string): string {
  return [0, 1, 2, 3]
    .map((word) => deriveSeed(word, content).toString(16).padStart(8, "0"))
    .join("");
}
