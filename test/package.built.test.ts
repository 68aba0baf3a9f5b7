// What `npm pack` puts into the package: what its pages name, and nothing that nobody needs.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { repoFile } from "./helpers/cli.ts";

interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** Files that a page's own commands make, and those of the repository alone. */
const MADE_THERE =
  /^(CONTRIBUTING\.md|reports\/|docs\/pictures\/[\w-]+\.png|datasets\/README\.md|test\/|src\/)/;

let packed: Packed;
let paths: readonly string[];
beforeAll(() => {
  const args = ["pack", "--dry-run", "--json", "--silent", "--ignore-scripts"];
  const text = execFileSync("npm", args, { cwd: repoFile("."), encoding: "utf8" });
  [packed] = JSON.parse(text) as [Packed];
  paths = packed.files.map(({ path }) => path);
}, 60_000);

test("it is less than 3 MB", () => {
  expect(packed.size).toBeLessThan(3e6);
});

test("nothing that was made on the way, for the build alone, or by others is in it", () => {
  const stray = /\.map$|__pycache__|\.tsbuildinfo$|(^|\/)node_modules\/|plotly\.min/;
  expect(paths.filter((path) => stray.test(path))).toEqual([]);
  // What the build runs.
  const built = ["dist/report/build-pages.js", "dist/cli/schema/build-schemas.js"];
  for (const file of built) expect(existsSync(repoFile(file)), file).toBe(true);
  expect(paths.filter((path) => built.includes(path))).toEqual([]);
  const kinds = new Set(paths.map((path) => path.split("/")[0]));
  expect([...kinds].sort()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "datasets",
    "dist",
    "docs",
    "examples",
    "package.json",
    "src",
  ]);
});

test("every entry point is in it", () => {
  const { exports, bin } = JSON.parse(readFileSync(repoFile("package.json"), "utf8")) as {
    exports: Record<string, string | { types: string; default: string }>;
    bin: Record<string, string>;
  };
  const named = [...Object.values(exports), ...Object.values(bin)].flatMap((each) =>
    typeof each === "string" ? [each] : [each.types, each.default],
  );
  const files = named
    .map((path) => path.replace(/^\.\//, ""))
    .filter((path) => !path.includes("*"));
  expect(files.length).toBeGreaterThan(30);
  expect(files.filter((path) => !paths.includes(path))).toEqual([]);
});

test("every file and folder of the repository that its code reads is in it", () => {
  const code = paths.filter((path) => /^dist\/.*\.js$/.test(path));
  const named = code.flatMap((path) => {
    const text = readFileSync(repoFile(path), "utf8");
    return (text.match(/["'`](src|datasets|dist)\/[\w./-]+(?=["'`]|\$)/g) ?? []).map((each) =>
      each.slice(1),
    );
  });
  // Comments name sources, too.
  const read = [...new Set(named)].filter(
    (path) => existsSync(repoFile(path)) && !path.endsWith(".ts"),
  );
  expect(read.length).toBeGreaterThan(5);
  const has = (path: string) =>
    paths.some((each) => each === path || each.startsWith(`${path.replace(/\/$/, "")}/`));
  expect(read.filter((path) => !has(path))).toEqual([]);
});

test("all that its pages name is in it", () => {
  const pages = ["README.md", ...paths.filter((path) => /^docs\/[\w/-]+\.md$/.test(path))];
  const named = pages.flatMap((page) => {
    const text = readFileSync(repoFile(page), "utf8");
    const examples = text.match(/\bexamples\/[\w./-]+\.(mjs|py|yaml|csv)\b/g) ?? [];
    const data = text.match(/\bdatasets\/[\w./-]+\.(csv|gz)\b/g) ?? [];
    const links = text.match(/\]\((?!https?:|#)[\w./-]+\.(md|png|svg)/g) ?? [];
    return [...examples, ...data, ...links.map((link) => join(dirname(page), link.slice(2)))];
  });
  expect(new Set(named).size).toBeGreaterThan(50);
  const has = (path: string) => paths.includes(path) || MADE_THERE.test(path);
  expect([...new Set(named)].filter((path) => !has(path))).toEqual([]);
});
