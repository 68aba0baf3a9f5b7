import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyPatch } from "diff";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Plan } from "../../src/plan/index.ts";
import type { Result } from "../../src/result/types.ts";
import { cli, repoFile, temporaryFolder } from "../helpers/cli.ts";
import { testWith } from "../helpers/needs.ts";
import { pythonWith } from "../helpers/python.ts";

const finished = mkdtempSync(join(tmpdir(), "lr-finder-apply-"));
const source = ["--data", repoFile("datasets/blobs.csv"), "--target", "kind", "--model", "mlp:16"];
const quick = ["run", ...source, "--budget", "quick", "--epochs", "20", "--per", "epoch"];
let result: Result;

beforeAll(async () => {
  expect((await cli([...quick, "--out", finished, "--quiet"])).code).toBe(0);
  result = JSON.parse(readFileSync(join(finished, "result.json"), "utf8"));
});
afterAll(() => rmSync(finished, { recursive: true }));

function fileWith(name: string, text: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

const changed = (change: Record<string, unknown>) =>
  fileWith("result.json", JSON.stringify({ ...result, ...change }));
const read = (file: string) => readFileSync(file, "utf8");
const apply = (...args: string[]) => cli(["apply", ...args]);
const lr = () => Number((result.plan as Plan).initialLr.toPrecision(3));

describe("keys", () => {
  const groups = "groups:\n  - {name: body, lr: 0.01}\n  - {name: head, lr: 0.1}\n";

  test("several at once, with ratios", async () => {
    const file = fileWith("c.yaml", groups);
    const keys = ["--key", "groups.0.lr=0.1", "--key", "groups[1].lr"];
    expect((await apply(finished, file, ...keys, "--yes")).code).toBe(0);
    const [body, head] = [...read(file).matchAll(/lr: (\S+)}/g)].map((match) => Number(match[1]));
    expect(head).toBe(lr());
    expect(body).toBeCloseTo(lr() / 10, 6);
  });

  test("--create adds one, and undo takes it away", async () => {
    const file = fileWith("c.toml", "[optimizer]\nname = 'adam'\n");
    const args = [finished, file, "--key", "optimizer.lr", "--yes"];
    expect((await apply(...args)).code).toBe(2);
    const run = await apply(...args, "--create");
    expect([run.code, run.err]).toEqual([0, expect.stringContaining("optimizer.lr (added) ->")]);
    expect(read(file)).toMatch(/^\[optimizer\]\nname = 'adam'\nlr = \d\.\d+\n$/);
    expect((await apply("--undo", file, "--yes")).code).toBe(0);
    expect(read(file)).toBe("[optimizer]\nname = 'adam'\n");
  });

  test("a profile and a mapping write the schedule", async () => {
    const args = fileWith("args.json", '{\n  "learning_rate": 5e-05\n}\n');
    expect((await apply(finished, args, "--profile", "hf", "--create", "--yes")).code).toBe(0);
    expect(JSON.parse(read(args))).toMatchObject({
      learning_rate: lr(),
      max_steps: result.plan?.schedule.totalSteps,
    });
    const map = fileWith("map.yaml", "lr: rate\ntotalEpochs: epochs\n");
    const file = fileWith("c.yaml", "rate: 1\nepochs: 3 # mine\n");
    expect((await apply(finished, file, "--map", map, "--yes")).code).toBe(0);
    expect(read(file)).toBe(`rate: ${lr()}\nepochs: 20 # mine\n`);
  });
});

describe("what is doubtful", () => {
  const far = () => `lr: ${lr() / 50_000} # a guess\n`;

  test("is refused with --yes, and asked about without", async () => {
    const file = fileWith("c.yaml", far());
    const refused = await apply(finished, file, "--yes");
    expect([refused.code, read(file)]).toEqual([2, far()]);
    expect(refused.err).toContain("is 50000 times that");
    expect(refused.err).toContain("--anyway");
    const asked = await cli(["apply", finished, file], { canAsk: true, ask: async () => "y" });
    expect([asked.code, read(file)]).toEqual([0, `lr: ${lr()} # a guess\n`]);
    expect(asked.err).toContain("is 50000 times that");
  });

  test("is written with --anyway, and shown by --dry-run", async () => {
    const file = fileWith("c.yaml", far());
    const dry = await apply(finished, file, "--yes", "--dry-run", "--json");
    expect(dry.json()).toMatchObject({ written: false, notes: [{ code: "lr-far-from-old" }] });
    expect((await apply(finished, file, "--yes", "--anyway")).code).toBe(0);
    expect(read(file)).toBe(`lr: ${lr()} # a guess\n`);
  });

  test("an LR of one optimizer is not written for another unasked", async () => {
    const text = "optim: sgd\nlearning_rate: 0.1\n";
    const file = fileWith("c.yaml", text);
    const { code, err } = await apply(finished, file, "--yes");
    expect([code, read(file)]).toEqual([2, text]);
    expect(err).toContain("the result is for adam, and optim is sgd");
  });
});

