import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  checkInside,
  isCode,
  lrEdits,
  lrNamesInCode,
  parseLrKey,
  setLine,
} from "../../src/config/index.ts";
import { temporaryFolder } from "../helpers/cli.ts";
import { errorOf, rejectionOf } from "./support.ts";

describe("parseLrKey", () => {
  test.each([
    ["optimizer.lr", "optimizer.lr", 1],
    ["groups[0].lr=0.1", "groups[0].lr", 0.1],
    ["lr=1e-2", "lr", 0.01],
    ['"a=b".lr', '"a=b".lr', 1],
    ['"a=b".lr=2', '"a=b".lr', 2],
  ])("%s", (text, path, ratio) => {
    expect(parseLrKey(text)).toEqual({ path, ratio });
  });

  test.each(["lr=0", "lr=-1", "lr=", "lr=x", "lr=Infinity"])("%s is refused", (text) => {
    expect(errorOf(() => parseLrKey(text)).code).toBe("bad-option");
  });

  test("ratios are kept to three significant digits", () => {
    const keys = ["a", "b=0.1"].map(parseLrKey);
    expect(lrEdits(0.012345, keys).map(({ value }) => value)).toEqual([0.0123, 0.00123]);
  });
});

test("programs are told from configs, and their names for a learning rate are found", () => {
  expect(["a/train.py", "run.SH", "x.mjs"].map(isCode)).toEqual([true, true, true]);
  expect(["a.yaml", ".env", "py", "config.python.toml"].some(isCode)).toBe(false);
  expect(lrNamesInCode('p.add_argument("--learning-rate")\nif lr == 1: opt(lr=0.1)')).toEqual([
    "learning-rate",
    "lr",
  ]);
});

test.each([
  [{ path: "lr", value: 1e-5, as: "lr" }, "--set lr=1.0e-5", "--lr 1.0e-5", "lr=1.0e-5"],
  [{ path: "n", value: 5, as: "integer" }, "--set n=5", "--n 5", "n=5"],
  [{ path: "m", value: [1, 2] }, "--set 'm=[1,2]'", "--m '[1,2]'", "'m=[1,2]'"],
  [{ path: "k", value: "it's" }, "--set 'k=it'\\''s'", "--k 'it'\\''s'", "'k=it'\\''s'"],
] as const)("set lines of %j", (edit, set, argparse, hydra) => {
  expect([setLine(edit, "set"), setLine(edit, "argparse"), setLine(edit, "hydra")]).toEqual([
    set,
    argparse,
    hydra,
  ]);
});

test("checkInside: below the working folder, or in the folder that an absolute path names", async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, "work", "sub"), { recursive: true });
  const work = join(root, "work");
  writeFileSync(join(root, "out.yaml"), "");
  writeFileSync(join(work, "in.yaml"), "");
  symlinkSync("../out.yaml", join(work, "link.yaml"));
  symlinkSync("in.yaml", join(work, "near.yaml"));
  symlinkSync("..", join(work, "up"));
  for (const file of [
    "in.yaml",
    "sub/../in.yaml",
    "near.yaml",
    "none.yaml",
    join(work, "in.yaml"),
  ]) {
    await checkInside(file, work);
  }
  await checkInside(join(root, "out.yaml"), work);
  for (const file of ["../out.yaml", "link.yaml", "up/out.yaml", join(work, "link.yaml")]) {
    const error = await rejectionOf(checkInside(file, work));
    expect([file, error.code]).toEqual([file, "outside-folder"]);
  }
});
