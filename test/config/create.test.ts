import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CONFIG_FORMATS, formatKeyPath, planEdit, yamlFormat } from "../../src/config/index.ts";
import { applySplices } from "../../src/config/text-changes.ts";
import { jsonConfigs, rates, yamlConfigs } from "./generate.ts";
import { envConfigs, iniConfigs, tomlConfigs } from "./generate-lines.ts";
import { errorOf } from "./support.ts";

const create = true;

describe("create", () => {
  test("sets what is there, adds what is missing, in the order asked", () => {
    const text = "opt:\n  name: adam  # best\n  lr: 0.1\n";
    const plan = planEdit(text, yamlFormat, [
      { path: "opt.warmup", value: 50, as: "integer", create },
      { path: "opt.lr", value: 0.02, create },
      { path: "sched.kind", value: "cosine", create },
    ]);
    expect(plan.text).toBe(
      "opt:\n  name: adam  # best\n  lr: 0.02\n  warmup: 50\nsched:\n  kind: cosine\n",
    );
    expect(plan.changes).toEqual([
      { path: "opt.lr", old: 0.1, new: 0.02, line: 3 },
      { path: "opt.warmup", old: null, new: 50, line: 4, created: true },
      { path: "sched.kind", old: null, new: "cosine", line: 6, created: true },
    ]);
  });

  test("an own key over a merged one", () => {
    const text = "base: &b {lr: 0.1}\nopt:\n  <<: *b\n  x: 1\n";
    const plan = planEdit(text, yamlFormat, [{ path: "opt.lr", value: 0.02, create }]);
    expect(plan.text).toBe(`${text.trimEnd()}\n  lr: 0.02\n`);
  });

  test.each([
    ["without it a missing key is refused", "a: 1\n", [{ path: "lr", value: 1 }], "key-not-found"],
    [
      "twice the same key",
      "a: 1\n",
      [
        { path: "lr", value: 1, create },
        { path: "lr", value: 2, create },
      ],
      "bad-option",
    ],
    ["through a value", "a: 1\n", [{ path: "a.lr", value: 1, create }], "key-not-creatable"],
    [
      "what is ambiguous",
      "a: {lr: 1}\n---\na: {lr: 1}\n",
      [{ path: "a.lr", value: 2, create }],
      "key-ambiguous",
    ],
  ])("%s", (_name, text, edits, code) => {
    expect(errorOf(() => planEdit(text, yamlFormat, edits)).code).toBe(code);
  });
});

describe("undo leads back to the same bytes, whatever was set and added", () => {
  test.each([
    ["yaml", CONFIG_FORMATS.yaml, yamlConfigs],
    ["json", CONFIG_FORMATS.json, jsonConfigs],
    ["toml", CONFIG_FORMATS.toml, tomlConfigs],
    ["ini", CONFIG_FORMATS.ini, iniConfigs],
    ["env", CONFIG_FORMATS.env, envConfigs],
  ] as const)("%s", (_name, format, configs) => {
    let added = 0;
    fc.assert(
      fc.property(configs, fc.nat(), rates, ({ text, spots }, pick, rate) => {
        const spot = spots[pick % Math.max(spots.length, 1)];
        if (spot === undefined) return;
        const sibling = [...spot.path.slice(0, -1), "lr_finder_new"];
        const edits = [{ path: formatKeyPath(spot.path), value: rate }];
        const isItem = /^\d+$/.test(spot.path.at(-1) as string);
        const both = isItem
          ? edits
          : [...edits, { path: formatKeyPath(sibling), value: rate, create }];
        const plan = planEdit(text, format, both);
        added += plan.changes.filter((change) => change.created).length;
        let back = plan.text;
        for (const group of plan.undo) back = applySplices(back, group);
        expect(back).toBe(text);
      }),
      { seed: 8, numRuns: 200 },
    );
    expect(added).toBeGreaterThan(50);
  });
});
