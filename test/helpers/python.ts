import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { delimiter } from "node:path";
import { repoFile } from "./cli.ts";
import type { Need } from "./needs.ts";

/** The folder of the package `lr_finder`. */
export const CLIENT_FOLDER = repoFile("src/python");

/** Modules that every Python has, which `.ci/run` installs. */
const IN_CI = ["json"];

/** Interpreters that tests may use; LR_FINDER_TEST_PYTHONS names more, e.g. of virtual environments. */
const candidates: readonly string[] = [
  ...(process.env.LR_FINDER_TEST_PYTHONS ?? "").split(delimiter).filter((path) => path !== ""),
  "python3",
  "python",
  "/usr/bin/python3",
];

/** The environment of every Python that tests start: no `__pycache__` in the repository, one thread. */
export const PYTHON_ENV = {
  ...process.env,
  PYTHONPATH: CLIENT_FOLDER,
  PYTHONDONTWRITEBYTECODE: "1",
  OMP_NUM_THREADS: "1",
  TF_CPP_MIN_LOG_LEVEL: "3",
  LR_FINDER_PROTOCOL: "",
};

/** An interpreter that tests may need. */
export interface Python extends Need {
  /** Its executable; empty where there is none. */
  readonly path: string;
}

/** An interpreter (3.8 or newer) that has these modules. */
export function pythonWith(...modules: string[]): Python {
  const check = `
import importlib.util, sys
if sys.version_info >= (3, 8) and all(importlib.util.find_spec(m) for m in ${JSON.stringify(modules)}):
    print(sys.executable)`;
  // The executable itself: version managers put a slow script in its place.
  const path =
    candidates.map((python) => answer(python, check)).find((executable) => executable !== "") ?? "";
  const what = `Python 3.8 or newer${modules.length > 0 ? ` with ${modules.join(" and ")}` : ""}`;
  return { what, path, isThere: path !== "", inCi: modules.every((name) => IN_CI.includes(name)) };
}

/** Every Python from 3.8 on that is found under a name or by the version manager, once each. */
export function allPythons(): string[] {
  const names = Array.from({ length: 7 }, (_, i) => `python3.${8 + i}`);
  const check = "import sys\nif sys.version_info >= (3, 8): print(sys.executable)";
  return [...new Set([...names, ...candidates].map((python) => answer(python, check)))].filter(
    (executable) => executable !== "",
  );
}

function answer(python: string, script: string): string {
  const options = { env: PYTHON_ENV, timeout: 30_000, encoding: "utf8" } as const;
  return (spawnSync(python, ["-c", script], options).stdout ?? "").trim();
}

/** Every Python file that is shipped or shown. */
export function pythonFiles(): string[] {
  return [
    "src/python",
    "src/python/lr_finder",
    "examples/plain-python",
    "examples/pytorch-mnist",
    "examples/keras",
    "examples/pytorch",
  ].flatMap((folder) =>
    readdirSync(repoFile(folder))
      .filter((name) => name.endsWith(".py"))
      .map((name) => repoFile(`${folder}/${name}`)),
  );
}
