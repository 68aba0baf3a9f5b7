// The README's code blocks run as they stand.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { repoFile } from "./helpers/cli.ts";
import { testWith } from "./helpers/needs.ts";
import { blocks, python3, useClone } from "./helpers/readme.ts";

const { at, run } = useClone();

describe("code blocks", () => {
  const code = blocks.filter(({ language }) => language === "js");
  test.each(code.map(({ code }, i) => [i, code] as const))("block %i", (i, source) => {
    const module = source.includes("export const model");
    const file = at(module ? "readme-model.mjs" : `readme-${i}.mjs`);
    writeFileSync(file, source);
    const args = module
      ? ["dist/cli/main.js", "run", "--module", file, "--out", at("module-run")]
      : [file];
    const { status, stdout, stderr } = run(process.execPath, args);
    expect(stderr).not.toMatch(/error/i);
    expect(status).toBe(0);
    expect(stdout).toMatch(/\d/);
  });
});

testWith(python3, "the Python block is valid, and serve takes these arguments", () => {
  const [block] = blocks.filter(({ language }) => language === "py");
  const names = ["train_one_batch", "optimizer", "model", "validate"];
  const stubs = names.map((name) => `${name} = None`).join("\n");
  // Without the finder serve returns at once, after Python has matched the arguments.
  const { status, stderr } = spawnSync("python3", ["-c", `${stubs}\n${block?.code}`], {
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: repoFile("src/python") },
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
});
