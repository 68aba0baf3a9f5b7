// The built program as a process of its own: signals, kills and pipes.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { packageVersion } from "../../src/resources.ts";
import { readJournal } from "../../src/sweep/index.ts";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";

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
  expect(readdirSync(folder).sort()).toEqual(["config.yaml", "journal.jsonl"]);
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s ends the sweep, and the result is made from what was recorded",
  async (signal) => {
    const folder = temporaryFolder();
    const { child, ended } = await startRun(folder, ["--json"]);
    child.kill(signal);
    const { code, out } = await ended;
    expect(code).toBe(130);
    expect(JSON.parse(out).sweep.stopReason).toBe("cancelled");
    expect(readdirSync(folder).sort()).toEqual(["journal.jsonl", "report.html", "result.json"]);
  },
);

test("--version loads one small file and answers", () => {
  const source = readFileSync(repoFile("src/cli/main.ts"), "utf8");
  expect([...source.matchAll(/^import .* from "(.*)";$/gm)].map((match) => match[1])).toEqual([
    "../resources.ts",
  ]);
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
