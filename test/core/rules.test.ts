import { describe, expect, test } from "vitest";
import {
  checkRules,
  excludes,
  idle,
  idleWithout,
  needs,
  oneOf,
  type Rule,
} from "../../src/core/rules.ts";

const check = (rules: readonly Rule[], values: Readonly<Record<string, unknown>>) =>
  checkRules(rules, { has: (name) => name in values, valueOf: (name) => values[name] });

describe("needs", () => {
  const rules = [needs(["warm", "shell"], "trainer")];
  test("refuses what is given without it, and names that alone", () => {
    expect(() => check(rules, { warm: 1 })).toThrow("`warm` needs `trainer`");
    expect(() => check(rules, { warm: 1, shell: true })).toThrow("`warm`, `shell` needs `trainer`");
    expect(check(rules, { warm: 1, trainer: "x" })).toEqual([]);
    expect(check(rules, {})).toEqual([]);
  });

  test("a value, a shown form and a reason", () => {
    const ladder = [needs(["ladder"], { name: "strategy", is: "ladder" })];
    expect(() => check(ladder, { ladder: 1, strategy: "sweep" })).toThrow(
      "`ladder` needs `strategy` ladder",
    );
    expect(check(ladder, { ladder: 1, strategy: "ladder" })).toEqual([]);
    const apply = [needs(["map"], { name: "apply", like: "FILE:KEY" }, "it says where")];
    expect(() => check(apply, { map: "x" })).toThrow("`map` needs `apply` FILE:KEY: it says where");
    expect(check(apply, { map: "x", apply: "anything" })).toEqual([]);
  });
});

test("excludes refuses what is given beside it", () => {
  const rules = [excludes("module", ["target", "model"], "it brings its own")];
  expect(() => check(rules, { module: "x", model: "y" })).toThrow(
    "`model` cannot be used with `module`: it brings its own",
  );
  expect(check(rules, { model: "y" })).toEqual([]);
});

test("idle says so and goes on", () => {
  const rules = [idle("json", ["quiet", "csv"]), idle("export", ["csv"])];
  expect(check(rules, { json: true, quiet: true, export: "x" })).toEqual([
    "`quiet` has no effect with `json`",
  ]);
  expect(check(rules, { json: true, quiet: true, csv: true })).toEqual([
    "`quiet`, `csv` have no effect with `json`",
  ]);
});

test("idleWithout wants any of its siblings", () => {
  const rules = [idleWithout(["language"], ["out", "report"])];
  expect(check(rules, { language: "zh" })).toEqual([
    "`language` has no effect without `out` or `report`",
  ]);
  expect(check(rules, { language: "zh", report: "x" })).toEqual([]);
});

test("oneOf allows one", () => {
  const rules = [oneOf(["data", "module", "trainer"])];
  expect(check(rules, { data: "x" })).toEqual([]);
  expect(() => check(rules, { data: "x", trainer: "y" })).toThrow(
    "give one of `data`, `module` and `trainer`, not several",
  );
});
