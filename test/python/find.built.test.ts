import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";
import { describeWith } from "../helpers/needs.ts";
import { PYTHON_ENV, pythonWith } from "../helpers/python.ts";
import { scriptFile } from "./driver.ts";

const pythonNeed = pythonWith();
const python = pythonNeed.path;

/** A stand-in for lr-finder that tells how it was called. */
function fakeFinder(body: string): string {
  const file = join(temporaryFolder(), "finder.mjs");
  writeFileSync(file, body);
  return `'${process.execPath}' '${file}'`;
}

const ECHO = fakeFinderBody(`{ version: 1, status: "found", args: process.argv.slice(2),
  cwd: process.cwd(), extra: process.env.EXTRA }`);

function fakeFinderBody(result: string, code = 0): string {
  return `process.stderr.write("progress…\\n");
process.stdout.write(JSON.stringify(${result}) + "\\n");
process.exitCode = ${code};`;
}

interface FindRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runScript(script: string, env: Record<string, string>, args: string[] = []): FindRun {
  return spawnSync(python, [scriptFile(script), ...args], {
    env: { ...PYTHON_ENV, ...env },
    encoding: "utf8",
  });
}

function find(call: string, finder: string): FindRun {
  const script = `import json, lr_finder
try:
    print(json.dumps(lr_finder.find(${call})))
except lr_finder.LrFinderError as error:
    print(json.dumps({"failed": str(error), "code": error.code, "data": error.data}))`;
  return runScript(script, { LR_FINDER_COMMAND: finder });
}

describeWith(pythonNeed, "find", () => {
  test("runs the finder with its options and gives the result as a dict", () => {
    const cwd = temporaryFolder();
    const { stdout, stderr } = find(
      `"python train.py --fast", cwd=${JSON.stringify(cwd)}, env={"EXTRA": "x"}, end_lr=1.0, repeats=3,
        yes=True, stop=False, seed=None, optimizer_option={"beta1": 0.8}, apply_schedule=["a=b", "c=d"]`,
      fakeFinder(ECHO),
    );
    const result = JSON.parse(stdout);
    expect(result.args).toEqual([
      "run",
      "--trainer",
      `${python} train.py --fast`,
      "--json",
      "--end-lr=1.0",
      "--repeats=3",
      "--yes",
      "--no-stop",
      "--optimizer-option=beta1=0.8",
      "--apply-schedule=a=b",
      "--apply-schedule=c=d",
    ]);
    expect(result).toMatchObject({ status: "found", extra: "x" });
    expect(result.cwd.endsWith(cwd)).toBe(true);
    expect(stderr).toBe("progress…\n");
  });

  test.each([
    ['"train.py -v"', "PYTHON train.py -v"],
    ['"python3  train.py"', "PYTHON  train.py"],
    ['["python", "my train.py"]', "PYTHON 'my train.py'"],
    ['"torchrun --nproc_per_node 2 train.py"', "torchrun --nproc_per_node 2 train.py"],
  ])("starts %s", (call, command) => {
    const { stdout } = find(call, fakeFinder(ECHO));
    expect(JSON.parse(stdout).args[2]).toBe(command.replace("PYTHON", python));
  });

  test("starts the calling script, as it was started, when no command is given", () => {
    const file = scriptFile("import json, lr_finder\nprint(json.dumps(lr_finder.find()))");
    const { stdout } = spawnSync(python, [file, "--deep", "a b"], {
      env: { ...PYTHON_ENV, LR_FINDER_COMMAND: fakeFinder(ECHO) },
      encoding: "utf8",
    });
    expect(JSON.parse(stdout).args[2]).toBe(`${python} ${file} --deep 'a b'`);
    const interactive = spawnSync(python, ["-c", "import lr_finder; lr_finder.find()"], {
      env: { ...PYTHON_ENV, LR_FINDER_COMMAND: fakeFinder(ECHO) },
      encoding: "utf8",
    });
    expect(interactive.stderr).toContain('there is no script to start: give its command, find("');
  });

  test("no suggestion is a result, whatever the exit code", () => {
    const none = fakeFinder(fakeFinderBody(`{ version: 1, status: "none" }`, 3));
    expect(JSON.parse(find('"train.py"', none).stdout)).toEqual({ version: 1, status: "none" });
  });

  test("a failed run raises what the finder said", () => {
    const error = `{ version: 1, error: { code: "trainer-died", message: "it died at step 3", data: { step: 3 } } }`;
    const failed = find('"train.py"', fakeFinder(fakeFinderBody(error, 5)));
    expect(JSON.parse(failed.stdout)).toEqual({
      failed: "it died at step 3",
      code: "trainer-died",
      data: { step: 3 },
    });
    const silent = find(
      '"train.py"',
      fakeFinder('console.error("no such option"); process.exit(2)'),
    );
    expect(JSON.parse(silent.stdout)).toEqual({
      failed: "no such option",
      code: "failure",
      data: { exit: 2 },
    });
    const missing = find('"train.py"', "./no/such/finder");
    expect(JSON.parse(missing.stdout)).toMatchObject({ code: "no-finder" });
  });

  test("takes lr-finder from PATH, then a local one, asks nobody for it, and says when there is none", () => {
    const folder = temporaryFolder();
    const script = `import lr_finder
try: print(lr_finder.find("train.py")["who"])
except lr_finder.LrFinderError as error: print(error.code)`;
    const env = { LR_FINDER_COMMAND: "", PATH: folder };
    expect(runScript(script, env).stdout).toBe("no-finder\n");
    // npx would ask the registry.
    command(folder, "npx", `{ who: "npx" }`);
    expect(runScript(script, env).stdout).toBe("no-finder\n");
    const project = temporaryFolder();
    const bin = join(project, "node_modules", ".bin");
    mkdirSync(bin, { recursive: true });
    mkdirSync(join(project, "deep"));
    command(bin, "lr-finder", `{ who: "of the project" }`);
    const inside = `import os\nos.chdir(${JSON.stringify(join(project, "deep"))})\n${script}`;
    expect(runScript(inside, env).stdout).toBe("of the project\n");
    command(folder, "lr-finder", `{ who: "from PATH" }`);
    expect(runScript(script, env).stdout).toBe("from PATH\n");
  });

  test("drives the plain example with the real finder", () => {
    const out = join(temporaryFolder(), "run");
    const { stdout } = find(
      `${JSON.stringify(repoFile("examples/plain-python/train.py"))}, start_lr=1e-4, end_lr=1000.0, steps=60, out=${JSON.stringify(out)}`,
      `'${process.execPath}' '${repoFile("dist/cli/main.js")}'`,
    );
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ version: 1, status: "found", engine: { name: "process" } });
    // Plain gradient descent on logistic regression of unit-variance columns: of the order of 1.
    expect(result.suggestion.lr).toBeGreaterThan(0.1);
    expect(result.suggestion.lr).toBeLessThan(20);
    expect(existsSync(join(out, "result.json"))).toBe(true);
  });

  test("is refused inside a trainer, where it would start itself without end", () => {
    const { stderr } = runScript("import lr_finder; lr_finder.find()", { LR_FINDER_PROTOCOL: "1" });
    expect(stderr).toContain("the script must call serve() before it");
  });
});

/** An executable in a folder that prints a result. */
function command(folder: string, name: string, result: string): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, `#!${process.execPath}\nprocess.stdout.write(JSON.stringify(${result}));\n`);
  chmodSync(file, 0o755);
  expect(folder).not.toContain(delimiter);
}
