import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { repoFile } from "../helpers/cli.ts";
import { describeWith, testWith } from "../helpers/needs.ts";
import { allPythons, PYTHON_ENV, pythonFiles, pythonWith } from "../helpers/python.ts";
import { Driven, expectExactRestore } from "./driver.ts";

const pythonNeed = pythonWith();
const python = pythonNeed.path;
const torchNeed = pythonWith("torch");
const torch = torchNeed.path;
const mypyNeed = pythonWith("mypy");
const mypy = mypyNeed.path;

function run(command: string, args: string[]): { status: number | null; out: string } {
  const done = spawnSync(command, args, { env: PYTHON_ENV, encoding: "utf8" });
  return { status: done.status, out: done.stdout + done.stderr };
}

describeWith(pythonNeed, "the Python files", () => {
  test("every one is Python 3.8", () => {
    const script = `
import ast, sys
for path in sys.argv[1:]:
    ast.parse(open(path, encoding="utf-8").read(), path, feature_version=(3, 8))
print(len(sys.argv) - 1)`;
    const files = pythonFiles();
    expect(run(python, ["-c", script, ...files])).toEqual({
      status: 0,
      out: `${files.length}\n`,
    });
    expect(files.length).toBeGreaterThan(10);
  });

  test("the client and the plain example run on every Python of this machine", () => {
    const pythons = allPythons();
    expect(pythons.length).toBeGreaterThan(0);
    for (const each of pythons) {
      const { status, out } = run(each, [
        "-W",
        "error",
        repoFile("examples/plain-python/train.py"),
      ]);
      expect({ each, status }).toEqual({ each, status: 0 });
      expect(out).toMatch(/^epoch 1: held-out loss 0\.\d+$/m);
    }
  });

  testWith(mypyNeed, "the client and the helpers are fully typed", () => {
    const files = pythonFiles().filter((file) => file.includes("lr_finder"));
    const cache = ["--cache-dir", process.platform === "win32" ? "nul" : "/dev/null"];
    const { status, out } = run(mypy, ["-m", "mypy", "--strict", ...cache, ...files]);
    expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining("no issues found") });
  });

  test("the client names no package: it needs none", () => {
    const script = `
import ast, sys
names = set()
for path in sys.argv[1:]:
    tree = ast.parse(open(path, encoding="utf-8").read())
    names |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.level == 0}
names = {name.split(".")[0] for name in names}
print(sorted(names - set(getattr(sys, "stdlib_module_names", names))))`;
    const files = pythonFiles().filter((file) => file.includes("/lr_finder/"));
    expect(files.length).toBeGreaterThan(5);
    expect(run(python, ["-c", script, ...files])).toEqual({ status: 0, out: "[]\n" });
  });

  test.each(["plain-python"])("examples/%s can be driven", async (example) => {
    await expectExactRestore(new Driven([python, repoFile(`examples/${example}/train.py`)]));
  });

  test("the plain starter trains, and can be driven", async () => {
    const starter = repoFile("src/python/starter_plain.py");
    expect(run(python, [starter]).out).toMatch(/^held-out loss 0\.0\d+$/m);
    await expectExactRestore(new Driven([python, starter]));
  });
});

describeWith(torchNeed, "the PyTorch files", () => {
  test("examples/pytorch-mnist can be driven, and trains on what it finds", {
    timeout: 180_000,
  }, async () => {
    const example = repoFile("examples/pytorch-mnist/train.py");
    const trainer = new Driven([torch, example, "--accumulate", "2"]);
    await expectExactRestore(trainer);
    const { status, out } = run(torch, [example, "--epochs", "1"]);
    expect(status).toBe(0);
    expect(out).toMatch(/^epoch 1: held-out loss \d\.\d+$/m);
    const wrong = run(torch, [example, "--images", example]);
    expect(wrong.out).toContain("is not an idx file");
  });

  test("the starter trains, and can be driven", async () => {
    const starter = repoFile("src/python/starter_pytorch.py");
    expect(run(torch, [starter]).out).toMatch(/^held-out loss 0\.\d+$/m);
    await expectExactRestore(new Driven([torch, starter]));
  });
});