describe("several keys that count", () => {
  const ds =
    '{"optimizer": {"params": {"lr": 3e-3}}, "scheduler": {"type": "WarmupLR", "params": {"warmup_max_lr": 3e-3}}}';

  test("the user is asked, told what one alone is worth, and offered a profile that sets both", async () => {
    const file = fileWith("ds.json", ds);
    const unnamed = await apply(finished, file, "--yes");
    expect([unnamed.code, unnamed.err]).toEqual([
      2,
      expect.stringContaining("--profile deepspeed"),
    ]);
    const named = await apply(finished, file, "--key", "optimizer.params.lr", "--dry-run");
    expect(named.err).toContain(
      "scheduler.params.warmup_max_lr (0.003, line 1) takes the place of optimizer.params.lr",
    );
    expect((await apply(finished, file, "--profile", "deepspeed", "--yes")).code).toBe(0);
    expect(read(file)).toBe(ds.replaceAll("3e-3", String(lr())));
    expect((await apply("--undo", file, "--yes")).code).toBe(0);
    expect(read(file)).toBe(ds);
  });
});

describe("record, undo, check", () => {
  test.each([
    ["c.yaml", "# mine\r\nopt: {lr: 0.5}   # guess\r\n"],
    ["c.json", '{\n\t"lr": 1e-5}'],
    ["c.jsonc", '{"lr": 0.5, /* x */}\n'],
    ["c.json5", "{lr: .5,}\n"],
    ["c.toml", "[a.b]\nlr = 5e-1 # x\n"],
    ["c.ini", "[train]\nlr = 0.5\n"],
    [".env", 'export LR="0.5"\n'],
  ])("%s comes back byte for byte", async (name, text) => {
    const file = fileWith(name, text);
    const run = await apply(finished, file, "--yes", "--json");
    expect(run.json()).toMatchObject({ written: true, recordFile: `${file}.lr-finder.json` });
    expect(read(file)).not.toBe(text);
    expect((await apply("--check", file)).code).toBe(0);
    const dry = await apply("--undo", file, "--dry-run", "--json");
    expect(dry.json()).toMatchObject({ version: 1, file, written: false, state: "ready" });
    expect(read(file)).not.toBe(text);
    const undone = await apply("--undo", file, "--yes", "--json");
    expect([undone.code, undone.json<{ written: boolean }>().written]).toEqual([0, true]);
    expect(read(file)).toBe(text);
    expect(existsSync(`${file}.lr-finder.json`)).toBe(false);
  });

  test("--check exits with 1 when one of the configs no longer holds its value", async () => {
    const [good, bad] = [fileWith("a.yaml", "lr: 0.5\n"), fileWith("b.yaml", "lr: 0.5\n")];
    for (const file of [good, bad]) await apply(finished, file, "--yes");
    expect((await apply("--check", good, bad)).code).toBe(0);
    writeFileSync(bad, "lr: 0.5\n");
    const run = await apply("--check", good, bad);
    expect(run.code).toBe(1);
    expect(run.out).toContain(`ok ${good}:1 lr = ${lr()}`);
    expect(run.out).toContain(`changed ${bad}:1 lr is 0.5`);
    const { ok } = (await apply("--check", good, bad, "--json")).json<{ ok: boolean }>();
    expect(ok).toBe(false);
  });

  test("a result written anew is told; --no-record keeps nothing", async () => {
    const from = changed({});
    const file = fileWith("a.yaml", "lr: 0.5\n");
    await apply(from, file, "--yes");
    writeFileSync(from, JSON.stringify({ ...result, name: "another" }));
    const run = await apply("--check", file);
    expect([run.code, run.out]).toEqual([0, expect.stringContaining("written anew")]);
    const bare = fileWith("a.yaml", "lr: 0.5\n");
    await apply(finished, bare, "--yes", "--no-record");
    expect(existsSync(`${bare}.lr-finder.json`)).toBe(false);
    expect((await apply("--check", bare)).code).toBe(2);
  });

  test("--comment: the record is in the diff and in the file", async () => {
    const file = fileWith("a.yaml", "lr: 0.5\n");
    const run = await apply(finished, file, "--yes", "--comment");
    expect(run.err).toContain("+# lr-finder: {");
    expect(read(file)).toContain('"seed":0');
    expect(existsSync(`${file}.lr-finder.json`)).toBe(false);
    expect((await apply("--check", file)).code).toBe(0);
    expect((await apply("--undo", file, "--yes")).code).toBe(0);
    expect(read(file)).toBe("lr: 0.5\n");
  });

  test("undo asks, and a no leaves everything", async () => {
    const file = fileWith("a.yaml", "lr: 0.5\n");
    await apply(finished, file, "--yes");
    const before = read(file);
    expect((await apply("--undo", file)).code).toBe(2);
    const run = await cli(["apply", "--undo", file], { canAsk: true, ask: async () => "n" });
    expect([run.code, read(file)]).toEqual([0, before]);
  });
});

