// What a page gets that imports `lr-finder/browser`, bundled as a site's bundler does it.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { type OutputChunk, rolldown } from "rolldown";
import { beforeAll, expect, test } from "vitest";
import { VERSION } from "../../src/browser/version.ts";
import { repoFile } from "../helpers/cli.ts";
import { readPage } from "../helpers/markdown.ts";

/** What is loaded when it is wanted, by modules of `dist`, and the most kilobytes (gzip) of each. */
const ON_DEMAND = {
  "search/probes.js": 8.5,
  "search/whole-runs.js": 11,
  "search/time-budget.js": 2,
  "trainer/tfjs/module/streams.js": 3,
  "search/ladder.js": 12.5,
  "search/verify.js": 19.5,
  "trainer/tfjs/kernels/register.js": 18,
  "browser/curve.js": 22,
  "browser/report.js": 93,
} as const;
const PARTS = Object.keys(ON_DEMAND).map((module) => repoFile(`dist/${module}`));

/** The files of a bundle; those of `outside` are left out. */
async function bundled(outside: readonly string[] = []): Promise<OutputChunk[]> {
  const bundle = await rolldown({
    input: repoFile("dist/browser/index.js"),
    platform: "browser",
    tsconfig: false,
    external: (id, from) =>
      id.startsWith("@tensorflow/") ||
      outside.includes(from === undefined ? id : resolve(dirname(from), id)),
    onLog(_, log) {
      throw new Error(log.message);
    },
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  return output.filter((file) => file.type === "chunk");
}

const kilobytes = (files: readonly OutputChunk[]) =>
  gzipSync(files.map(({ code }) => code).join(""), { level: 9 }).length / 1000;

let chunks: OutputChunk[];
beforeAll(async () => {
  chunks = await bundled();
});

/** Files that are loaded with one, itself among them. */
function withStatic(file: OutputChunk, found = new Set<OutputChunk>()): Set<OutputChunk> {
  if (found.has(file)) return found;
  found.add(file);
  for (const each of chunks) if (file.imports.includes(each.fileName)) withStatic(each, found);
  return found;
}

const entry = () => chunks.find(({ isEntry }) => isEntry) as OutputChunk;

/** The file that `import()` of a module of `dist` gets. */
function partOf(module: string): OutputChunk {
  const found = chunks.find(({ facadeModuleId }) => facadeModuleId === repoFile(`dist/${module}`));
  expect(found, module).toBeDefined();
  return found as OutputChunk;
}

test("nothing of Node.js is in it, and TensorFlow.js is the page's own", () => {
  const outside = new Set(
    chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]),
  );
  for (const { fileName } of chunks) outside.delete(fileName);
  expect([...outside].sort()).toEqual(["@tensorflow/tfjs-core", "@tensorflow/tfjs-layers"]);
  // What is asked of Node.js by name is asked at run time, where it is there.
  for (const { code } of chunks)
    expect(code).not.toMatch(
      /(?<!getBuiltinModule(?:\?\.)?\(\\?)["'`]node:|\brequire\(|process\.(env|versions|cwd)/,
    );
});

test("a page gets at most 59 kB before it wants more", async () => {
  const [file, ...others] = await bundled(PARTS);
  expect(others).toEqual([]);
  expect(file?.imports.every((name) => name.startsWith("@tensorflow/"))).toBe(true);
  expect(kilobytes([file as OutputChunk])).toBeLessThan(59);
});

test("a search with its defaults, probes among them, gets at most 67 kB", async () => {
  const probes = repoFile("dist/search/probes.js");
  const files = await bundled(PARTS.filter((part) => part !== probes));
  expect(files.some(({ facadeModuleId }) => facadeModuleId === probes)).toBe(true);
  expect(kilobytes(files)).toBeLessThan(67);
});

test.each(Object.entries(ON_DEMAND))(
  "%s is a file of its own, of at most %d kB",
  (module, most) => {
    const there = withStatic(entry());
    const more = [...withStatic(partOf(module))].filter((file) => !there.has(file));
    expect(more).toContain(partOf(module));
    expect(kilobytes(more)).toBeLessThan(most);
  },
);

test("plotly is no part of it, and its file is named where bundlers look for assets", () => {
  const named = 'new URL("plotly.js-dist-min/plotly.min.js",import.meta.url)';
  const naming = chunks.filter(({ code }) => code.replaceAll("`", '"').includes(named));
  expect(naming).toEqual([partOf("browser/report.js")]);
  expect(withStatic(entry())).not.toContain(naming[0]);
  for (const { moduleIds } of chunks)
    expect(moduleIds.filter((id) => /plotly\.js-dist-min|plotly\.min/.test(id))).toEqual([]);
  // Parcel takes that for a path below the module's folder.
  const { browser } = JSON.parse(readFileSync(repoFile("package.json"), "utf8"));
  const from = repoFile("dist/browser/plotly-file.js");
  const module = chunks.find(({ moduleIds }) => moduleIds.includes(from));
  expect(module).toBe(naming[0]);
  expect(browser["./dist/browser/plotly.js-dist-min/plotly.min.js"]).toBe(
    "plotly.js-dist-min/plotly.min.js",
  );
});

test.each(readPage("docs/browser.md").blocks.filter(({ language }) => language === "js"))(
  "the program in line $line of docs/browser.md can be bundled",
  async ({ code }) => {
    const program = repoFile("docs/program.js");
    const bundle = await rolldown({
      input: program,
      platform: "browser",
      tsconfig: false,
      plugins: [
        {
          name: "program",
          resolveId: (id) => (id === program ? id : null),
          load: (id) => (id === program ? code : null),
        },
      ],
      external: (id) => id.startsWith("@tensorflow/"),
      onLog(_, log) {
        throw new Error(log.message);
      },
    });
    const { output } = await bundle.generate({ format: "esm" });
    await bundle.close();
    const outside = output.flatMap((file) => (file.type === "chunk" ? file.imports : []));
    expect(outside.filter((name) => name.startsWith("node:"))).toEqual([]);
    expect(output[0].code.length).toBeGreaterThan(1000);
  },
);

test("it knows its version", () => {
  expect(VERSION).toBe(JSON.parse(readFileSync(repoFile("package.json"), "utf8")).version);
});
