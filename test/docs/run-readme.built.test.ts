// The README is true: its code blocks run as they stand. Its benches are in bench/benches.test.ts.
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { repoFile } from "../helpers/cli.ts";
import { scripts } from "../helpers/clone.ts";
import { readPage } from "../helpers/markdown.ts";
import { runBlocks } from "./run-blocks.ts";

const readme = readPage("README.md");

test("there is something to run", () => {
  const count = (language: string) =>
    readme.blocks.filter((block) => block.language === language).length;
  expect(count("sh")).toBeGreaterThan(5);
  expect(count("py")).toBeGreaterThan(0);
});

runBlocks([readme], ({ at }) => {
  test("the quick start leaves a report, and a config in which one number changed", () => {
    expect(existsSync(at("reports/quickstart/report.html"))).toBe(true);
    const before = readFileSync(repoFile("examples/config.yaml"), "utf8");
    const after = readFileSync(at("examples/config.yaml"), "utf8");
    const rate = /learning_rate: \S+/;
    expect(after.replace(rate, "")).toBe(before.replace(rate, ""));
    expect(scripts.quickstart).toMatch(/^npm run build && node dist/);
  });
});
