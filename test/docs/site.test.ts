// The site has every page, in its navigation too. What its build ends with is tested here: no link leads nowhere.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";
import { userPages } from "../helpers/markdown.ts";

const { deadLinks }: { deadLinks(folder: string): string[] } = await import(
  repoFile("docs/site/links.mjs")
);

test("every page of docs/ is in the site's navigation", () => {
  const config = readFileSync(repoFile("docs/site/config.mjs"), "utf8");
  const pages = userPages().flatMap(({ file }) => /^docs\/(.+)\.md$/.exec(file)?.[1] ?? []);
  expect(pages.length).toBeGreaterThan(25);
  expect(pages.filter((page) => !config.includes(`"/${page}"`))).toEqual([]);
});

describe("links of the built site", () => {
  const site = (files: Readonly<Record<string, string>>) => {
    const folder = temporaryFolder();
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return deadLinks(folder);
  };

  test("that lead to what a plain server has are none of the dead", () => {
    const page = (links: readonly string[]) =>
      `<h2 id="here"></h2>${links.map((link) => `<a class="x" href="${link}">x</a>`).join("")}<img src="/assets/a.png">`;
    const links = [
      "/",
      "/zh/",
      "./b.html#there",
      "#here",
      "/files/x.py",
      "https://a.example/b",
      "",
    ];
    const files = {
      "index.html": page(links),
      "b.html": '<h2 id="there"></h2><a href="zh/">x</a><a href="mailto:a@b.example">y</a>',
      "zh/index.html": '<a href="../b.html">x</a>',
      "assets/a.png": "",
      "files/x.py": '<a href="nowhere.html">',
    };
    expect(site(files)).toEqual([]);
  });

  test("are dead where a file, the page of a folder, a heading or a picture is missing", () => {
    const files = {
      "a.html":
        '<a href="/files/x.py.html">1</a><a href="zh/">2</a><a href="#no">3</a><img src="b.png"><a href="../up.html">4</a>',
      "files/x.py": "",
      "zh/guide.html": '<a href="/a#x">5</a>',
    };
    expect(site(files)).toEqual([
      "a.html: #no",
      "a.html: ../up.html",
      "a.html: /files/x.py.html",
      "a.html: b.png",
      "a.html: zh/",
      "zh/guide.html: /a#x",
    ]);
  });
});
