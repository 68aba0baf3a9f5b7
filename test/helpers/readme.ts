import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { repoFile } from "./cli.ts";
import { type Need, program } from "./needs.ts";

/** The README as it is. */
export const text = readFileSync(repoFile("README.md"), "utf8");

const { scripts: named, dependencies } = JSON.parse(
  readFileSync(repoFile("package.json"), "utf8"),
) as Readonly<Record<"scripts" | "dependencies", Record<string, string>>>;

/** The scripts of package.json. */
export const scripts = named;

/** Its code blocks. */
export const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map((match) => ({
  language: match[1] as string,
  code: match[2] as string,
}));

/** The lines of its shell blocks. */
export const commands = blocks
  .filter(({ language }) => language === "sh")
  .flatMap(({ code }) => code.trim().split("\n"));

export const python3: Need = { ...program("python3"), inCi: true };

/** A folder with what a clone has that was set up and built. */
export interface Clone {
  /** A path in it. */
  at(...parts: readonly string[]): string;
  /** Runs a command in it. */
  run(command: string, args: readonly string[]): SpawnSyncReturns<string>;
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
    run: (command, args) => spawnSync(command, args, { cwd: clone, encoding: "utf8" }),
  };
}

function makeClone(): string {
  const clone = mkdtempSync(join(tmpdir(), "lr-finder-readme-"));
  for (const folder of ["datasets", "examples", "dist", "src/python"]) {
    cpSync(repoFile(folder), join(clone, folder), { recursive: true });
  }
  cpSync(repoFile("package.json"), join(clone, "package.json"));
  mkdirSync(join(clone, "node_modules"));
  // The examples import the package by its name.
  symlinkSync(clone, join(clone, "node_modules", "lr-finder"));
  const scoped = Object.keys(dependencies).filter((name) => !name.startsWith("@tensorflow/"));
  for (const name of ["@tensorflow", ...scoped]) {
    const target = join(clone, "node_modules", name);
    mkdirSync(dirname(target), { recursive: true });
    if (!existsSync(target)) symlinkSync(repoFile(join("node_modules", name)), target);
  }
  return clone;
}
