import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { repoFile } from "./cli.ts";
import { pythonWith } from "./python.ts";

/** The scripts of package.json. */
export const { scripts } = JSON.parse(readFileSync(repoFile("package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** A folder with what a clone has that was set up and built. */
export interface Clone {
  /** A path in it. */
  at(...parts: readonly string[]): string;
  /** Runs a command in a folder of it. */
  run(command: string, args: readonly string[], folder?: string): SpawnSyncReturns<string>;
  /** Lets `python` be this interpreter from now on. */
  usePython(path: string): void;
}

/** A clone that is there while a file's tests run. Call once at the top of the file. */
export function useClone(): Clone {
  let clone: string;
  beforeAll(() => {
    clone = makeClone();
  });
  afterAll(() => rmSync(clone, { recursive: true, force: true }));
  return {
    at: (...parts) => join(clone, ...parts),
    usePython: (path) => addProgram(clone, "python", pythonProgram(path)),
    run: (command, args, folder = "") =>
      spawnSync(command, args, {
        cwd: join(clone, folder),
        encoding: "utf8",
        env: {
          ...process.env,
          PATH: `${join(clone, "node_modules/.bin")}${delimiter}${process.env.PATH}`,
          PYTHONPATH: repoFile("src/python"),
          PYTHONDONTWRITEBYTECODE: "1",
          // Small models: threads would wait for one another on a busy machine.
          OMP_NUM_THREADS: "1",
        },
      }),
  };
}

/** What the commands of a page write into is copied, the rest is the repository's own. */
function makeClone(): string {
  const clone = mkdtempSync(join(tmpdir(), "lr-finder-clone-"));
  for (const folder of ["datasets", "examples"]) {
    cpSync(repoFile(folder), join(clone, folder), { recursive: true });
  }
  for (const folder of ["dist", "src"]) symlinkSync(repoFile(folder), join(clone, folder));
  cpSync(repoFile("package.json"), join(clone, "package.json"));
  const modules = join(clone, "node_modules");
  mkdirSync(join(modules, ".bin"), { recursive: true });
  // The examples import the package by its name.
  symlinkSync(clone, join(modules, "lr-finder"));
  for (const name of readdirSync(repoFile("node_modules"))) {
    if (!name.startsWith(".")) symlinkSync(repoFile(`node_modules/${name}`), join(modules, name));
  }
  for (const [name, text] of Object.entries(programs(clone))) addProgram(clone, name, text);
  return clone;
}

function addProgram(clone: string, name: string, text: string): void {
  const file = join(clone, "node_modules/.bin", name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

const pythonProgram = (path: string) => `#!/bin/sh\nexec "${path}" "$@"\n`;

/** Scripts of package.json that `npm run` runs in a clone; of others it sees that they are there. */
const RUN = ["quickstart"];

/** What stands in PATH beside the machine's own programs. */
function programs(clone: string): Readonly<Record<string, string>> {
  const python = pythonWith();
  return {
    "lr-finder": `#!/bin/sh\nexec "${process.execPath}" "${clone}/dist/cli/main.js" "$@"\n`,
    npx: `#!/bin/sh\n[ "$1" = lr-finder ] || { echo "npx $1: not in a test" >&2; exit 1; }\nexec "$@"\n`,
    npm: `#!${process.execPath}\n${npmProgram(clone)}`,
    ...(python.isThere && { python: pythonProgram(python.path) }),
  };
}

function npmProgram(clone: string): string {
  return `
const { spawnSync } = require("node:child_process");
const { scripts } = require(${JSON.stringify(join(clone, "package.json"))});
const [command, ...rest] = process.argv.slice(2);
if (["ci", "install", "i"].includes(command)) process.exit(0);
const name = command === "run" ? rest[0] : command;
if (scripts[name] === undefined) {
  console.error("npm: there is no script " + name);
  process.exit(1);
}
if (!${JSON.stringify(RUN)}.includes(name)) process.exit(0);
const { status } = spawnSync("sh", ["-c", scripts[name]], { cwd: ${JSON.stringify(clone)}, stdio: "inherit" });
process.exit(status ?? 1);
`;
}
