import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, repoFile, temporaryFolder } from "../../helpers/cli.ts";

const data = ["--data", repoFile("datasets/blobs.csv"), "--target", "kind", "--engine", "cpu"];
const NOTE = /240 of 1200 rows are held out/g;

test("what is held out stands where it belongs: in the settings, once, and in CLI words", async () => {
  const out = temporaryFolder();
  const run = (...more: string[]) =>
    cli(["run", ...data, "--budget", "quick", "--out", out, ...more]);
  const short = await run();
  expect(short.out + short.err).not.toMatch(/held out/);
  const verbose = await run("--verbose");
  expect(`${verbose.out}${verbose.err}`.replace(/\s+/g, " ").match(NOTE)).toHaveLength(1);
  expect(verbose.out).toMatch(/^ {2}Held out {2}240 of 1200 rows/m);
  expect(verbose.out).not.toContain("loadData");
  const json = await run("--json");
  expect(json.out).toContain("240 of 1200 rows");
  expect(readFileSync(join(out, "report.html"), "utf8")).toMatch(NOTE);
});

test("a dry run says it, and not as a warning", async () => {
  const { out } = await cli(["run", ...data, "--dry-run"]);
  expect(out).toContain("960 training rows, 240 held out");
  expect(out).not.toContain("warning:");
});
