import { expect, test } from "vitest";
import { LANGUAGES, wordsOf } from "../../src/words/index.ts";

const zh = wordsOf("zh");

/** Texts of a catalogue by their paths. */
function texts(part: unknown, path = ""): [string, string][] {
  if (typeof part === "string") return [[path, part]];
  if (part === null || typeof part !== "object") return [];
  return Object.entries(part).flatMap(([name, inner]) => texts(inner, `${path}.${name}`));
}

test.each(LANGUAGES)("%s has a tag and a direction that a browser knows", (language) => {
  const { tag, direction, format } = wordsOf(language);
  expect(Intl.getCanonicalLocales(tag)).toEqual([tag]);
  expect(["ltr", "rtl"]).toContain(direction);
  expect(format.separators).toHaveLength(2);
});

test("every Chinese text is Chinese", () => {
  const english = new Map(texts(wordsOf("en")));
  const chinese = texts(zh);
  expect(chinese.map(([path]) => path).sort()).toEqual([...english.keys()].sort());
  const same = chinese.filter(([path, text]) => text === english.get(path)).map(([path]) => path);
  expect(same.sort()).toEqual([".direction", ".format.none", ".format.separators"]);
  for (const [path, text] of chinese) {
    if (!same.includes(path) && path !== ".tag") expect(text).toMatch(/\p{Script=Han}/u);
  }
});

test("a language that there is not is refused, with those that there are", () => {
  for (const name of ["fr", "zh-CN", "toString", ""]) {
    expect(() => Reflect.apply(wordsOf, undefined, [name])).toThrow(
      /`language` must be one of .*\bzh\b/,
    );
  }
});
