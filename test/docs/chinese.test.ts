// The guide in Chinese: its commands are those of the English pages, which are run, and its figures too.
import { expect, test } from "vitest";
import { type Page, userPages } from "../helpers/markdown.ts";

const pages = userPages();
const chinese = pages.filter(({ file }) => file.startsWith("docs/zh/"));
const english = pages.filter((page) => !chinese.includes(page));

/** Lines of code without their comments, and without what asks for pages in Chinese. */
function codeOf({ blocks }: Page): string[] {
  return blocks
    .filter(({ language }) => language !== "text")
    .flatMap(({ code }) => code.split("\n"))
    .map((line) =>
      line
        .replace(/\s*\/\/.*$/, "")
        .replace(" --lang zh", "")
        .trim(),
    )
    .filter((line) => line !== "");
}

const known = new Set(english.flatMap(codeOf));

test("there is a guide in Chinese", () => {
  expect(chinese.map(({ file }) => file)).toEqual([
    "docs/zh/guide.md",
    "docs/zh/learning-rate.md",
    "docs/zh/own-data.md",
    "docs/zh/own-model.md",
    "docs/zh/reading-a-report.md",
  ]);
});

test.each(chinese.map((page) => [page.file, page] as const))(
  "%s: every line of code is one of an English page",
  (_, page) => {
    expect(codeOf(page).filter((line) => !known.has(line))).toEqual([]);
  },
);

/** Numbers of a page's tables and prose, as they are written. */
const figures = ({ text }: Page) => new Set(text.match(/\d+\.\d+(?:e[+-]?\d+)?/g) ?? []);

test("every figure of the tutorial in Chinese is one of the tutorial in English", () => {
  const of = (file: string) => figures(pages.find((page) => page.file === file) as Page);
  const given = of("docs/learning-rate.md");
  const translated = of("docs/zh/learning-rate.md");
  expect(translated.size).toBeGreaterThan(20);
  expect([...translated].filter((figure) => !given.has(figure))).toEqual([]);
});
