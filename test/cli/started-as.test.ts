import { expect, test } from "vitest";
import { startedAs, withStart } from "../../src/cli/started-as.ts";
import { cli } from "../helpers/cli.ts";

const nothing = () => false;

test.each([
  ["/usr/local/bin/lr-finder", "lr-finder"],
  ["/home/me/project/node_modules/.bin/lr-finder", "npx lr-finder"],
  ["/home/me/.npm/_npx/1a2b/node_modules/.bin/lr-finder", "npx lr-finder"],
  ["/home/me/clone/dist/cli/main.js", "npx lr-finder"],
  ["/home/me/project/node_modules/lr-finder/dist/cli/main.js", "npx lr-finder"],
  // What the Python wheel bundles, behind its own script `lr-finder`.
  ["/venv/lib/python3.12/site-packages/lr_finder/_node/lr-finder.mjs", "lr-finder"],
])("%s is started by %s", (script, words) => {
  expect(startedAs(script, nothing)).toBe(words);
});

test("a global install of Windows is known by the file that starts it", () => {
  const script = "/npm/node_modules/lr-finder/dist/cli/main.js";
  expect(startedAs(script, (path) => path === "/npm/lr-finder.cmd")).toBe("lr-finder");
});

test("only commands are given the words, once, and names of files and packages are left", () => {
  const said = (text: string) => withStart(text, "npx lr-finder");
  expect(said("use `lr-finder analyze x`, or: lr-finder\n  law y")).toBe(
    "use `npx lr-finder analyze x`, or: npx lr-finder\n  law y",
  );
  for (const text of [
    "npx lr-finder run",
    "a fault of lr-finder. Run it again",
    "reports/lr-finder run",
    "lr-finder runs",
    "@me/lr-finder law",
  ]) {
    expect(said(text)).toBe(text);
  }
});

test("words, answers and help name the same program; JSON names the package's own", async () => {
  const io = { program: "npx lr-finder" };
  expect((await cli(["law", "no.csv", "extra", "--help"], io)).out).toContain(
    "npx lr-finder law runs.csv",
  );
  const refused = await cli(["diagnose", "examples/logs/sweep.csv"], io);
  expect(refused.err).toContain("`npx lr-finder analyze");
  const json = await cli(["diagnose", "examples/logs/sweep.csv", "--json"], io);
  expect(json.out).toContain("`lr-finder analyze");
});
