import { existsSync } from "node:fs";
import { type PageName, packedFile } from "../../src/report/scripts.ts";

const NEEDED: readonly (PageName | "plotly")[] = ["report", "playground", "live", "plotly"];

/**
 * Before the tests of a checkout that was never built: makes the pages' scripts, which every report
 * holds. That is all that most tests need of a build.
 */
export default async function setup(): Promise<void> {
  if (NEEDED.every((name) => existsSync(packedFile(name)))) return;
  const { buildPages } = await import("../../src/report/build-pages.ts");
  await buildPages();
}
