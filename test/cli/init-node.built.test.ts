import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { NODE_KINDS } from "../../src/cli/init/kinds.ts";
import { cli, repoFile, temporaryFolder } from "../helpers/cli.ts";

const NAMES = Object.keys(NODE_KINDS) as (keyof typeof NODE_KINDS)[];

const starter = (kind: keyof typeof NODE_KINDS) =>
  readFileSync(repoFile(`src/cli/init/starters/${NODE_KINDS[kind].starter}`), "utf8");

/** A project in which `npm install lr-finder` has been done. */
function project(): string {
  const folder = temporaryFolder();
  const link = (from: string, to: string) => {
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    symlinkSync(from, join(folder, to));
  };
  link(repoFile("."), "node_modules/lr-finder");
  const bin = join(folder, "node_modules/.bin");
  mkdirSync(bin);
  const main = repoFile("dist/cli/main.js");
  const shim = `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`;
  writeFileSync(join(bin, "lr-finder"), shim, { mode: 0o755 });
  link(repoFile("node_modules/@tensorflow"), "node_modules/@tensorflow");
  return folder;
}

async function init(kind: string, dir: string) {
  const run = await cli(["init", "--trainer", kind, "--dir", dir, "--json"], {
    program: "npx lr-finder",
  });
  expect(run).toMatchObject({ code: 0 });
  return run.json<{ files: unknown; next: { commands: string[]; lines: string[] } }>();
}

describe.each(NAMES)("init --trainer %s", (kind) => {
  const { file, needs } = NODE_KINDS[kind];

  test("writes a file that runs as it is, by the command that is printed", async () => {
    const dir = join(project(), "a folder");
    const { files, next } = await init(kind, dir);
    expect(files).toEqual([{ file: join(dir, file), status: "written" }]);
    expect(readFileSync(join(dir, file), "utf8")).toBe(starter(kind));
    // Nothing has to be installed.
    expect(next.commands).toHaveLength(2);
    const out = execFileSync("sh", ["-c", next.commands.join(" && ")], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 300_000,
    });
    if (kind === "tfjs") {
      expect(out).toMatch(/^Learning rate [\d.e-]+, (low|medium|high) confidence$/m);
      expect(readFileSync(join(dir, "lr_report.html"), "utf8")).toContain("</html>");
      const [, accuracy] = /epoch 20 .* accuracy ([\d.]+)/.exec(out) ?? [];
      expect(Number(accuracy)).toBeGreaterThan(0.9);
    } else {
      expect(out).toMatch(/Recommended learning rate: [\d.e-]+/);
      const [folder = ""] = readdirSync(join(dir, "reports"));
      expect(existsSync(join(dir, "reports", folder, "report.html"))).toBe(true);
    }
  }, 300_000);

  test("says what has to be installed where it is not there", async () => {
    const dir = temporaryFolder();
    const { commands } = (await init(kind, dir)).next;
    expect(commands.slice(0, 2)).toEqual([`cd ${dir}`, `npm install ${needs.join(" ")}`]);
    const { out } = await cli(["init", "--trainer", kind, "--dir", dir], {
      program: "npx lr-finder",
    });
    expect(out).toContain(`is there  ${join(dir, file)}`);
    for (const command of commands) expect(out).toContain(`  ${command}\n`);
    expect(out).not.toMatch(/python|lr_finder\b/i);
  });

  test("below the folder that one is in, it needs no other", async () => {
    const dir = join("dist", `.init-${kind}`);
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const { commands } = (await init(kind, dir)).next;
    expect(commands).toHaveLength(1);
    expect(commands[0]).toContain(join(dir, file));
  });

  test("leaves a file that differs alone", async () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, file), "mine\n");
    const { code, err } = await cli(["init", "--trainer", kind, "--dir", dir]);
    expect(code).toBe(2);
    expect(err).toContain(`${file} exists and differs`);
    expect(readFileSync(join(dir, file), "utf8")).toBe("mine\n");
  });

  test("imports only what is told to be installed", () => {
    const imported = [...starter(kind).matchAll(/^import .*?"([^"]+)";$/gm)]
      .map(([, name = ""]) => name)
      .filter((name) => !name.startsWith("node:"))
      .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0]);
    // `lr-finder` itself runs the module.
    const all = new Set([...imported, "lr-finder"]);
    expect([...all].sort()).toEqual([...needs].sort());
  });
});
