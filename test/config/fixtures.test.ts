import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ConfigEdit, detectFormat, planEdit } from "../../src/config/index.ts";

const folder = join(import.meta.dirname, "../fixtures/configs");

/** An edit of a real-world style config; `lines` are written by hand, by one-based line number; null where one goes. */
interface Case {
  readonly file: string;
  readonly edits: readonly ConfigEdit[];
  readonly lines: Readonly<Record<string, string | null>>;
}

const cases: Case[] = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8"));
const read = (file: string) => readFileSync(join(folder, file)).toString("utf8");

describe("configs as people have them", () => {
  test.each(cases)("$file: $edits", ({ file, edits, lines }) => {
    const text = read(file);
    const expected = text
      .split("\n")
      .map((line, index) => (String(index + 1) in lines ? lines[String(index + 1)] : line))
      .filter((line) => line !== null)
      .join("\n");
    const plan = planEdit(text, detectFormat(file, text), edits, file);
    expect(plan.text).toBe(expected);
    expect(Buffer.from(plan.text, "utf8").equals(Buffer.from(expected, "utf8"))).toBe(true);
    expect(planEdit(plan.text, detectFormat(file, text), edits, file).changes).toEqual([]);
  });

  test("every fixture has a case", () => {
    const files = readdirSync(folder).filter(
      (file) => !/^(cases\.json|biome\.json|\.gitattributes)$/.test(file),
    );
    expect(files.length).toBeGreaterThanOrEqual(100);
    expect(new Set(cases.map((one) => one.file))).toEqual(new Set(files));
  });

  test("byte order mark and carriage returns are really in the fixtures", () => {
    expect(read("windows.json").startsWith("\uFEFF{\r\n")).toBe(true);
    expect(read("windows.yaml").endsWith("\r\nend: 1")).toBe(true);
  });
});
