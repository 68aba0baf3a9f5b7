// What is typed in the wrong place, or twice, or is another file than the command takes.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runJob } from "../../src/job/index.ts";
import { cli, temporaryFolder } from "../helpers/cli.ts";
import { loggingModule } from "../job/module.ts";
import { sweepCsv } from "../logs/support.ts";

test("other files of a run: what each is, and the command that is meant", async () => {
  const { file, folder } = loggingModule();
  const [done, cut, config] = ["done", "cut", "config.yaml"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await runJob({ module: file, out: done, budget: "quick" });
  mkdirSync(cut);
  const lines = readFileSync(join(done, "journal.jsonl"), "utf8").split("\n");
  writeFileSync(join(cut, "journal.jsonl"), `${lines.slice(0, 30).join("\n")}\n`);
  writeFileSync(config, "lr: 0.1\nname: adam\n");

  const resume = `lr-finder run … --out ${cut} --resume`;
  const journal = join(cut, "journal.jsonl");
  const cases: [args: string[], words: string[]][] = [
    [
      ["report", cut],
      ["interrupted", resume, `lr-finder analyze ${journal} --out`],
    ],
    [
      ["report", journal],
      ["is the journal of a run", resume],
    ],
    [
      ["report", join(done, "journal.jsonl")],
      ["is the journal", join(done, "result.json")],
    ],
    [
      ["report", join(done, "report.html")],
      ["is a page", join(done, "result.json")],
    ],
    [
      ["apply", cut, config],
      ["interrupted", resume],
    ],
    [
      ["apply", journal, config],
      ["is the journal of a run", resume],
    ],
    [["apply", config, done], [`lr-finder apply ${done} ${config}`]],
    [["apply", done, config, "--check"], ["apply --check CONFIG, without the result"]],
    [
      ["run", "--resume", cut],
      ["too many arguments", resume],
    ],
    [
      ["run", "data.csv"],
      ["too many arguments for 'run': data.csv", "--data"],
    ],
  ];
  for (const [args, words] of cases) {
    const { code, err } = await cli(args);
    expect(code, args.join(" ")).toBe(2);
    for (const each of words) expect(err).toContain(each);
  }
  const made = await cli(["analyze", journal, "--out", join(folder, "made"), "--json"]);
  expect(made.code).toBeLessThan(4);

  const shown = async (key: string) =>
    (await cli(["apply", done, config, "--key", key, "--dry-run", "--outside"])).err;
  expect(await shown("name")).toContain("name was adam, which is no number");
  expect(await shown("lr")).not.toContain("no number");
});

test.each([
  [["--epochs", "5", "--epochs", "7"], "--epochs is given several times: the last counts"],
  [["--quiet"], "--quiet has no effect with --dry-run"],
  [
    ["--held-out", "0", "--evaluate-every", "10"],
    "--evaluate-every has no effect with --held-out 0",
  ],
])("run --dry-run %j: a note", async (args, words) => {
  const { err } = await cli(["run", "--data", "missing.csv", "--dry-run", ...args]);
  expect(err).toContain(words);
});

test.each(["0x10", " 5", "5 ", "1_0"])("--epochs %j is no number", async (text) => {
  const { code, err } = await cli(["run", "--data", "a.csv", "--epochs", text]);
  expect(code).toBe(2);
  expect(err).toContain("Expected a number");
});

test.each([
  [["run", "--rows", "3"], "--max-rows"],
  [["schedule", "compare", "--open"], undefined],
  [["run", "--epohcs", "3"], "--epochs"],
  [["runn"], "run"],
])("%j: only what is near is suggested", async (args, meant) => {
  const { code, err } = await cli(args);
  expect(code).toBe(2);
  if (meant === undefined) expect(err).not.toContain("Did you mean");
  else expect(err).toContain(`(Did you mean ${meant}?)`);
});

describe("a log's plan", () => {
  const analyze = async (...args: string[]) => {
    const log = join(temporaryFolder(), "sweep.csv");
    writeFileSync(log, sweepCsv());
    return cli(["analyze", log, ...args]);
  };

  test("an optimizer that nobody knows is said to be unknown, with the nearest", async () => {
    const codes = async (name: string) => {
      const { json } = await analyze("--optimizer", name, "--total-steps", "100", "--json");
      return json<{ warnings: { code: string; data: unknown }[] }>().warnings;
    };
    expect(await codes("admm")).toMatchObject([
      { code: "optimizer-not-known", data: { optimizer: "admm", nearest: "adam" } },
    ]);
    expect(await codes("shampoo")).toMatchObject([
      { code: "optimizer-not-known", data: { optimizer: "shampoo" } },
    ]);
    for (const known of ["adam", "AdamW", "torch.optim.SGD", "FusedAdam"]) {
      expect(await codes(known)).toEqual([]);
    }
  });

  test("counts no epochs where nobody knows how long one is", async () => {
    const { out, err } = await analyze("--total-steps", "100", "--optimizer", "adam", "--verbose");
    expect(out + err).toContain("decay over 100 steps: ");
    expect(out + err).toContain("The run is 100 steps long, as given.");
    const one = await analyze("--epochs", "1", "--steps-per-epoch", "50", "--verbose");
    expect(one.out + one.err).toContain("1 epoch of 50 steps");
    expect(one.out + one.err).not.toContain("1 epochs");
  });
});

test("a file of another kind than its option takes: the option that is meant", async () => {
  const folder = temporaryFolder();
  const at = (name: string, text = "") => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const [module, python, script] = [at("x.mjs"), at("my train.py"), at("x.sh")];
  const [notebook, weights, table] = [at("n.ipynb", "{}"), at("m.pt"), at("t.csv", "a,b\n1,2\n")];
  const model = at("model.json", '{"format":"layers-model","modelTopology":{}}');
  const result = at("result.json", "{}");
  const images = join(folder, "images");
  const finished = join(folder, "finished");
  for (const each of [images, finished]) mkdirSync(each);
  writeFileSync(join(finished, "journal.jsonl"), "");
  const cases: [args: string[], words: string[]][] = [
    [
      ["--data", module],
      ["--data cannot be", "a JavaScript module", `--module ${module}`],
    ],
    [
      ["--data", python],
      ["a Python program", `--trainer "python '${python}'"`],
    ],
    [
      ["--data", script],
      ["a shell script", `--trainer "sh ${script}"`],
    ],
    [
      ["--data", notebook],
      ["a notebook", "nbconvert", "--trainer"],
    ],
    [
      ["--data", weights],
      ["another framework", "--trainer"],
    ],
    [
      ["--data", model],
      ["a saved TensorFlow.js model", `--model ${model}`, "--data"],
    ],
    [
      ["--data", result],
      ["the result of a run", "lr-finder report"],
    ],
    [
      ["--data", images],
      ["a folder", "--module", "--trainer"],
    ],
    [
      ["--data", finished],
      ["the folder of a run", `--out ${finished} with --resume`],
    ],
    [
      ["--module", table],
      ["--module cannot be", "a table", `--data ${table}`],
    ],
    [
      ["--module", python],
      ["a Python program", "--trainer"],
    ],
    [["--module", images], ["a folder"]],
    [
      ["--trainer", module],
      ["--trainer cannot be", `--module ${module}`],
    ],
    [["--trainer", `${folder}/x.mjs`], ["--trainer cannot be"]],
    [["--trainer", table], [`--data ${table}`]],
    [
      ["--data", table, "--model", module],
      ["--model cannot be", `--module ${module}`],
    ],
  ];
  for (const [args, words] of cases) {
    const { code, err } = await cli(["run", ...args]);
    expect(code, args.join(" ")).toBe(2);
    for (const each of words) expect(err).toContain(each);
  }
  await expect(runJob({ data: module })).rejects.toMatchObject({
    code: "wrong-kind",
    message: expect.stringContaining(`\`module\` ${module}`),
    data: { option: "data", kind: "module" },
  });
  // What takes them says what else is wrong.
  expect((await cli(["run", "--data", table, "--target", "c"])).err).not.toContain("cannot be");
});

test("help on a command that there is not: said, with the nearest", async () => {
  const unknown: [args: string[], name: string, near?: string][] = [
    [["help", "qqq"], "qqq"],
    [["help", "nope"], "nope"],
    [["help", "aply"], "aply", "apply"],
    [["qqq", "--help"], "qqq"],
    [["aply", "-h"], "aply", "apply"],
    [["help", "study", "rum"], "rum", "run"],
    [["study", "help", "rum"], "rum", "run"],
    [["study", "rum", "--help"], "rum", "run"],
    [["help", "schedule", "cosin"], "cosin", "cosine"],
    [["schedule", "cosin", "--help"], "cosin", "cosine"],
  ];
  for (const [args, name, near] of unknown) {
    const { code, out, err } = await cli(args);
    expect([code, out], args.join(" ")).toEqual([2, ""]);
    expect(err).toContain(`unknown command '${name}'`);
    expect(err.includes("Did you mean"), err).toBe(near !== undefined);
    if (near !== undefined) expect(err).toContain(`Did you mean ${near}?`);
  }
  for (const args of [
    ["help", "study", "run"],
    ["study", "help", "run"],
    ["study", "run", "--help"],
  ]) {
    const { code, out } = await cli(args);
    expect(code).toBe(0);
    expect(out).toContain("Usage: lr-finder study run ");
  }
  for (const args of [["help"], ["help", "help"], ["--help"]]) {
    const { code, out } = await cli(args);
    expect(code).toBe(0);
    expect(out).toContain("Usage: lr-finder [options] [command]");
  }
});
