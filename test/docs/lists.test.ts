// The lists that pages write out are those of the registries.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FORMATS, PROFILE_NAMES } from "../../src/config/index.ts";
import { OPTIMIZER_NAMES } from "../../src/contract/optimizers/index.ts";
import { LOG_FORMATS } from "../../src/logs/index.ts";
import { SEMANTICS } from "../../src/schedule/index.ts";
import { PRESET_NAMES } from "../../src/suggest/index.ts";
import { DEFAULT_LANGUAGE, LANGUAGES } from "../../src/words/index.ts";
import { repoFile } from "../helpers/cli.ts";

/** A line of a page without its backticks, by how it begins or what is in it. */
function line(page: string, has: string): string {
  const lines = readFileSync(repoFile(page), "utf8").split("\n");
  const found = lines.find((each) => each.includes(has));
  if (found === undefined) throw new Error(`${page} has no line with ${has}`);
  return found.replaceAll("`", "");
}

const titles = FORMATS.map(({ title }) => title);

test.each([
  ["optimizers", "docs/options.md", "| `--optimizer NAME` |", [OPTIMIZER_NAMES.join(" ")]],
  ["config formats, at the top", "README.md", "- your config (", titles],
  ["config formats, of apply", "docs/config.md", "`apply` edits", titles],
  ["config formats, of the room", "docs/structure.md", "| `config` |", titles],
  ["profiles", "docs/config.md", "`--profile hf`", PROFILE_NAMES],
  [
    "log formats",
    "docs/logs.md",
    "The log of a sweep made elsewhere",
    Object.values(LOG_FORMATS).map(({ title }) => title),
  ],
  [
    "languages",
    "docs/reading-a-report.md",
    "`--lang",
    LANGUAGES.filter((name) => name !== DEFAULT_LANGUAGE).map((name) => `--lang ${name}`),
  ],
  ["presets", "docs/options.md", "| `--preset fastai` |", PRESET_NAMES],
  ["libraries of schedules", "docs/schedules.md", "`--semantics", [SEMANTICS.join("|")]],
] as const)("%s, in %s", (_, page, where, names) => {
  const text = line(page, where);
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});
