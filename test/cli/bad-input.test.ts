import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cli, repoFile, signals, temporaryFolder } from "../helpers/cli.ts";

const blobs = repoFile("datasets/blobs.csv");

function table(text: string): string {
  const file = join(temporaryFolder(), "table.csv");
  writeFileSync(file, text);
  return file;
}

const rows = (count: number, row: (i: number) => string) =>
  `a,b,y\n${Array.from({ length: count }, (_, i) => row(i)).join("\n")}\n`;
const fine = rows(40, (i) => `${i},${i % 7},${i % 2}`);

/** Each is one clear message, exit code 2, and no result folder. */
async function refused(args: string[], ...messages: string[]): Promise<void> {
  const out = join(temporaryFolder(), "out");
  const run = await cli(["run", ...args, "--out", out]);
  for (const message of messages) expect(run.err).toContain(message);
  expect(run.code).toBe(2);
  expect(run.out).toBe("");
  expect(run.err.match(/error:/g)).toHaveLength(1);
  expect(existsSync(out)).toBe(false);
}

describe("data", () => {
  test("missing file", () => refused(["--data", "no-such.csv", "--target", "y"], "no-such.csv"));
  test("empty file", () => {
    const file = table("");
    return refused(["--data", file, "--target", "y"], file, "empty");
  });
  test("header only", () => {
    const file = table("a,b,y\n");
    return refused(["--data", file, "--target", "y"], file);
  });
  test("ragged rows", () => {
    const file = table(fine.replace("5,5,1", "5,5"));
    return refused(["--data", file, "--target", "y"], file, "row 7");
  });
  test("a target that is absent", () =>
    refused(["--data", table(fine), "--target", "yy"], "yy", "0 a, 1 b, 2 y"));
  test("no target at all", () => refused(["--data", table(fine)], "--target", "0 a, 1 b, 2 y"));
  test("a target that is constant", () =>
    refused(["--data", table(rows(40, (i) => `${i},${i % 7},1`)), "--target", "y"], "y"));
  test("a single class", () =>
    refused(["--data", table(rows(40, (i) => `${i},${i % 7},cat`)), "--target", "y"], "cat"));
  test("text in a numeric column", () =>
    refused(
      ["--data", table(fine.replace("5,5,1", "5,oops,1")), "--target", "y"],
      "row 7",
      "b",
      "oops",
    ));
});

describe("options", () => {
  const data = ["--data", blobs, "--target", "kind"];
  test("an LR range upside down", () =>
    refused([...data, "--start-lr", "1", "--end-lr", "0.1"], "--start-lr", "--end-lr"));
  test("3 steps", () => refused([...data, "--steps", "3"], "--steps must be an integer from 10"));
  test("an unknown optimizer, with the nearest name", () =>
    refused([...data, "--optimizer", "adm"], "--optimizer", '"adam"'));
  test("an unknown hyper-parameter", () =>
    refused([...data, "--optimizer", "adam", "--optimizer-option", "beta=0.9"], "beta1"));
  test("a model spec that is none", () => refused([...data, "--model", "mpl:32"], "mpl:32", "mlp"));
  test("a batch size of 0", () => refused([...data, "--batch-size", "0"], "--batch-size"));
  test("a preset that is none", () => refused([...data, "--preset", "fast"], '"fastai"'));
  test("epochs and steps that disagree", () =>
    refused([...data, "--epochs", "2", "--total-steps", "7"], "--total-steps", "--epochs"));
  test("nothing to train", () => refused([], "--data"));
  test("data and module", () => refused([...data, "--module", "x.mjs"], "not several"));
  test("a module with options for tables", () =>
    refused(["--module", "x.mjs", "--target", "y"], "--target"));
  test("an option that does not exist, with the nearest one", async () => {
    const run = await cli(["run", ...data, "--step", "30"]);
    expect(run.code).toBe(2);
    expect(run.err).toContain("--steps");
  });
  test("text where a number belongs", async () => {
    const run = await cli(["run", ...data, "--steps", "many"]);
    expect(run.code).toBe(2);
    expect(run.err).toContain("--steps <n>");
  });
  test("a command that does not exist", async () => {
    expect((await cli(["rnu"])).code).toBe(2);
    expect((await cli(["rnu"])).err).toContain("run");
  });
});

