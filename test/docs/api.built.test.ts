// Every public name says what it is, and stands in the API reference. It needs a build.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { repoFile } from "../helpers/cli.ts";

interface Reference {
  publicApi(): { entry: string; exports: { name: string; doc: string }[] }[];
  apiPages(): Map<string, string>;
}

const { publicApi, apiPages }: Reference = await import(repoFile("docs/site/api.mjs"));
const api = publicApi();

test("every public name has a doc comment", () => {
  const names = api.flatMap(({ entry, exports }) =>
    exports.map((exported) => ({ ...exported, entry })),
  );
  expect(names.length).toBeGreaterThan(500);
  expect(names.filter(({ doc }) => doc.trim() === "").map((e) => `${e.entry} ${e.name}`)).toEqual(
    [],
  );
});

test("every entry point has a page, with every name and how it is declared", () => {
  const { exports } = JSON.parse(readFileSync(repoFile("package.json"), "utf8"));
  const typed = Object.values<{ types?: string }>(exports).filter(({ types }) => types);
  const pages = apiPages();
  expect(pages.size).toBe(typed.length + 1);
  const plan = pages.get("plan.md") ?? "";
  expect(plan).toContain("## makePlan {#makePlan}");
  expect(plan).toContain("function makePlan(options: PlanOptions): Plan;");
  // Of a schema: its fields, not how they are inferred.
  expect(plan).toMatch(/interface Plan \{\n {2}readonly initialLr: number;/);
  expect([...pages.values()].join("\n")).not.toContain("Infer<");
});
