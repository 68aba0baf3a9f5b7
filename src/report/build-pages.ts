import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { keysOf } from "../core/records.ts";
import { resource } from "../resources.ts";
import { LANGUAGES, type Language } from "../words/index.ts";
import { PAGE_SECTIONS, type PageName } from "./page/page-words.ts";
import { asModule, packedFile, packScript, SCRIPTS, type ScriptName } from "./scripts.ts";

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

/**
 * What a page carries of one language's words (see `PAGE_SECTIONS`) as a classic script: the registry
 * with that one entry.
 */
export async function bundleWords(page: PageName, language: Language): Promise<string> {
  const registry = JSON.stringify(fileURLToPath(resource(REGISTRY)));
  const sections: readonly string[] | null = PAGE_SECTIONS[page];
  const source =
    sections === null
      ? `export { ${language} } from ${registry};`
      : `import { ${language} as all } from ${registry};
         export const ${language} = { ${sections.map((name) => `${name}: all.${name}`)} };`;
  const bundle = await rolldown({
    input: "words",
    platform: "browser",
    tsconfig: false,
    treeshake: { moduleSideEffects: false },
    plugins: [
      {
        name: "one-language",
        resolveId: (source) => (source === "words" ? source : null),
        load: (id) => (id === "words" ? source : null),
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
 * Bundles and packs the scripts of all pages into `dist/pages`, each whole or not at all; what an
 * earlier version left there goes.
 *
 * @param which those that are made; @default all
 */
export async function buildPages(which: readonly ScriptName[] = SCRIPTS): Promise<void> {
  const folder = resource("dist/pages/");
  await mkdir(folder, { recursive: true });
  const write = async (name: ScriptName, text: () => Promise<string>) => {
    if (!which.includes(name)) return;
    const file = packedFile(name);
    const part = new URL(`${file.href}.${process.pid}`);
    await writeFile(part, asModule(await packScript(await text(), 9)));
    await rename(part, file);
  };
  await Promise.all([
    ...keysOf(ENTRIES).flatMap((page) => [
      write(page, () => bundlePage(page)),
      ...LANGUAGES.map((language) =>
        write(`${page}-${language}`, () => bundleWords(page, language)),
      ),
    ]),
  ]);
  const known = new Set(SCRIPTS.map((name) => `${name}.js`));
  const left = (await readdir(folder)).filter(
    (name) => /\.(js|txt)$/.test(name) && !known.has(name),
  );
  await Promise.all(left.map((name) => rm(new URL(name, folder))));
}

// Run by the build, after the compiler: `node dist/report/build-pages.js`.
if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPages();
