import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXIT_CODES } from "../../../src/cli/exit-codes.ts";
import { cliReference } from "../../../src/cli/reference.ts";
import { ENVIRONMENT } from "../../../src/core/environment.ts";
import { repoFile } from "../../helpers/cli.ts";

test("docs/cli.md is what the tables say", async () => {
  const written = readFileSync(repoFile("docs/cli.md"), "utf8");
  expect(written === (await cliReference()), "docs/cli.md is stale: run `npm run docs:cli`").toBe(
    true,
  );
});

test("exit codes are all different, and told", async () => {
  const codes = Object.values(EXIT_CODES).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  const page = await cliReference();
  for (const code of codes) expect(page).toContain(`\n| ${code} | `);
});

/** Marks the processes of a trainer, so that they can be found; nobody else reads it. */
const INTERNAL = "LR_FINDER_TRAINER_ID";

test("the environment variables are those that the sources read", () => {
  const sources = readdirSync(repoFile("src"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|py)$/.test(file) && file !== join("core", "environment.ts"))
    .map((file) => readFileSync(repoFile(join("src", file)), "utf8"))
    .join("\n");
  const own = new Set(sources.match(/\bLR_FINDER_[A-Z_]+\b/g));
  own.delete(INTERNAL);
  const told = Object.keys(ENVIRONMENT);
  expect([...own].filter((name) => !told.includes(name))).toEqual([]);
  const isRead = (name: string) => new RegExp(`\\b${name}\\b`).test(sources);
  expect(told.filter((name) => !isRead(name))).toEqual([]);
  // By their names in the table alone; where one is set, its name is of the table's type too.
  const direct = sources.match(
    /process\.env(\.\w+|\[(?!level\]|known\]|QUEUE_VARIABLE\])[^\]]*\])/g,
  );
  expect(direct ?? []).toEqual([]);
});

test("files of this repository that the help names are in the package", async () => {
  const { files } = JSON.parse(readFileSync(repoFile("package.json"), "utf8"));
  const named = (await cliReference()).match(/\b(?:examples|datasets|docs|test)\/[\w./*-]+/g) ?? [];
  const isPacked = (path: string) =>
    files.some((each: string) => path === each || path.startsWith(`${each.replace(/\*.*$/, "")}`));
  expect(named.filter((path) => !isPacked(path))).toEqual([]);
});
