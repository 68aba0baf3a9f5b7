// The site has every page, in its navigation too.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { repoFile } from "../helpers/cli.ts";
import { userPages } from "../helpers/markdown.ts";

test("every page of docs/ is in the site's navigation", () => {
  const config = readFileSync(repoFile("docs/site/config.mjs"), "utf8");
  const pages = userPages().flatMap(({ file }) => /^docs\/(.+)\.md$/.exec(file)?.[1] ?? []);
  expect(pages.length).toBeGreaterThan(25);
  expect(pages.filter((page) => !config.includes(`"/${page}"`))).toEqual([]);
});