describe("refused with 3, and nothing written", () => {
  const suggestion = (change: object) => ({ suggestion: { ...result.suggestion, ...change } });
  const initialLr = (value: unknown) => ({ plan: { ...result.plan, initialLr: value } });
  test.each([
    ["a zero LR", () => initialLr(0), [], "unsafe-lr"],
    ["a negative LR", () => suggestion({ lr: -0.1 }), [], "unsafe-lr"],
    ["a non-finite LR", () => initialLr("NaN"), [], "unsafe-lr"],
    ["an LR of null", () => suggestion({ lr: null }), [], "unsafe-lr"],
    ["an LR that a ratio makes zero", () => initialLr(1e-300), ["--key", "lr=1e-300"], "unsafe-lr"],
    [
      "too low a confidence",
      () => suggestion({ confidence: "low" }),
      ["--min-confidence", "medium"],
      "low-confidence",
    ],
  ])("%s", async (_name, change, more, code) => {
    const file = fileWith("a.yaml", "lr: 0.5\n");
    const run = await apply(changed(change()), file, "--yes", "--json", ...more);
    expect(run.code).toBe(3);
    expect(run.json<{ error: { code: string } }>().error.code).toBe(code);
    expect(read(file)).toBe("lr: 0.5\n");
    expect(existsSync(`${file}.lr-finder.json`)).toBe(false);
  });

  test("run --apply too: one JSON object, the result kept", async () => {
    const file = fileWith("a.yaml", "lr: 0.5\n");
    const out = temporaryFolder();
    const flat = ["--start-lr", "1e-12", "--end-lr", "1e-10"];
    const none = await cli([...quick, ...flat, "--out", out, "--apply", `${file}:lr`, "--yes"]);
    expect(none.code).toBe(3);
    const { confidence } = result.suggestion as { confidence: string };
    if (confidence !== "high") {
      const least = ["--min-confidence", "high", "--json"];
      const run = await cli([...quick, ...least, "--out", out, "--apply", `${file}:lr`, "--yes"]);
      expect(run.code).toBe(3);
      expect(run.json<{ status: string }>().status).toBe("found");
    }
    expect(read(file)).toBe("lr: 0.5\n");
  });
});

