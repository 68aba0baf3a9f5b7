// The JavaScript and TypeScript of the pages is checked by strict TypeScript against the package's
// declarations: one program for all blocks. It needs a build.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repoFile } from "../helpers/cli.ts";
import { useClone } from "../helpers/clone.ts";
import { userPages } from "../helpers/markdown.ts";

const { at, run } = useClone();

const FILES = { js: ".mjs", ts: ".mts" } as const;

const OPTIONS = {
  strict: true,
  module: "nodenext",
  target: "es2023",
  lib: ["es2023", "dom", "dom.iterable"],
  types: ["node"],
  allowJs: true,
  checkJs: true,
  noEmit: true,
  skipLibCheck: true,
};

test("every block has the types that it uses", { timeout: 120_000 }, () => {
  const folder = at("blocks");
  mkdirSync(folder);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS }));
  const pages = new Map<string, string>();
  for (const { file, blocks } of userPages()) {
    for (const { language, code, line, fragment } of blocks) {
      if ((language !== "js" && language !== "ts") || fragment !== null) continue;
      const name = `${file.replace(/\W/g, "_")}-${line}${FILES[language]}`;
      // Lines before it keep the page's own numbers in what the compiler says; without an import or
      // export, names of two blocks would be one.
      writeFileSync(join(folder, name), `${"\n".repeat(line - 1)}${code}export {};\n`);
      pages.set(name, file);
    }
  }
  expect(pages.size).toBeGreaterThan(2);
  const tsc = repoFile("node_modules/typescript/lib/tsc.js");
  const { stdout } = run(process.execPath, [tsc, "-p", folder, "--pretty", "false"]);
  const said = stdout.replace(/^\S*?([\w-]+\.m[jt]s)/gm, (_, name) => pages.get(name) ?? name);
  expect(said).toBe("");
});
