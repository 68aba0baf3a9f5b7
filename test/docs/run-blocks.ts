import { writeFileSync } from "node:fs";
import { parse as parseJsonc } from "jsonc-parser";
import { transformSync } from "rolldown/experimental";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { type Clone, useClone } from "../helpers/clone.ts";
import type { Block, Page } from "../helpers/markdown.ts";
import { program, skipWithout } from "../helpers/needs.ts";
import { pythonWith } from "../helpers/python.ts";

/** A run on a busy machine may take its time. */
const PATIENCE_MS = 300_000;

/**
 * Runs every code block of the pages as it stands, in the order of the page and in one clone a page:
 * what a block leaves behind is there for those after it.
 *
 * @param afterwards tests of what is there in the end
 */
export function runBlocks(pages: readonly Page[], afterwards?: (clone: Clone) => void): void {
  const withCode = pages.flatMap((page) => {
    const blocks = page.blocks.filter(
      ({ norun, fragment, language }) => norun === null && fragment === null && language !== "text",
    );
    return blocks.length === 0 ? [] : [[page.file, page, blocks] as const];
  });
  describe.each(withCode)("%s", (file, page, blocks) => {
    const clone = useClone();
    test.for(blocks.map((block) => [block.line, block.language, block] as const))(
      "line %i: %s",
      { timeout: PATIENCE_MS },
      ([line, language, block], context) => {
        for (const name of needsOf(block)) {
          const python = pythonWith(...(name === "python3" ? [] : [name]));
          skipWithout(python, context);
          clone.usePython(python.path);
          // A shell finds it by its name alone.
          if (language === "sh") skipWithout(program("python3"), context);
        }
        const run = RUNNERS[language];
        if (run === undefined) {
          throw new Error(
            `${file}:${line}: nobody knows how ${language || "this block"} is checked`,
          );
        }
        run(block, page, clone);
      },
    );
    afterwards?.(clone);
  });
}

type Run = (block: Block, page: Page, clone: Clone) => void;

function needsOf({ language, code, needs }: Block): readonly string[] {
  const isPython = language === "py" || /\bpython3?\b/.test(code);
  return isPython && needs.length === 0 ? ["python3"] : needs;
}

const RUNNERS: Readonly<Record<string, Run>> = {
  sh: ({ code }, { folder }, { run }) => succeeded(run("sh", ["-e", "-c", code], folder)),
  js: ({ code, line }, page, clone) => runModule(code, line, page, clone),
  ts: ({ code, line }, page, clone) => {
    const { code: stripped, errors } = transformSync("block.ts", code);
    expect(errors).toEqual([]);
    runModule(stripped, line, page, clone);
  },
  py: ({ code }, { folder }, { run }) =>
    succeeded(run("python", ["-c", WITH_STAND_INS, code], folder)),
  json: ({ code }) => void parseAsJson(code),
  yaml: ({ code }) => void parseYaml(code),
};

/** A module of a model is run by the finder, any other by Node. */
function runModule(code: string, line: number, { folder }: Page, { at, run }: Clone): void {
  const name = /^\/\/ ([\w-]+\.mjs)$/m.exec(code)?.[1] ?? `block-${line}.mjs`;
  const file = at(folder, name);
  writeFileSync(file, code);
  const isModel = /^export const (model|trainer)\b/m.test(code);
  const byFinder = ["run", "--module", file, "--out", at("reports", `block-${line}`)];
  succeeded(isModel ? run("lr-finder", byFinder, folder) : run(process.execPath, [file], folder));
}

/** Runs a script in which a name that is not defined stands for something that can do everything. */
const WITH_STAND_INS = `
import builtins, sys
from unittest.mock import MagicMock
class Names(dict):
    def __missing__(self, name):
        if hasattr(builtins, name):
            raise KeyError(name)
        return MagicMock(name=name)
names = Names(__name__="block")
exec(compile(sys.argv[1], "block", "exec"), names, names)
`;

function parseAsJson(code: string): unknown {
  const errors: { error: number; offset: number; length: number }[] = [];
  const value = parseJsonc(code, errors);
  expect(errors).toEqual([]);
  return value;
}

function succeeded({
  status,
  stdout,
  stderr,
}: {
  status: number | null;
  stdout: string;
  stderr: string;
}): void {
  expect(stderr).not.toMatch(/^error:/m);
  expect(status, `${stdout}\n${stderr}`).toBe(0);
}
