// Whatever stands where a file was meant: one message, exit code 2, and at once.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { cli, repoFile, temporaryFolder } from "../helpers/cli.ts";
import { describeWith, linux } from "../helpers/needs.ts";

const blobs = repoFile("datasets/blobs.csv");
const data = ["--data", blobs, "--target", "kind"];
const result = repoFile("test/fixtures/documents/results/standard.json");
const odd = { fifo: "", device: "/dev/zero", proc: "/proc/self/status", waits: "/proc/kmsg" };
type Odd = keyof typeof odd;

beforeEach(() => {
  odd.fifo = join(temporaryFolder(), "fifo");
  execFileSync("mkfifo", [odd.fifo]);
});

/** Command lines with a path to be filled in; logs and data may be pipes, which the reader's test tries. */
const PLACES: Readonly<Record<string, (path: string) => string[]>> = {
  "the config of apply": (path) => ["apply", result, path, "--outside", "--yes"],
  "the result of apply": (path) => ["apply", path, repoFile("examples/config.yaml")],
  "--map": (path) => [
    "apply",
    result,
    repoFile("examples/config.yaml"),
    "--map",
    path,
    "--dry-run",
  ],
  "--undo": (path) => ["apply", "--undo", path, "--yes"],
  "--check": (path) => ["apply", "--check", path],
  "the result of report": (path) => ["report", path, "--out", join(temporaryFolder(), "r.html")],
  "--out of report": (path) => ["report", result, "--out", path],
  "--apply": (path) => [
    "run",
    "--data",
    blobs,
    "--target",
    "kind",
    "--apply",
    `${path}:lr`,
    "--yes",
  ],
  "--model": (path) => ["run", ...data, "--model", path],
  "--module": (path) => ["run", "--module", path],
  "--out of run": (path) => ["run", ...data, "--out", path],
  "--dir of init": (path) => ["init", "--trainer", "plain", "--dir", path],
};

/** Data and logs: here a pipe that nobody writes into is waited for, but not for ever. */
const STREAMS: Readonly<Record<string, (path: string) => string[]>> = {
  "--data": (path) => ["run", "--data", path, "--target", "y"],
  analyze: (path) => ["analyze", path],
  diagnose: (path) => ["diagnose", path],
  "diagnose --follow": (path) => ["diagnose", path, "--follow"],
};

describeWith(linux, "no file", () => {
  test.each(
    Object.keys(PLACES).flatMap((place) =>
      (Object.keys(odd) as Odd[]).map((kind) => [place, kind] as const),
    ),
  )(
    "%s: %s",
    async (place, kind) => {
      const line = PLACES[place] as (path: string) => string[];
      const run = await cli(line(odd[kind]));
      expect([run.code, run.err.match(/error:/g)?.length]).toEqual([2, 1]);
      expect(run.err).not.toMatch(/fault of lr-finder/);
    },
    10_000,
  );

  test.each(
    Object.keys(STREAMS).flatMap((place) =>
      (["device", "proc", "waits"] as const).map((kind) => [place, kind] as const),
    ),
  )(
    "%s: %s",
    async (place, kind) => {
      const line = STREAMS[place] as (path: string) => string[];
      const run = await cli(line(odd[kind]));
      expect([run.code, run.err.match(/error:/g)?.length]).toEqual([2, 1]);
      expect(run.err).toContain(odd[kind]);
    },
    10_000,
  );

  test("a pipe where a result folder has a file", async () => {
    const names = ["journal.jsonl", "result.json", "report.html"];
    const out = temporaryFolder();
    for (const name of names) execFileSync("mkfifo", [join(out, name)]);
    const resumed = await cli([...["run", ...data, "--out", out, "--resume"]]);
    expect(resumed.code).toBe(2);
    expect(readdirSync(out).sort()).toEqual(names.sort());
  }, 10_000);

  test("a weight file that is a pipe", async () => {
    const folder = temporaryFolder();
    const model = join(folder, "model.json");
    writeFileSync(
      model,
      JSON.stringify({
        modelTopology: {},
        weightsManifest: [
          { paths: ["w.bin"], weights: [{ name: "w", shape: [1], dtype: "float32" }] },
        ],
      }),
    );
    execFileSync("mkfifo", [join(folder, "w.bin")]);
    const run = await cli(["run", ...data, "--model", model]);
    expect(run.err).toMatch(/weight file w\.bin of .* cannot be read: .* is a pipe/);
    expect(run.code).toBe(2);
  }, 10_000);

  test("logs and data may come through a pipe", async () => {
    const log = join(temporaryFolder(), "log.csv");
    const rows = Array.from({ length: 80 }, (_, i) => {
      const lr = 1e-6 * 10 ** (i / 11);
      return `${lr},${2 - 1.5 / (1 + (0.003 / lr) ** 2) + (lr / 0.5) ** 3}`;
    });
    writeFileSync(log, `lr,loss\n${rows.join("\n")}\n`);
    execFileSync("sh", ["-c", 'cat "$0" > "$1" &', log, odd.fifo], { stdio: "ignore" });
    const direct = await cli(["analyze", log, "--json"]);
    const piped = await cli(["analyze", odd.fifo, "--json"]);
    expect(piped.code).toBe(direct.code);
    const lrOf = (run: typeof piped) => run.json<{ suggestion: { lr: number } }>().suggestion.lr;
    expect(lrOf(piped)).toBe(lrOf(direct));
  }, 10_000);
});

test("examples that the tests point to are there", () => {
  expect([blobs, result].map((file) => existsSync(file))).toEqual([true, true]);
});
