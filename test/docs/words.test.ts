// What the pages say of commands, options, files and rooms is so.
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { commandsFor } from "../../src/cli/commands/index.ts";
import { type Command, flagsOf, optionsOf } from "../../src/cli/options/index.ts";
import { repoFile } from "../helpers/cli.ts";
import { scripts } from "../helpers/clone.ts";
import {
  anchorsOf,
  blocksOf,
  inlineCode,
  localLinks,
  readPage,
  userPages,
} from "../helpers/markdown.ts";

const commands = await commandsFor([]);
const pages = userPages();

/** Every flag of a command and of those below it. */
function flags(of: Command): string[] {
  const own = optionsOf(of).flatMap(([name, option]) => flagsOf(name, option));
  const all = [...own.flatMap((shown) => shown.match(/--[\w-]+/g) ?? []), "--help"];
  return [...all, ...of.commands.flatMap(flags)];
}
const everyFlag = new Set([...commands.flatMap(flags), "--version"]);

/** Flags of other programs that pages name. */
const OTHERS = [
  "--ignore-scripts",
  "--api-key",
  "--array",
  "--requeue",
  "--signal",
  "--permission",
];

/** `src/suggest/rules/NAME.ts` is no file, but any. */
const STANDS_FOR_ANY = /\/(NAME|KIND|CODE|LANGUAGE)\b/;

describe.each(pages.map((page) => [page.file, page] as const))("%s", (_file, page) => {
  const code = inlineCode(page);

  test("names commands and options that there are", () => {
    for (const typed of code) {
      const name = /^(?:npx )?lr-finder ([a-z][a-z-]*)/.exec(typed)?.[1];
      if (name === undefined) continue;
      const command = commands.find((each) => each.name === name);
      expect(command, typed).toBeDefined();
      // Flags within a value are another program's.
      const own = typed.replace(/"[^"]*"/g, '""');
      for (const flag of own.match(/(?<=\s)--[a-z][\w-]*/g) ?? []) {
        expect(command && flags(command), typed).toContain(flag);
      }
    }
    const alone = code.flatMap((typed) => typed.match(/^--[a-z][\w-]*/) ?? []);
    expect(alone.filter((flag) => !everyFlag.has(flag) && !OTHERS.includes(flag))).toEqual([]);
  });

  test("names scripts of package.json", () => {
    const named = code.flatMap((typed) => /^npm run ([\w:-]+)/.exec(typed)?.[1] ?? []);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test("names files that there are, and headings", () => {
    for (const { file, heading } of localLinks(page)) {
      expect(existsSync(repoFile(file)), file).toBe(true);
      if (heading !== "")
        expect(anchorsOf(readPage(file)), `${file}#${heading}`).toContain(heading);
    }
    const paths = code.filter((typed) =>
      /^(datasets|examples|test|docs|src)\/[\w./-]+$/.test(typed),
    );
    for (const path of paths.filter((path) => !STANDS_FOR_ANY.test(path))) {
      expect(existsSync(repoFile(path)), path).toBe(true);
    }
  });

  test("says why a block is not run", () => {
    expect(page.blocks.filter(({ norun, fragment }) => norun === "" || fragment === "")).toEqual(
      [],
    );
  });
});

test("the table of rooms is the folder", () => {
  const { text } = readPage("docs/structure.md");
  const rooms = [...text.matchAll(/^\| `([a-z]+)` \|/gm)].map((match) => match[1] ?? "");
  expect(rooms.length).toBeGreaterThan(10);
  for (const room of rooms) expect(existsSync(repoFile(`src/${room}`)), room).toBe(true);
});

test("the README is read in three minutes, and leads to every page", () => {
  const readme = readPage("README.md");
  expect(Buffer.byteLength(readme.text)).toBeLessThanOrEqual(8 * 1024);
  // From page to page.
  const reached = new Set(["README.md"]);
  for (const file of reached) {
    for (const link of file.endsWith(".md") ? localLinks(readPage(file)) : []) {
      if (link.file.endsWith(".md") && existsSync(repoFile(link.file))) reached.add(link.file);
    }
  }
  const docs = pages.filter(({ file }) => file.startsWith("docs/")).map(({ file }) => file);
  expect(docs.length).toBeGreaterThan(20);
  expect(docs.filter((file) => !reached.has(file))).toEqual([]);
});

describe("blocks of a page", () => {
  test("with their lines, and what stands behind the language", () => {
    const text = 'a\n```sh needs=torch,keras\nx\n```\n- b\n  ~~~~js norun="why not"\n  y\n  ~~~~\n';
    expect(blocksOf(text)).toEqual([
      {
        language: "sh",
        code: "x\n",
        line: 3,
        needs: ["torch", "keras"],
        norun: null,
        fragment: null,
      },
      { language: "js", code: "y\n", line: 7, needs: [], norun: "why not", fragment: null },
    ]);
  });

  test("that do not end, or say something else, are refused", () => {
    expect(() => blocksOf("```sh\nx\n")).toThrow("line 1");
    expect(() => blocksOf("```sh skip\nx\n```\n")).toThrow('"skip"');
  });
});
