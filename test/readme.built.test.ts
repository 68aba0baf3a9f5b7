// The README is true: every command in it is run here, in a copy of what a clone has; its code blocks
// in readme-code.test.ts, its benches in bench/benches.test.ts.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cli, repoFile } from "./helpers/cli.ts";
import { skipWithout } from "./helpers/needs.ts";
import { blocks, commands, python3, scripts, text, useClone } from "./helpers/readme.ts";

const { at, run } = useClone();

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
    const before = readFileSync(at("examples/config.yaml"), "utf8");
    const { status, stderr } = run("sh", ["-c", main as string]);
    expect(stderr).not.toContain("error:");
    expect(status).toBe(0);
    expect(existsSync(at("reports/quickstart/report.html"))).toBe(true);
    const after = readFileSync(at("examples/config.yaml"), "utf8");
    expect(after).not.toBe(before);
    const rate = /learning_rate: \S+/;
    expect(after.replace(rate, "")).toBe(before.replace(rate, ""));
  });
});

describe("lr-finder commands", () => {
  const lines = commands.filter((line) => !line.startsWith("npm "));
  test.for(lines)("%s", (line, context) => {
    if (line.includes("python3")) skipWithout(python3, context);
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
