import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { repoFile } from "./helpers/cli.ts";
import { imports, sourceFiles } from "./helpers/imports.ts";

/** Files that nothing imports, and what runs them. */
const ENTRIES: Readonly<Record<string, string>> = {
  "cli/main.ts": "the command",
  "cli/environment.ts": "docs/make.mjs",
  "cli/reference.ts": "docs/make.mjs",
  "cli/schema/build-schemas.ts": "npm run build",
  "report/build-pages.ts": "npm run build",
  "report/page/app/main.ts": "ENTRIES of report/build-pages.ts",
  "report/playground/app/main.ts": "ENTRIES of report/build-pages.ts",
  "live/page/main.ts": "ENTRIES of report/build-pages.ts",
  "native/prove-child.ts": "native/prove.ts, as a process",
  "trainer/tfjs/lib/packages.browser.ts": "`browser` of package.json, in the place of packages.ts",
};

/** Folders whose every file (or folder) has its line in a registry. */
const REGISTRIES: Readonly<Record<string, string>> = {
  "cli/commands": "cli/commands/index.ts",
  "config/formats": "config/formats/index.ts",
  "config/profiles": "config/profiles/index.ts",
  "contract/optimizers": "contract/optimizers/registry.ts",
  "logs/formats": "logs/formats/index.ts",
  "plan/kinds": "plan/kinds/index.ts",
  "schedule/kinds": "schedule/definitions.ts",
  "schedule/library": "schedule/library/registry.ts",
  "suggest/rules": "suggest/rules/index.ts",
  words: "words/registry.ts",
};

/** The files of `src` that are reached from the package's entry points and the programs. */
function reached(): ReadonlySet<string> {
  const { exports } = JSON.parse(readFileSync(repoFile("package.json"), "utf8"));
  const entries = Object.values<string | { readonly default: string }>(exports).flatMap((entry) =>
    typeof entry === "string" ? [] : [entry.default.replace("./dist/", "").replace(/js$/, "ts")],
  );
  const found = new Set<string>();
  const visit = (file: string) => {
    if (found.has(file)) return;
    found.add(file);
    for (const { from, to, isPackage } of imports) if (from === file && !isPackage) visit(to);
  };
  for (const entry of [...entries, ...Object.keys(ENTRIES)]) visit(entry);
  return found;
}

test("every file is reached from an entry point: none lacks its line in a registry", () => {
  const found = reached();
  const lost = sourceFiles.filter((file) => !found.has(file)).map(adviceFor);
  expect(lost).toEqual([]);
});

function adviceFor(file: string): string {
  const [, registry] = Object.entries(REGISTRIES).find(([at]) => file.startsWith(`${at}/`)) ?? [];
  const missing =
    registry === undefined ? "nothing imports it" : `its line in src/${registry} is missing`;
  return `src/${file}: ${missing}`;
}

test("the registries are there, and their folders", () => {
  for (const [folder, registry] of Object.entries(REGISTRIES)) {
    expect(sourceFiles).toContain(registry);
    expect(sourceFiles.some((file) => file.startsWith(`${folder}/`))).toBe(true);
  }
  for (const entry of Object.keys(ENTRIES)) expect(sourceFiles).toContain(entry);
});