describe("models", () => {
  test("a file that is no model", () => {
    const file = join(temporaryFolder(), "model.json");
    writeFileSync(file, "{}");
    return refused(
      ["--data", blobs, "--target", "kind", "--model", file],
      `--model ${file} is not a LayersModel: it must have \`modelTopology\``,
    );
  });
  test("a file that is missing", () =>
    refused(
      ["--data", blobs, "--target", "kind", "--model", "nowhere/model.json"],
      "nowhere/model.json",
    ));
  test("a module that is missing, or exports nothing", async () => {
    await refused(["--module", "nowhere.mjs"], "nowhere.mjs");
    const file = join(temporaryFolder(), "empty.mjs");
    writeFileSync(file, "export const nothing = 1;\n");
    await refused(["--module", file], file, "nothing");
  });
});

test("more features than rows is a warning", async () => {
  const width = 30;
  const header = `${Array.from({ length: width }, (_, i) => `f${i}`).join(",")},y\n`;
  const line = (i: number) =>
    `${Array.from({ length: width }, (_, j) => ((i * 31 + j * 17) % 101) / 10).join(",")},${i % 2}`;
  const file = table(`${header}${Array.from({ length: 20 }, (_, i) => line(i)).join("\n")}\n`);
  const run = await cli([
    ...["run", "--data", file, "--target", "y", "--model", "linear", "--batch-size", "8"],
    ...["--out", temporaryFolder(), "--json"],
  ]);
  const { warnings } = run.json<{ warnings: { code: string }[] }>();
  expect(warnings.map(({ code }) => code)).toContain("more-features-than-rows");
});

describe("outputs", () => {
  const args = ["run", "--data", blobs, "--target", "kind", "--model", "linear", "--steps", "20"];

  test("a result folder that is a file", async () => {
    const file = table("x");
    const run = await cli([...args, "--out", file]);
    expect(run.code).toBe(2);
    expect(run.err).toContain(file);
    expect(readFileSync(file, "utf8")).toBe("x");
  });

  test.each(["in a file", "over the data", "a pipe", "a folder", "a device"])(
    "a report that cannot be written is refused before training: %s",
    async (what) => {
      const out = join(temporaryFolder(), "out");
      const text = readFileSync(blobs, "utf8");
      const file = table(text);
      const report: Readonly<Record<string, () => string>> = {
        "in a file": () => join(file, "report.html"),
        "over the data": () => file,
        "a folder": () => temporaryFolder(),
        "a device": () => "/dev/null",
        "a pipe": () => {
          const pipe = join(temporaryFolder(), "pipe");
          execFileSync("mkfifo", [pipe]);
          return pipe;
        },
      };
      const own = args.with(2, file);
      const run = await cli([...own, "--out", out, "--report", report[what]?.() as string]);
      expect(run.code).toBe(2);
      expect(run.err.match(/error:/g)).toHaveLength(1);
      expect(existsSync(out)).toBe(false);
      expect(readFileSync(file, "utf8")).toBe(text);
    },
  );

  test("a report that cannot be written at the end: the answer is still printed, the result kept", async () => {
    const folder = temporaryFolder();
    const [out, report] = [join(folder, "out"), join(folder, "report.html")];
    // Taken over when the run starts.
    const takeSignals = () => {
      mkdirSync(report);
      return signals().takeSignals();
    };
    const line = [...args, "--out", out, "--report", report, "--json"];
    const run = await cli([...line, "--budget", "quick"], { takeSignals });
    expect(run.code).toBe(1);
    expect(run.json<{ files: { report: string | null } }>().files.report).toBeNull();
    expect(run.err.match(/error:/g)).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(out, "result.json"), "utf8")).files.report).toBeNull();
  });

  test("a read-only config is refused before training", async () => {
    const file = join(temporaryFolder(), "config.json");
    writeFileSync(file, '{ "lr": 0.1 }');
    chmodSync(file, 0o444);
    const run = await cli([
      ...args,
      "--out",
      join(temporaryFolder(), "out"),
      "--apply",
      `${file}:lr`,
      "--yes",
    ]);
    expect(run.code).toBe(2);
    expect(run.err).toContain("read-only");
    expect(readFileSync(file, "utf8")).toBe('{ "lr": 0.1 }');
  });
});

test("with --json an error is an object on stdout", async () => {
  const run = await cli(["run", "--data", "no-such.csv", "--target", "y", "--json"]);
  expect(run.code).toBe(2);
  const { error } = run.json<{ error: { code: string; message: string } }>();
  expect(error.message).toContain("no-such.csv");
  expect(error.code).toMatch(/^[a-z-]+$/);
});
