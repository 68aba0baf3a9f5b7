// The README is true: every command and code block in it is run here, in a copy of what a clone has.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cli, repoFile } from "./helpers/cli.ts";

const text = readFileSync(repoFile("README.md"), "utf8");
const scripts = (
  JSON.parse(readFileSync(repoFile("package.json"), "utf8")) as { scripts: Record<string, string> }
).scripts;

interface Block {
  readonly language: string;
  readonly code: string;
}
const blocks: Block[] = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map((match) => ({
  language: match[1] as string,
  code: match[2] as string,
}));
const commands = blocks
  .filter(({ language }) => language === "sh")
  .flatMap(({ code }) => code.trim().split("\n"));
const hasPython = spawnSync("python3", ["--version"]).status === 0;
const benches = [
  ...new Set([...text.matchAll(/`(npm run bench:[\w-]+)`/g)].map((match) => match[1] as string)),
];

let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), "lr-finder-readme-"));
  for (const folder of ["datasets", "examples", "dist", "src/python"]) {
    cpSync(repoFile(folder), join(clone, folder), { recursive: true });
  }
  cpSync(repoFile("package.json"), join(clone, "package.json"));
  mkdirSync(join(clone, "node_modules"));
  // The examples import the package by its name.
  symlinkSync(clone, join(clone, "node_modules", "lr-finder"));
  for (const name of ["@tensorflow", ...dependencies()]) {
    const target = join(clone, "node_modules", name);
    mkdirSync(dirname(target), { recursive: true });
    if (!existsSync(target)) symlinkSync(repoFile(join("node_modules", name)), target);
  }
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

function dependencies(): string[] {
  const { dependencies } = JSON.parse(readFileSync(repoFile("package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  return Object.keys(dependencies).filter((name) => !name.startsWith("@tensorflow/"));
}

function run(command: string, args: readonly string[]) {
  return spawnSync(command, args, { cwd: clone, encoding: "utf8" });
}

test("there is something to run", () => {
  expect(commands.length).toBeGreaterThan(8);
  expect(blocks.filter(({ language }) => language === "js").length).toBeGreaterThan(2);
  expect(blocks.filter(({ language }) => !["sh", "js", "py"].includes(language))).toEqual([]);
});

describe("npm commands", () => {
  const npm = commands.filter((line) => line.startsWith("npm "));

  test("are set-up and a script of package.json", () => {
    expect(npm).toEqual(["npm ci && npm run quickstart", "npm ci && npm test"]);
    expect(scripts.test).toContain("vitest run");
  });

  test("the quick start ends with a report and a changed config", () => {
    const [build, main, ...rest] = (scripts.quickstart as string).split(" && ");
    expect(build).toBe("npm run build");
    expect(rest).toEqual([]);
    const before = readFileSync(join(clone, "examples/config.yaml"), "utf8");
    const { status, stderr } = run("sh", ["-c", main as string]);
    expect(stderr).not.toContain("error:");
    expect(status).toBe(0);
    expect(existsSync(join(clone, "reports/quickstart/report.html"))).toBe(true);
    const after = readFileSync(join(clone, "examples/config.yaml"), "utf8");
    expect(after).not.toBe(before);
    const rate = /learning_rate: \S+/;
    expect(after.replace(rate, "")).toBe(before.replace(rate, ""));
  });
});

describe("lr-finder commands", () => {
  const lines = commands.filter((line) => !line.startsWith("npm "));
  test.each(lines)("%s", (line) => {
    if (line.includes("python3") && !hasPython) {
      console.warn(`SKIPPED, no python3 here: ${line}`);
      return;
    }
    expect(line.startsWith("npx lr-finder ")).toBe(true);
    const rest = line.slice("npx lr-finder ".length);
    const { status, stdout, stderr } = run("sh", ["-c", `node dist/cli/main.js ${rest}`]);
    expect(stderr).not.toContain("error:");
    expect(status).toBe(0);
    expect(stdout + stderr).not.toBe("");
  });
});

const mentioned = [...text.matchAll(/`npx lr-finder ([a-z-]+)([^`]*)`/g)].map(
  ([, name, options]) => [name, options?.match(/--[a-z-]+/g) ?? []] as const,
);
test.each(mentioned)(
  "the command %s, named in a sentence, has the options %j",
  async (name, options) => {
    const { code, out } = await cli([name as string, "--help"]);
    expect(code).toBe(0);
    for (const option of options) expect(out).toContain(option);
  },
);

describe("code blocks", () => {
  const code = blocks.filter(({ language }) => language === "js");
  test.each(code.map(({ code }, i) => [i, code] as const))("block %i", (i, source) => {
    const module = source.includes("export const model");
    const file = join(clone, module ? "readme-model.mjs" : `readme-${i}.mjs`);
    writeFileSync(file, source);
    const args = module
      ? ["dist/cli/main.js", "run", "--module", file, "--out", join(clone, "module-run")]
      : [file];
    const { status, stdout, stderr } = run(process.execPath, args);
    expect(stderr).not.toMatch(/error/i);
    expect(status).toBe(0);
    expect(stdout).toMatch(/\d/);
  });
});

test.runIf(hasPython)("the Python block is valid, and serve takes these arguments", () => {
  const [block] = blocks.filter(({ language }) => language === "py");
  const names = ["train_one_batch", "optimizer", "model", "validate"];
  const stubs = names.map((name) => `${name} = None`).join("\n");
  // Without the finder serve returns at once, after Python has matched the arguments.
  const { status, stderr } = spawnSync("python3", ["-c", `${stubs}\n${block?.code}`], {
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: repoFile("src/python") },
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

test.each(benches)(
  "%s runs",
  (line) => {
    const name = line.slice("npm run ".length);
    const script = scripts[name];
    expect(script, `${name} is a script of package.json`).toBeDefined();
    const { status, stdout, stderr } = spawnSync("sh", ["-c", `${script} --quick`], {
      cwd: repoFile("."),
      encoding: "utf8",
    });
    expect(stderr).not.toMatch(/error/i);
    expect(status).toBe(0);
    expect(stdout).toMatch(/ratio|median|MiB|kills/);
  },
  240_000,
);

test("every path and link that it names is there", () => {
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] as string);
  for (const link of links) expect(existsSync(repoFile(link)), link).toBe(true);
  const paths = [...text.matchAll(/`((?:datasets|examples|test)\/[\w./-]+)`/g)];
  for (const [, path] of paths) expect(existsSync(repoFile(path as string)), path).toBe(true);
});

test("its table of rooms is the folder", () => {
  const rooms = [...text.matchAll(/^\| `([a-z]+)` \|/gm)].map((match) => match[1] as string);
  for (const room of rooms) expect(existsSync(repoFile(`src/${room}`)), room).toBe(true);
});
