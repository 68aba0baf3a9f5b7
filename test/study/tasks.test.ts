import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { resolveSpec } from "../../src/study/spec.ts";
import { tasksOf } from "../../src/study/tasks.ts";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";
import { commandSpec, quickSpec } from "./specs.ts";

const tasks = (spec: unknown, folder = repoFile("."), version = "0.1") =>
  tasksOf(resolveSpec(spec), folder, version);

const keys = async (...args: Parameters<typeof tasks>) =>
  (await tasks(...args)).map(({ key }) => key);

describe("tasks", () => {
  test("fill the command, and give each cell its steps and seeds", async () => {
    const all = await tasks(commandSpec, temporaryFolder());
    expect(all).toHaveLength(3 * 2 * 2 * 2);
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
    expect(all[0]).toMatchObject({
      factors: { batch: 16, steps: 400, width: 32 },
      seed: 0,
      request: {
        trainer: "python train.py --batch-size 16 --width 32",
        totalSteps: 400,
        budget: "quick",
        seed: 0,
      },
    });
    expect(all[1]).toMatchObject({ seed: 1, request: { seed: 1 } });
  });

  test("set the options that axes are named like, and hyper-parameters", async () => {
    const [first] = await tasks({
      ...quickSpec,
      axes: {
        ...quickSpec.axes,
        optimizer: { kind: "names", values: ["adamw"] },
        "optimizerOptions.weightDecay": { kind: "plain", values: [0.05] },
      },
    });
    expect(first?.request).toMatchObject({
      batchSize: 16,
      model: "mlp:4",
      target: "kind",
      optimizer: "adamw",
      optimizerOptions: { weightDecay: 0.05 },
    });
  });

  test("hand a module its cell", async () => {
    const { trainer: _, ...spec } = commandSpec;
    const [first] = await tasks({ ...spec, module: "m.mjs" }, temporaryFolder());
    expect(first?.request).toMatchObject({
      module: "m.mjs",
      cell: { batch: 16, steps: 400, width: 32 },
      batchSize: 16,
      totalSteps: 400,
    });
  });

  test("{{name}} stands for {name}, and a variable of the shell for itself", async () => {
    const home = "$".concat("{HOME}");
    const trainer = `sh -c 'echo {{batch}} ${home} {batch} {width} {"a": 1}'`;
    const [first] = await tasks({ ...commandSpec, trainer }, temporaryFolder());
    expect(first?.request.trainer).toBe(`sh -c 'echo {batch} ${home} 16 32 {"a": 1}'`);
  });
});

describe("a key", () => {
  test("is the same for the same study, whatever is added to it", async () => {
    const before = await keys(quickSpec);
    const axes = { ...quickSpec.axes, batch: { kind: "batch", values: [8, 16, 64, 128] } };
    const after = await keys({ ...quickSpec, name: "other", repeats: 2, axes });
    expect(after).toEqual(expect.arrayContaining(before));
    expect(after).toHaveLength(4 * 2 * 2);
  });

  test("changes with whatever decides the numbers, and with nothing else", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "train.py"), "1");
    writeFileSync(join(folder, "model.py"), "1");
    const spec = { ...commandSpec, files: ["model.py"] };
    const [first] = await keys(spec, folder);
    expect((await keys({ ...spec, run: { ...spec.run, stepTimeoutMs: 5 } }, folder))[0]).toBe(
      first,
    );
    expect((await keys(spec, folder, "0.2"))[0]).not.toBe(first);
    expect((await keys({ ...spec, run: { budget: "standard" } }, folder))[0]).not.toBe(first);
    writeFileSync(join(folder, "train.py"), "2");
    const [second] = await keys(spec, folder);
    expect(second).not.toBe(first);
    writeFileSync(join(folder, "model.py"), "2");
    expect((await keys(spec, folder))[0]).not.toBe(second);
  });

  test("of a data study changes with the data", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "t.csv"), "a,kind\n1,x\n2,y\n");
    const spec = { ...quickSpec, data: "t.csv" };
    const [first] = await keys(spec, folder);
    writeFileSync(join(folder, "t.csv"), "a,kind\n1,x\n3,y\n");
    expect((await keys(spec, folder))[0]).not.toBe(first);
  });

  test("of a saved model changes with its custom objects and what they import", async () => {
    const folder = temporaryFolder();
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write("t.csv", "a,kind\n1,x\n2,y\n");
    write("m.json", "{}");
    write("layers.mjs", 'export * from "./scale.mjs";');
    write("scale.mjs", "export class Scale {}");
    const { width: _, ...axes } = quickSpec.axes;
    const run = { ...quickSpec.run, customObjects: "layers.mjs" };
    const spec = { ...quickSpec, data: "t.csv", model: "m.json", axes, run };
    const [first] = await tasks(spec, folder);
    expect(first?.request).toMatchObject({ model: "m.json", customObjects: "layers.mjs" });
    write("scale.mjs", "export class Scale { }");
    const second = (await keys(spec, folder))[0];
    expect(second).not.toBe(first?.key);
    write("layers.mjs", 'export { Scale } from "./scale.mjs";');
    expect((await keys(spec, folder))[0]).not.toBe(second);
  });
});

describe("a study is refused for", () => {
  const cases: readonly [what: string, change: object, ...words: string[]][] = [
    [
      "an unknown placeholder",
      { trainer: "t {batch} {widht} {width}" },
      "{widht}",
      "Did you mean {width}?",
      "{{widht}}",
    ],
    ["an axis that nothing uses", { trainer: "t {batch}" }, "nothing uses the axis width"],
    [
      "a batch that the command does not get",
      { trainer: "t {width}" },
      "nothing uses the axis batch",
    ],
    [
      "an option that an axis is too",
      { run: { totalSteps: 5 } },
      "totalSteps",
      "leave one of them out",
    ],
    ["epochs beside a horizon", { run: { epochs: 5 } }, "epochs"],
    [
      "a name that would need quotes in the command",
      { axes: { ...commandSpec.axes, width: { kind: "names", values: ["a b"] } }, at: undefined },
      '"a b"',
    ],
    [
      "an option that does not go with a trainer",
      { run: { batchSize: 5 } },
      "cannot be run",
      "batchSize",
    ],
    ["files that are not there", { files: ["none.py"] }, "none.py"],
    [
      "a secret in the command",
      { trainer: "t {batch} {width} --api-key=sk-1234567890abcdef" },
      "secret",
      "keepCommand",
    ],
  ];
  test.each(cases)("%s", async (_what, change, ...words) => {
    const spec: Record<string, unknown> = { ...commandSpec, ...change };
    if (spec.at === undefined) delete spec.at;
    for (const word of words) {
      await expect(tasks(spec, temporaryFolder())).rejects.toThrow(word);
    }
  });
});
