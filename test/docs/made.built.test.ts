// Pages that are made are as they would be made now. It needs a build.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { repoFile } from "../helpers/cli.ts";

interface Made {
  scheduleKinds(): string;
  scheduleCurves(): Map<string, string>;
}

const made: Made = await import(repoFile("docs/site/schedule-kinds.mjs"));

test("docs/schedule-kinds.md is what the registry says: `npm run docs:cli`", () => {
  expect(readFileSync(repoFile("docs/schedule-kinds.md"), "utf8")).toBe(made.scheduleKinds());
});

test("every schedule has its curve, and no other is there: `npm run docs:cli`", () => {
  const curves = made.scheduleCurves();
  expect(curves.size).toBeGreaterThan(15);
  const folder = repoFile("docs/pictures/schedules");
  expect(readdirSync(folder).sort()).toEqual([...curves.keys()].sort());
  for (const [name, svg] of curves) expect(readFileSync(`${folder}/${name}`, "utf8")).toBe(svg);
});
