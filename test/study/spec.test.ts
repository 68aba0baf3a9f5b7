import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSpec, resolveSpec } from "../../src/study/spec.ts";
import { temporaryFolder } from "../helpers/cli.ts";
import { commandSpec, quickSpec } from "./specs.ts";

describe("a spec", () => {
  test("is read from YAML and from JSON alike", async () => {
    const folder = temporaryFolder();
    const yaml = join(folder, "study.yaml");
    const json = join(folder, "study.json");
    writeFileSync(
      yaml,
      "version: 1\ntrainer: python train.py {batch}\naxes:\n  batch: { kind: batch, values: [1, 2] }\n",
    );
    const spec = {
      version: 1,
      trainer: "python train.py {batch}",
      axes: { batch: { kind: "batch", values: [1, 2] } },
    };
    writeFileSync(json, JSON.stringify(spec));
    expect(await readSpec(yaml)).toEqual(spec);
    expect(await readSpec(json)).toEqual(spec);
    writeFileSync(yaml, "a: [1");
    await expect(readSpec(yaml)).rejects.toMatchObject({
      code: "bad-study",
      message: expect.stringContaining(yaml),
    });
  });

  test("is complete once it is resolved, and options of the command line are taken by either name", () => {
    const { repeats: _, ...once } = commandSpec;
    expect(resolveSpec({ ...once, run: { "start-lr": 1e-4, budget: "quick" } })).toEqual({
      name: "width-and-batch",
      trainer: commandSpec.trainer,
      axes: commandSpec.axes,
      repeats: 1,
      design: "full",
      run: { startLr: 1e-4, budget: "quick" },
      at: commandSpec.at,
    });
  });
});

type Change = Readonly<Record<string, unknown>>;

describe("a spec is refused, with the place and what to do, for", () => {
  const axes = commandSpec.axes;
  const cases: readonly [what: string, change: Change, ...words: string[]][] = [
    ["an unknown key", { axess: {} }, "`axess`", "Did you mean `axes`?"],
    ["another version", { version: 2 }, "version 2"],
    ["no version", { version: undefined }, "version: 1"],
    [
      "an unknown key of an axis",
      { axes: { ...axes, batch: { kind: "batch", value: [1] } } },
      "`value`",
      "Did you mean `values`?",
    ],
    [
      "an unknown kind",
      { axes: { ...axes, batch: { kind: "bach", values: [1] } } },
      "batch",
      "Did you mean batch?",
    ],
    ["no kind", { axes: { ...axes, batch: { values: [1] } } }, "batch", "no kind"],
    [
      "no values",
      { axes: { ...axes, batch: { kind: "batch", values: [] } } },
      "batch",
      "no values",
    ],
    [
      "a value twice",
      { axes: { ...axes, batch: { kind: "batch", values: [8, 8] } } },
      "batch",
      "8 twice",
    ],
    [
      "a batch of 1.5 rows",
      { axes: { ...axes, batch: { kind: "batch", values: [1.5] } } },
      "integers of at least 1",
    ],
    ["a size of 0", { axes: { ...axes, width: { kind: "size", values: [0] } } }, "above 0"],
    [
      "a name among numbers",
      { axes: { ...axes, width: { kind: "plain", values: ["a"] } } },
      "names",
    ],
    [
      "two horizons",
      { axes: { a: { kind: "horizon", values: [1] }, b: { kind: "horizon", values: [2] } } },
      "a and b are both of kind horizon",
    ],
    ["no axes", { axes: {} }, "no axes"],
    ["no trainer", { trainer: undefined }, "one of trainer, data and module"],
    ["two trainers", { module: "m.mjs" }, "trainer and module"],
    ["the parent as trainer", { trainer: "-" }, "its command"],
    ["a target without data", { target: "y" }, "target goes with data"],
    [
      "an unknown option of run",
      { run: { budgett: "quick" } },
      "`budgett`",
      "Did you mean `budget`?",
    ],
    ["an option of run that a study decides", { run: { out: "x" } }, "out"],
    ["a source under run", { run: { data: "x" } }, "data stands beside axes"],
    ["a value of an option that cannot be", { run: { steps: 1 } }, "steps"],
    ["a point outside of the axes", { at: { ...commandSpec.at, depth: 3 } }, "depth", "no axis"],
    ["a point that lacks an axis", { at: { batch: 1024 } }, "steps, width"],
    ["a point of no number", { at: { ...commandSpec.at, batch: "big" } }, "batch"],
  ];
  test.each(cases)("%s", (_what, change, ...words) => {
    const spec = { ...commandSpec, ...change };
    for (const [key, value] of Object.entries(spec)) {
      if (value === undefined) delete (spec as Record<string, unknown>)[key];
    }
    const refused = () => resolveSpec(spec, "s.yaml");
    for (const word of words) expect(refused).toThrow(word);
  });

  test("what is no object", () => {
    expect(() => resolveSpec(null)).toThrow("must be an object");
    expect(() => resolveSpec([quickSpec])).toThrow("must be an object");
  });
});
