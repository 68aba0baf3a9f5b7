import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { rolldown } from "rolldown";
import { resource } from "../resources.ts";
import { LANGUAGES, type Language } from "../words/index.ts";
import { toBase85 } from "./packed/base85.ts";
import { type PageName, packedFile } from "./scripts.ts";

/** The languages' registry, which no page's code has in it: the words of its own come beside it. */
const REGISTRY = "src/words/registry.ts";

/** Entry of each page's code, which exports `app`. */
const ENTRIES: Readonly<Record<PageName, string>> = {
  report: "src/report/page/app/main.ts",
  playground: "src/report/playground/app/main.ts",
  live: "src/live/page/main.ts",
};

/** Licences stay; what marks code as pure has done its work once the code is bundled. */
const MINIFIED_COMMENTS = { legal: true, annotation: false, jsdoc: false };

/**
 * A page's code from its TypeScript sources: one classic script, minified, without what is not used,
 * that leaves the entry's exports in `window.lrFinderPage`. It finds the languages that it can speak
 * in `window.lrFinderWords` (see {@link bundleWords}), and so holds none itself.
 */
export async function bundlePage(name: PageName): Promise<string> {
  const bundle = await rolldown({
    input: fileURLToPath(resource(ENTRIES[name])),
    platform: "browser",
    // Its paths are for the compiler alone.
    tsconfig: false,
    plugins: [
      {
        name: "words-beside",
        async resolveId(source, importer) {
          const found = await this.resolve(source, importer, { skipSelf: true });
          return found?.id.endsWith(`/${REGISTRY}`) ? { id: REGISTRY, external: true } : found;
        },
      },
    ],
  });
  const { output } = await bundle.generate({
    format: "iife",
    name: "lrFinderPage",
    globals: { [REGISTRY]: "lrFinderWords" },
    minify: true,
    comments: MINIFIED_COMMENTS,
  });
  await bundle.close();
  return output[0].code;
}

/** The words of one language as a classic script: the registry with that one entry. */
export async function bundleWords(language: Language): Promise<string> {
  const registry = fileURLToPath(resource(REGISTRY));
  const bundle = await rolldown({
    input: "words",
    platform: "browser",
    tsconfig: false,
    treeshake: { moduleSideEffects: false },
    plugins: [
      {
        name: "one-language",
        resolveId: (source) => (source === "words" ? source : null),
        load: (id) =>
          id === "words"
            ? `export { ${JSON.stringify(language)} } from ${JSON.stringify(registry)};`
            : null,
      },
    ],
  });
  const { output } = await bundle.generate({
    format: "iife",
    name: "lrFinderWords",
    minify: true,
    comments: MINIFIED_COMMENTS,
  });
  await bundle.close();
  return output[0].code;
}

/**
 * A script as a page carries it: gzip in base 85.
 *
 * @param level of the compression: 9 takes twice as long as 6 and saves a hundredth
 */
export async function packScript(text: string | Uint8Array, level = 9): Promise<string> {
  return toBase85(await promisify(gzip)(text, { level, memLevel: 9 }));
}

/** `plotly.js-dist-min`'s one file, as it is. */
export function readPlotly(): Promise<Uint8Array> {
  return readFile(createRequire(import.meta.url).resolve("plotly.js-dist-min/plotly.min.js"));
}

/** Bundles and packs the scripts of all pages into `dist/pages`. */
export async function buildPages(): Promise<void> {
  await mkdir(resource("dist/pages"), { recursive: true });
  const names = Object.keys(ENTRIES) as PageName[];
  await Promise.all([
    ...names.map(async (name) =>
      writeFile(packedFile(name), await packScript(await bundlePage(name))),
    ),
    ...LANGUAGES.map(async (language) =>
      writeFile(packedFile(`words-${language}`), await packScript(await bundleWords(language))),
    ),
    readPlotly().then(async (text) => writeFile(packedFile("plotly"), await packScript(text))),
  ]);
}

// Run by the build, after the compiler: `node dist/report/build-pages.js`.
if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPages();