describe("refused with 2", () => {
  test.each([
    [["--undo"], "--undo needs one config"],
    [["--check"], "--check needs a config"],
    [["--undo", "--check", "a"], "--check"],
    [["--undo", "a.yaml", "--key", "lr"], "--key"],
    [["result"], "apply needs a result and a config"],
    [["a", "b", "c"], "got 3 path(s)"],
    [["a", "b", "--profile", "hff"], "Did you mean"],
    [["a", "b", "--min-confidence", "lo"], "--min-confidence"],
  ])("%j", async (args, message) => {
    const run = await apply(...args);
    expect([run.code, run.err]).toEqual([2, expect.stringContaining(message)]);
  });

  test("a link that leads out of its folder, unless --outside", async () => {
    const file = fileWith("a.yaml", "lr: 0.5\n");
    const link = join(temporaryFolder(), "link.yaml");
    symlinkSync(file, link);
    const run = await apply(finished, link, "--yes");
    expect([run.code, run.err]).toEqual([2, expect.stringContaining("Add --outside")]);
    expect(read(file)).toBe("lr: 0.5\n");
    expect((await apply(finished, link, "--yes", "--outside")).code).toBe(0);
    expect(read(file)).toBe(`lr: ${lr()}\n`);
    expect((await apply("--undo", link, "--yes")).code).toBe(2);
    expect((await apply("--undo", link, "--yes", "--outside")).code).toBe(0);
    expect(read(file)).toBe("lr: 0.5\n");
  });

  test("run --apply: two files, options without it, a program", async () => {
    const file = fileWith("a.yaml", "lr: 0.5\n");
    const apply = ["--apply", `${file}:lr`];
    const runs = [
      [[...apply, "--apply", "other.yaml:lr"], "into one file"],
      [["--create"], "needs --apply"],
      [["--apply", "train.py:lr"], "is a program"],
    ] as const;
    for (const [more, message] of runs) {
      const run = await cli([...quick, "--yes", ...more]);
      expect([run.code, run.err]).toEqual([2, expect.stringContaining(message)]);
    }
  });
});

test("run --apply writes several keys, a created one too, and its record points to the result", async () => {
  const file = fileWith("a.yaml", "lr: 0.5\n");
  const out = temporaryFolder();
  const keys = ["--apply", `${file}:lr`, "--apply", `${file}:head_lr=10`, "--create"];
  expect((await cli([...quick, "--out", out, ...keys, "--yes", "--quiet"])).code).toBe(0);
  const [first, second] = [...read(file).matchAll(/lr: (\S+)\n/g)].map((match) => Number(match[1]));
  expect(first).toBe(lr());
  expect((second as number) / (first as number)).toBeCloseTo(10, 1);
  const [record] = JSON.parse(read(`${file}.lr-finder.json`)).records;
  expect(join(file, "..", record.result.file)).toBe(join(out, "result.json"));
});

describe("programs are never edited", () => {
  const pipeline =
    "train_config {\n  batch_size: 8\n  optimizer {\n    learning_rate {\n      cosine_decay_learning_rate {\n        learning_rate_base: 0.04 # base\n        warmup_learning_rate: 0.0133\n      }\n    }\n  }\n}\n";

  test("the line of a TensorFlow pipeline is printed", async () => {
    const file = fileWith("pipeline.config", pipeline);
    const run = await apply(finished, file, "--yes");
    expect([run.code, run.out]).toEqual([0, `${file}:6: learning_rate_base: ${lr()} # base\n`]);
    expect(run.err).toContain("is text protobuf, which is not edited. Change by hand:");
    const { lines, set } = (await apply(finished, file, "--json")).json<Record<string, unknown>>();
    expect([lines, set]).toEqual([
      [
        {
          line: 6,
          text: "learning_rate_base: 0.04 # base",
          changed: `learning_rate_base: ${lr()} # base`,
        },
      ],
      [],
    ]);
    expect(read(file)).toBe(pipeline);
    const none = await apply(finished, fileWith("pipeline.config", "model { a: 1 }\n"));
    expect([none.code, none.err]).toEqual([2, expect.stringContaining("has no line that looks")]);
  });

  test("the line of a program is shown, with its place", async () => {
    const text =
      "import torch\n\nopt = torch.optim.SGD(model.parameters(), lr=1e-1, momentum=0.9)\n";
    const file = fileWith("train.py", text);
    const run = await apply(finished, file, "--yes");
    expect([run.code, run.out]).toEqual([0, `--set lr=${lr()}\n`]);
    expect(run.err).toContain(
      `${file}:3: opt = torch.optim.SGD(model.parameters(), lr=${lr()}, momentum=0.9)`,
    );
    const two = await apply(finished, fileWith("train.py", "lr = 0.1\nhead_lr = 0.2\n"));
    expect([two.code, two.err]).toEqual([
      2,
      expect.stringContaining("lr (line 1: lr = 0.1), head_lr (line 2: head_lr = 0.2)"),
    ]);
  });

  test("their arguments are printed", async () => {
    const file = fileWith("train.py", 'parser.add_argument("--learning_rate")\n');
    const run = await apply(finished, file, "--yes");
    expect([run.code, run.out]).toEqual([0, `--set learning_rate=${lr()}\n`]);
    expect(run.err).toContain("never edited");
    expect(run.err).toContain("No line of it gives a learning rate as a plain number.");
    const style = await apply(finished, file, "--set-style", "argparse");
    expect(style.out).toBe(`--learning_rate ${lr()}\n`);
    expect(read(file)).toBe('parser.add_argument("--learning_rate")\n');
  });

  test("--set needs no config", async () => {
    const args = ["--set", "--set-style", "hydra", "--key", "optimizer.lr"];
    expect((await apply(finished, ...args)).out).toBe(`optimizer.lr=${lr()}\n`);
    const { set } = (await apply(finished, "--set", "--profile", "hf", "--json")).json<{
      set: string[];
    }>();
    expect(set[0]).toBe(`--learning_rate ${lr()}`);
    expect(set).toContain(`--max_steps ${result.plan?.schedule.totalSteps}`);
  });
});

