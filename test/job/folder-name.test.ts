import { basename } from "node:path";
import { expect, test } from "vitest";
import { defaultOut } from "../../src/job/folder.ts";

const NOW = new Date("2026-01-02T03:04:05Z");

test.each([
  ["tiny", "tiny"],
  ["数据", "数据"],
  ["Größe é", "große-e"],
  ["दिन", "दिन"],
  ["a/b\\c:d*?", "a-b-c-d"],
  ["..", "run"],
  ["\u0000\u202e", "run"],
  ["字".repeat(100), "字".repeat(30)],
])("%j: a folder named %s", (name, folder) => {
  expect(basename(defaultOut(name, NOW))).toBe(`${folder}-2026-01-02-030405`);
});

test("the name fits into a file system", () => {
  for (const letter of ["a", "字", "𠀀", "é"]) {
    const name = basename(defaultOut(letter.repeat(300), NOW));
    expect(Buffer.byteLength(name)).toBeLessThan(200);
  }
});
