// The tutorial prints what its commands print, to the last digit.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { repoFile } from "../helpers/cli.ts";

const page = readFileSync(repoFile("docs/learning-rate.md"), "utf8");
const PRINTED =
  /```sh\nnode (examples\/learning-rate\/train\.mjs [^\n]*)\n```\n\n```text\n((?:(?!```)[\s\S])*)```/g;
const blocks = [...page.matchAll(PRINTED)].map(([, command = "", text = ""]) => ({
  command,
  text,
}));

test("there is something to print", () => expect(blocks.length).toBeGreaterThan(4));

test.each(blocks)("$command", { timeout: 120_000 }, async ({ command, text }) => {
  const { stdout } = await promisify(execFile)(process.execPath, command.split(" "), {
    cwd: repoFile("."),
  });
  // Some blocks leave out what the page does not speak of.
  const printed = stdout.split("\n");
  for (const line of text.trimEnd().split("\n")) expect(printed).toContain(line);
});
