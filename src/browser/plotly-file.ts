import { InputError, LrFinderError, messageOf } from "../core/errors.ts";
import { toBase85 } from "../report/packed/base85.ts";

/** The one file of the package, below the folder that packages lie in. */
const FILE = "plotly.js-dist-min/plotly.min.js";

/**
 * Plotly as a report carries it: gzip in base 85.
 *
 * @param given address of `plotly.min.js` or its text; undefined: looked for in the page's site
 * @throws InputError `bad-option` where what was given is not plotly
 * @throws LrFinderError `plotly-missing` where nothing was given and the site has none,
 *   `no-compression` in a browser without `CompressionStream`
 */
export async function packedPlotly(given: string | URL | undefined): Promise<string> {
  const text = given === undefined ? await searched() : await givenText(given);
  if (typeof CompressionStream === "undefined") {
    throw new LrFinderError(
      "no-compression",
      "this browser cannot compress (CompressionStream, there since 2023): `plotly: null` makes a report whose charts are pictures",
    );
  }
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return toBase85(new Uint8Array(await new Response(packed).arrayBuffer()));
}

async function givenText(given: string | URL): Promise<string> {
  const asText = String(given);
  if (isPlotly(asText)) return asText;
  const got = await fetched(asText);
  if (got.text !== undefined) return got.text;
  throw new InputError(
    "bad-option",
    `\`plotly\` must be the address of plotly.min.js, or its text: ${got.why}`,
    { data: { option: "plotly" } },
  );
}

async function searched(): Promise<string> {
  const tried: string[] = [];
  for (const address of addresses()) {
    const got = await fetched(address);
    if (got.text !== undefined) return got.text;
    tried.push(got.why);
  }
  throw new LrFinderError(
    "plotly-missing",
    `the report carries plotly, which was not found (${tried.join("; ")}): put a copy of node_modules/${FILE} into the site and give \`reportBlob\` its address as \`plotly\`, or \`plotly: null\` for a report whose charts are pictures`,
    { data: { tried } },
  );
}

/** Where plotly may be, in the order in which it is looked for. */
function addresses(): string[] {
  const found = new Set<string>();
  const add = (path: string, base: string | undefined) => {
    try {
      const { href, protocol } = new URL(path, base);
      // Bundlers may leave the address of the source file.
      if (protocol !== "file:") found.add(href);
    } catch {
      // No address can be made from where this module lies.
    }
  };
  const own = asset();
  add(own, undefined);
  // The folder of packages that this module was served from, and where development servers have it.
  const folder = own.lastIndexOf("/node_modules/", own.length - FILE.length - 1);
  if (folder >= 0) add(`${own.slice(0, folder)}/node_modules/${FILE}`, undefined);
  // `dist/browser` of the neighbour, as sites that serve packages have them.
  add(`../../../../${FILE}`, own);
  add(`/node_modules/${FILE}`, own);
  return [...found];
}

/**
 * The address that a bundler has given plotly's file as one of the site's assets; where it took none,
 * beside this module.
 */
function asset(): string {
  try {
    // Written as bundlers know it: both parts as they stand here. Parcel takes the first for a path
    // from this file, which `browser` in package.json leads to the package.
    return new URL("plotly.js-dist-min/plotly.min.js", import.meta.url).href;
  } catch {
    // In a classic script `import.meta` says nothing.
    return new URL(FILE, globalThis.location.href).href;
  }
}

type Fetched =
  | { readonly text: string; readonly why?: never }
  | { readonly text?: never; readonly why: string };

async function fetched(address: string): Promise<Fetched> {
  const name = address.length > 200 ? `${address.slice(0, 200)}…` : address;
  try {
    const response = await fetch(address);
    if (!response.ok) return { why: `${name} answers ${response.status}` };
    // Development servers add a map, which is larger than the script.
    const text = (await response.text()).replace(/\n\/\/# sourceMappingURL=\S*\s*$/, "\n");
    // Many servers answer with the site's first page where they have no file.
    return isPlotly(text) ? { text } : { why: `${name} is something else` };
  } catch (thrown) {
    return { why: `${name}: ${messageOf(thrown)}` };
  }
}

/** Of any version and bundle, also minified again: a class in the code of them all; no address is as long. */
function isPlotly(text: string): boolean {
  return text.length > 100_000 && text.includes("js-plotly-plot") && !/^\s*<|^data:/.test(text);
}
