import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { packedFile, SCRIPTS } from "../../src/report/scripts.ts";
import { repoFile } from "./cli.ts";

/**
 * Before the tests: makes the pages' scripts that are missing or older than the sources. They are all
 * that most tests need of a build.
 */
export default async function setup(): Promise<void> {
  const newest = newestChange(repoFile("src"));
  const stale = SCRIPTS.filter((name) => {
    const made = statSync(packedFile(name), { throwIfNoEntry: false })?.mtimeMs;
    return made === undefined || made < newest;
  });
  if (stale.length === 0) return;
  const { buildPages } = await import("../../src/report/build-pages.ts");
  await buildPages(stale);
}

/** When anything below a folder of sources was last written. */
function newestChange(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const sources = names.filter((name) => name.endsWith(".ts"));
  return Math.max(...sources.map((name) => statSync(join(folder, name)).mtimeMs));
}
