import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { repoFile } from "../helpers/cli.ts";
import { scripts } from "../helpers/clone.ts";
import { readPage } from "../helpers/markdown.ts";

const { text } = readPage("README.md");

const named = [...text.matchAll(/`npm run (bench:[\w-]+)`/g)].map((match) => match[1] as string);

test.each([...new Set(named)])("%s, which the README names, is a script", (name) => {
  const file = /^node (?:--expose-gc )?(\S+)$/.exec(scripts[name] ?? "")?.[1];
  expect(existsSync(repoFile(file as string))).toBe(true);
});

describe("target", () => {
  const run = (code: string, ...args: string[]) => {
    const module = JSON.stringify(repoFile("test/bench/target.mjs"));
    const script = `import { endWithout, notMeasured, target } from ${module};\n${code}`;
    const node = ["--input-type=module", "-e", script, "--", ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, node, { encoding: "utf8" });
    expect(stderr).toBe("");
    return { status, words: stdout.trim() };
  };
  const miss = 'target("a ratio", 2.5, { atMost: 2, unit: "x" });';

  test("says met or missed, the figure and what is wanted", () => {
    const { words } = run(`target("speed", 0.512, { atLeast: 0.5 });\n${miss}`);
    expect(words.split("\n")).toEqual([
      "met     speed: 0.51 (at least 0.5 wanted)",
      "missed  a ratio: 2.50x (at most 2x wanted)",
    ]);
  });

  test("a figure that is no number is missed", () => {
    expect(run('target("a", Number.NaN, { atMost: 2 });').words).toContain("missed");
  });

  test("a miss is an exit code with --check alone, and so is what was not measured", () => {
    const unmeasured = 'notMeasured("b", "no GPU");';
    for (const code of [miss, unmeasured]) {
      expect(run(code).status).toBe(0);
      expect(run(code, "--quick").status).toBe(0);
      expect(run(code, "--check").status).toBe(1);
    }
  });

  test("a bench that cannot run here fails, but not when it is only tried out", () => {
    const code = 'endWithout("a Chromium"); console.log("not reached");';
    expect(run(code)).toEqual({ status: 1, words: "left out: a Chromium is not on this machine" });
    expect(run(code, "--quick").status).toBe(0);
    expect(run(code, "--quick", "--check").status).toBe(1);
  });
});
