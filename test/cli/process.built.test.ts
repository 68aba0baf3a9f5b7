// The built program as a process of its own: signals, kills and pipes.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { packageVersion } from "../../src/resources.ts";
import { readJournal } from "../../src/sweep/index.ts";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";
import { program, testWith } from "../helpers/needs.ts";

const main = repoFile("dist/cli/main.js");
const long = ["--data", repoFile("datasets/blobs.csv"), "--target", "kind", "--steps", "100000"];

beforeAll(() => {
  expect(existsSync(main), "run `npm run build` first").toBe(true);
});

/** Starts a run that would take minutes; resolves when its journal has some steps. */
async function startRun(folder: string, args: readonly string[] = []) {
  const child = spawn(process.execPath, [main, "run", ...long, "--out", folder, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  const ended = new Promise<{ code: number | null; signal: string | null; out: string }>(
    (resolve) => child.on("close", (code, signal) => resolve({ code, signal, out })),
  );
  const journal = join(folder, "journal.jsonl");
  while (!existsSync(journal) || readFileSync(journal, "utf8").split("\n").length < 30) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (child.exitCode !== null) throw new Error(`the run ended with ${child.exitCode}`);
  }
  return { child, ended, journal };
}

test("kill -9 in the middle: every recorded step is there, the config is untouched, nothing is half-written", async () => {
  const folder = temporaryFolder();
  const config = join(folder, "config.yaml");
  writeFileSync(config, "lr: 0.5\n");
  const { child, ended, journal } = await startRun(folder, ["--apply", `${config}:lr`, "--yes"]);
  child.kill("SIGKILL");
  expect((await ended).signal).toBe("SIGKILL");
  const { partialRun } = readJournal(readFileSync(journal, "utf8"));
  expect(partialRun?.losses.length).toBeGreaterThan(20);
  expect(readFileSync(config, "utf8")).toBe("lr: 0.5\n");
  expect(readdirSync(folder).sort()).toEqual(["config.yaml", "journal.jsonl", "lock"]);
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)(
  "%s ends the sweep, the result is made from what was recorded, and the exit code is %i",
  async (signal, expected) => {
    const folder = temporaryFolder();
    const { child, ended } = await startRun(folder, ["--json"]);
    child.kill(signal);
    const { code, out } = await ended;
    expect(code).toBe(expected);
    expect(JSON.parse(out).sweep.stopReason).toBe("cancelled");
    expect(readdirSync(folder).sort()).toEqual(["journal.jsonl", "report.html", "result.json"]);
  },
);

test("a second signal ends a run at once", async () => {
  const folder = temporaryFolder();
  const { child, ended } = await startRun(folder, ["--quiet"]);
  child.kill("SIGINT");
  child.kill("SIGTERM");
  // Where both wait for the process to run, the system says which is the second.
  expect([130, 143]).toContain((await ended).code);
});

test("output that nobody takes any more does not cost the result", async () => {
  const folder = temporaryFolder();
  const { child, ended } = await startRun(folder);
  child.stdout.destroy();
  child.stderr.destroy();
  child.kill("SIGHUP");
  expect((await ended).code).toBe(129);
  expect(readdirSync(folder).sort()).toEqual(["journal.jsonl", "report.html", "result.json"]);
});

testWith(
  program("python3"),
  "a closed terminal: the result is made, and nothing aborts",
  async () => {
    const folder = join(temporaryFolder(), "out");
    // Runs the program on a terminal, and closes that when the journal has some lines.
    const script = `
import os, pty, sys, time
out, command = sys.argv[1], sys.argv[2:]
pid, fd = pty.fork()
if pid == 0: os.execvp(command[0], command)
journal = out + "/journal.jsonl"
while not os.path.exists(journal) or open(journal).read().count("\\n") < 30: os.read(fd, 65536)
os.close(fd)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;
    const command = [process.execPath, main, "run", ...long, "--plot", "--out", folder];
    const { stdout } = spawnSync("python3", ["-c", script, folder, ...command], {
      encoding: "utf8",
    });
    expect(stdout).toBe("129\n");
    expect(readdirSync(folder).sort()).toEqual(["journal.jsonl", "report.html", "result.json"]);
  },
);

// What has nothing to finish keeps the usual effect of a signal, in the midst of a computation too.
describe.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s ends at once", (signal) => {
  const endOf = async (args: readonly string[], input = "") => {
    const child = spawn(process.execPath, [main, ...args], { stdio: ["pipe", "pipe", "pipe"] });
    child.stdin.on("error", () => {});
    child.stdin.write(input);
    // In the midst of it: started, and far from done.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const from = performance.now();
    child.kill(signal);
    const [, by] = await once(child, "exit");
    return { by, ms: performance.now() - from };
  };

  test("analyze that waits for its input, that reads a long log, run whose trainer starts", async () => {
    const folder = temporaryFolder();
    const log = join(folder, "long.csv");
    const rows = Array.from({ length: 400_000 }, (_, i) => `${1e-6 * 1.00004 ** i},${1 / (i + 1)}`);
    writeFileSync(log, `lr,loss\n${rows.join("\n")}\n`);
    const trainer = `${process.execPath} ${repoFile("test/fixtures/trainers/silent.mjs")}`;
    const [waits, reads, starts] = await Promise.all([
      endOf(["analyze", "-"], "lr,loss\n"),
      endOf(["analyze", log]),
      endOf(["run", "--trainer", trainer, "--out", join(folder, "out")]),
    ]);
    expect([waits.by, reads.by, starts.by]).toEqual([signal, signal, signal]);
    expect(Math.max(waits.ms, reads.ms)).toBeLessThan(1000);
  });
});

test.skipIf(!existsSync("/dev/full"))(
  "output that cannot be written is said, without a stack",
  () => {
    const { status, stderr } = spawnSync(
      "sh",
      ["-c", '"$0" "$1" schema > /dev/full', process.execPath, main],
      { encoding: "utf8" },
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: the output cannot be written: .*\n$/);
  },
);

test("a file's name cannot drive the terminal", () => {
  const name = "\u001b]52;c;cm0g\u0007\u001b[2J\u009b1m.csv";
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [main, "analyze", name, "--json"],
    {
      encoding: "utf8",
      env: { ...process.env, FORCE_COLOR: "1" },
    },
  );
  expect(status).toBe(2);
  const prefix = "\u001b[31merror:\u001b[39m ";
  expect(stderr.startsWith(`${prefix}there is no file \\u001b]52;c;cm0g\\u0007`)).toBe(true);
  expect(stderr.slice(prefix.length)).not.toMatch(/[^\P{Cc}\n]/u);
  expect(stdout).not.toMatch(/[^\P{Cc}\n]/u);
  expect(JSON.parse(stdout).error.data.path).toBe(name);
});

test("--version loads small files alone, and answers", () => {
  const source = readFileSync(repoFile("src/cli/main.ts"), "utf8");
  expect([...source.matchAll(/^import .* from "(.*)";$/gm)].map((match) => match[1])).toEqual([
    "../resources.ts",
    "../study/child-messages.ts",
  ]);
  // The second holds names and types, and loads nothing.
  const names = readFileSync(repoFile("src/study/child-messages.ts"), "utf8");
  expect([...names.matchAll(/^import (?!type )/gm)]).toEqual([]);
  const { status, stdout } = spawnSync(process.execPath, [main, "--version"], { encoding: "utf8" });
  expect(status).toBe(0);
  expect(stdout).toBe(`${packageVersion()}\n`);
});

test("a reader that goes away is no error", () => {
  const { status, stderr } = spawnSync(
    "sh",
    [
      "-c",
      `"$0" "$1" schedule constant --lr 0.1 --sample 1000000 --csv | head -n 1`,
      process.execPath,
      main,
    ],
    { encoding: "utf8" },
  );
  expect(status).toBe(0);
  expect(stderr).toBe("");
});
