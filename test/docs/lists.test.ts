// The lists that the README writes out are those of the registries.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FORMATS, PROFILE_NAMES } from "../../src/config/index.ts";
import { OPTIMIZER_NAMES } from "../../src/contract/optimizers/index.ts";
import { LOG_FORMATS } from "../../src/logs/index.ts";
import { SEMANTICS } from "../../src/schedule/index.ts";
import { PRESET_NAMES } from "../../src/suggest/index.ts";
import { DEFAULT_LANGUAGE, LANGUAGES } from "../../src/words/index.ts";
import { repoFile } from "../helpers/cli.ts";

const lines = readFileSync(repoFile("README.md"), "utf8").split("\n");

/** A line of the README without its backticks, by how it begins or what is in it. */
function line(has: string): string {
  const found = lines.find((each) => each.includes(has));
  if (found === undefined) throw new Error(`README.md has no line with ${has}`);
  return found.replaceAll("`", "");
}

const titles = FORMATS.map(({ title }) => title);

test.each([
  ["optimizers", "| `--optimizer NAME` |", [OPTIMIZER_NAMES.join(" ")]],
  ["config formats, at the top", "- your config (", titles],
  ["config formats, of apply", "`apply` edits", titles],
  ["config formats, of the room", "| `config` |", titles],
  ["profiles", "`--profile hf`", PROFILE_NAMES],
  [
    "log formats",
    "The log of a sweep made elsewhere",
    Object.values(LOG_FORMATS).map(({ title }) => title),
  ],
  [
    "languages",
    "`--lang",
    LANGUAGES.filter((name) => name !== DEFAULT_LANGUAGE).map((name) => `--lang ${name}`),
  ],
  ["presets", "| `--preset fastai` |", PRESET_NAMES],
  ["libraries of schedules", "`--semantics", [SEMANTICS.join("|")]],
] as const)("README: %s", (_, where, names) => {
  const text = line(where);
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});
