import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const IMPORT = /^(?:import|export)\s+(?!type\s)[^;]*?from\s+"([^"]+)"/gm;

/** Everything that a module loads, directly or not: our files, and the names of packages. */
function loaded(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const match of readFileSync(file, "utf8").matchAll(IMPORT)) {
    const specifier = match[1] as string;
    if (specifier.startsWith(".")) loaded(join(dirname(file), specifier), seen);
    else seen.add(specifier);
  }
  return seen;
}

test("the readers run in a browser page: no node module is loaded", () => {
  const index = fileURLToPath(new URL("../../src/logs/index.ts", import.meta.url));
  const all = [...loaded(index)];
  expect(all.length).toBeGreaterThan(30);
  expect(all).toContain("fastest-levenshtein");
  expect(all.filter((name) => /^node:|^@tensorflow/.test(name))).toEqual([]);
});