// What Python's readers make of a config that the command has written.
const READ = `
import json, sys
text = open(sys.argv[1], encoding="utf-8").read()
if sys.argv[1].endswith(".yaml"):
    import yaml; value = yaml.safe_load(text)
elif sys.argv[1].endswith(".toml"):
    import tomllib; value = tomllib.loads(text)
else:
    value = json.loads(text)
print(json.dumps([type(value["opt"]["lr"]).__name__, value["opt"]["lr"]]))
`;

describe.each([
  ["yaml", "yaml", "opt:\n  lr: 1e-3\n"],
  ["toml", "tomllib", "opt.lr = 5\n"],
  ["json", "json", '{"opt": {"lr": "auto"}}'],
])("Python reads what was written into %s", (format, library, text) => {
  const need = pythonWith(library);
  const python = (...args: string[]) =>
    execFileSync(need.path, ["-c", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });

  testWith(need, "as a float, equal", async () => {
    for (const initialLr of [1e-7, 0.0123, 250000]) {
      const file = fileWith(`c.${format}`, text);
      const from = changed({ plan: { ...result.plan, initialLr } });
      expect((await apply(from, file, "--key", "opt.lr", "--yes", "--anyway")).code).toBe(0);
      expect(JSON.parse(python(READ, file))).toEqual(["float", initialLr]);
    }
  });
});

describe("--dry-run", () => {
  const texts = ["# mine\r\nopt: {lr: 0.5}   # guess\r\n", "a: 1\n\nlr: 0.5\n\n", "lr: 0.5"];

  test.each(texts)("prints a patch on stdout that makes the change: %j", async (text) => {
    const file = fileWith("c.yaml", text);
    const dry = await apply(finished, file, "--dry-run");
    expect(dry.code).toBe(0);
    expect(dry.err).not.toMatch(/^[-+@]/m);
    expect(read(file)).toBe(text);
    const patched = applyPatch(text, dry.out, { autoConvertLineEndings: false });
    expect((await apply(finished, file, "--yes")).code).toBe(0);
    expect(read(file)).toBe(patched);
    // And the one that takes it back.
    const back = await apply("--undo", file, "--dry-run");
    expect(applyPatch(patched as string, back.out, { autoConvertLineEndings: false })).toBe(text);
  });

  test("with --json stdout is the JSON alone, and the diff stands where words go", async () => {
    const file = fileWith("c.yaml", "lr: 0.5\n");
    const dry = await apply(finished, file, "--dry-run", "--json");
    expect(dry.json()).toMatchObject({ written: false, diff: expect.stringContaining("-lr: 0.5") });
    expect(dry.err).toContain("-lr: 0.5");
  });

  test("on a terminal it has colours, in a file it has none", async () => {
    const file = fileWith("c.yaml", "lr: 0.5\n");
    const args = ["apply", finished, file, "--dry-run"];
    const shown = await cli(args, { outIsTerminal: true, env: { TERM: "xterm" } });
    expect(shown.out).toContain("\u001b[31m-lr: 0.5");
    const kept = await cli(args, { errIsTerminal: true, env: { TERM: "xterm" } });
    expect(kept.out).not.toContain("\u001b");
  });
});
