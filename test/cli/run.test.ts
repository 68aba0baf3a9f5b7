import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatLr } from "../../src/core/format.ts";
import { shellWords } from "../../src/core/redact/shell-words.ts";
import { parseResult } from "../../src/result/index.ts";
import type { ResultSummary } from "../../src/result/types.ts";
import { readJournal } from "../../src/sweep/index.ts";
import { cli, repoFile, signals, temporaryFolder } from "../helpers/cli.ts";

const blobs = repoFile("datasets/blobs.csv");
const base = ["run", "--data", blobs, "--target", "kind", "--model", "mlp:16", "--steps", "60"];

async function runIn(out: string, ...more: string[]) {
  return cli([...base, "--out", out, ...more]);
}

describe("a table", () => {
  test("gives a learning rate, a schedule, a report, a result and a journal", async () => {
    const out = temporaryFolder();
    const run = await runIn(out, "--total-steps", "500", "--json");
    expect(run.code).toBe(0);
    const summary = run.json<ResultSummary>();
    expect(summary.status).toBe("found");
    if (!("lr" in summary.suggestion)) throw new Error("no suggestion");
    const { lr, range, confidence } = summary.suggestion;
    expect(lr).toBeGreaterThan(1e-4);
    expect(lr).toBeLessThan(1);
    expect(range[0]).toBeLessThanOrEqual(lr);
    expect(range[1]).toBeGreaterThanOrEqual(lr);
    expect(["high", "medium", "low"]).toContain(confidence);
    expect(summary.plan?.schedule).toMatchObject({ kind: "cosine", totalSteps: 500 });
    expect(summary.methods.valley).toBeGreaterThan(0);
    expect(summary.engine.why).not.toBe("");
    expect(summary.files).toEqual({
      result: join(out, "result.json"),
      report: join(out, "report.html"),
    });

    const result = parseResult(readFileSync(join(out, "result.json"), "utf8"), "result.json");
    expect(result.suggestion).toEqual(summary.suggestion);
    const journal = readJournal(readFileSync(join(out, "journal.jsonl"), "utf8"));
    expect(journal.finishedRuns).toEqual(result.record.runs);
    expect(readFileSync(join(out, "report.html"), "utf8")).toMatch(/^<!doctype html>/i);
    expect(readdirSync(out).sort()).toEqual(["journal.jsonl", "report.html", "result.json"]);
  });

  test("prints a summary on stdout and progress on stderr", async () => {
    const run = await runIn(temporaryFolder());
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/^Recommended learning rate: \S+$/m);
    expect(run.err).toMatch(/sweep {2}\d+\/400 {2}LR .* loss .* left/);
    expect(run.out + run.err).not.toContain("\u001b");
  });

  test("twice gives the same JSON, times aside", async () => {
    const [first, second] = [
      await runIn(temporaryFolder(), "--json"),
      await runIn(temporaryFolder(), "--json"),
    ];
    const strip = (run: typeof first) => {
      const { cost, files: _files, ...rest } = run.json<ResultSummary>();
      return { ...rest, cost: { ...cost, seconds: 0 } };
    };
    expect(strip(second)).toEqual(strip(first));
  });

  test("--quiet prints the learning rate alone", async () => {
    const run = await runIn(temporaryFolder(), "--quiet");
    expect(Number(run.out)).toBeGreaterThan(0);
    expect(run.err).toBe("");
  });

  test("repeats, held-out losses and another seed are in the result", async () => {
    const out = temporaryFolder();
    const run = await runIn(
      out,
      "--repeats",
      "2",
      "--evaluate-every",
      "10",
      "--seed",
      "3",
      "--json",
    );
    expect(run.code).toBe(0);
    const { record, cost } = parseResult(readFileSync(join(out, "result.json"), "utf8"), "r");
    expect(record.runs.map(({ seed }) => seed)).toEqual([3, 4]);
    expect(record.runs[0]?.losses).not.toEqual(record.runs[1]?.losses);
    expect(record.runs[0]?.heldOut.length).toBeGreaterThan(3);
    expect(cost.evaluations).toBeGreaterThan(6);
  });

  test("presets recommend by the rule of that finder", async () => {
    const run = await runIn(temporaryFolder(), "--preset", "fastai", "--json");
    const { suggestion, methods, sweep } = run.json<ResultSummary>();
    expect(sweep).toMatchObject({ startLr: 1e-7, endLr: 10 });
    expect(suggestion).toMatchObject({ method: "valley", lr: methods.valley });
  });
});

test("images with a small CNN", async () => {
  const run = await cli([
    "run",
    ...["--data", repoFile("datasets/digits-images.idx3-ubyte.gz"), "--model", "cnn:4"],
    ...["--optimizer", "momentum", "--schedule", "step"],
    ...["--epochs", "4", "--per", "epoch", "--out", temporaryFolder(), "--json"],
  ]);
  expect(run.err).toBe("");
  expect(run.code).toBe(0);
  const { plan } = run.json<ResultSummary>();
  expect(plan?.schedule).toMatchObject({ kind: "step", per: "epoch" });
});

test("a module of one's own", async () => {
  const run = await cli([
    "run",
    ...["--module", repoFile("examples/my-model.mjs")],
    ...["--out", temporaryFolder(), "--json"],
  ]);
  expect(run.err).toBe("");
  expect(run.code).toBe(0);
  expect(run.json<ResultSummary>().status).toBe("found");
});

describe("--apply", () => {
  const yaml = "# mine\noptimizer:\n  lr: 0.1   # a guess\nwarmup: 5\n";

  function config(text = yaml): string {
    const file = join(temporaryFolder(), "config.yaml");
    writeFileSync(file, text);
    return file;
  }

  test("changes the number and nothing else", async () => {
    const file = config();
    const run = await runIn(
      temporaryFolder(),
      "--apply",
      `${file}:optimizer.lr`,
      "--yes",
      "--json",
    );
    expect(run.code).toBe(0);
    const text = readFileSync(file, "utf8");
    const written = /lr: (\S+) /.exec(text)?.[1] as string;
    expect(text).toBe(yaml.replace("0.1", written));
    expect(Number(written)).toBeCloseTo(run.json<ResultSummary>().plan?.initialLr as number, 3);
    expect(run.err).toContain(`-  lr: 0.1   # a guess`);
    expect(run.err).toContain(`+  lr: ${written}   # a guess`);
  });

  test("writes the schedule's keys too, if asked", async () => {
    const file = config();
    const run = await runIn(
      temporaryFolder(),
      ...["--apply", `${file}:optimizer.lr`, "--apply-schedule", "warmupSteps=warmup"],
      ...["--total-steps", "1000", "--yes", "--json"],
    );
    expect(run.code).toBe(0);
    const { plan } = run.json<ResultSummary>();
    expect(readFileSync(file, "utf8")).toContain(`warmup: ${plan?.schedule.warmupSteps}\n`);
  });

  test("asks on a terminal, and a no leaves the file alone", async () => {
    const file = config();
    const asked: string[] = [];
    const run = await cli(
      [...base, "--out", temporaryFolder(), "--apply", `${file}:optimizer.lr`],
      {
        canAsk: true,
        ask: async (question) => {
          asked.push(question);
          return "n";
        },
      },
    );
    expect(run.code).toBe(0);
    expect(asked).toHaveLength(1);
    expect(readFileSync(file, "utf8")).toBe(yaml);
  });

  test.each([
    ["without a yes and nobody to ask", yaml, ":optimizer.lr", [], "add --yes"],
    [
      "without the key: the candidates are listed",
      yaml,
      ":optimizer.rate",
      ["--yes"],
      "optimizer.lr (0.1, line 3)",
    ],
    ["with a broken config", "a: [1\n", ":a", ["--yes"], "config.yaml"],
    [
      "with an unknown field",
      yaml,
      ":optimizer.lr",
      ["--yes", "--apply-schedule", "warmup=warmup"],
      "warmupSteps",
    ],
    [
      "with a missing schedule key",
      yaml,
      ":optimizer.lr",
      ["--yes", "--apply-schedule", "warmupSteps=a.b"],
      "a.b",
    ],
  ])("%s is refused before any training", async (_name, text, key, more, message) => {
    const file = config(text);
    const out = join(temporaryFolder(), "out");
    const run = await runIn(out, "--apply", `${file}${key}`, ...more);
    expect(run.code).toBe(2);
    expect(run.err).toContain(message);
    expect(existsSync(out)).toBe(false);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("writes nothing when there is no suggestion", async () => {
    const file = config();
    const run = await runIn(
      temporaryFolder(),
      ...["--start-lr", "1e-12", "--end-lr", "1e-10", "--apply", `${file}:optimizer.lr`, "--yes"],
    );
    expect(run.code).toBe(3);
    expect(run.out).toContain("No suggestion");
    expect(run.err).toContain("was left as it is");
    expect(readFileSync(file, "utf8")).toBe(yaml);
  });
});

test("a sweep that diverges at once exits with 4", async () => {
  const run = await runIn(
    temporaryFolder(),
    "--optimizer",
    "sgd",
    "--start-lr",
    "1e4",
    "--end-lr",
    "1e8",
    "--json",
  );
  expect(run.json<ResultSummary>().suggestion).toMatchObject({ reason: "diverged-at-once" });
  expect(run.code).toBe(4);
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)(
  "%s keeps what was recorded, makes a result of it, and exits with %i",
  async (name, code) => {
    const { takeSignals, send } = signals();
    const out = temporaryFolder();
    const run = await cli([...base, "--out", out, "--steps", "20000"], {
      takeSignals,
      err: (text) => {
        if (text.startsWith("sweep")) send(name);
      },
    });
    expect(run.code).toBe(code);
    const result = parseResult(readFileSync(join(out, "result.json"), "utf8"), "r");
    expect(result.sweep.stopReason).toBe("cancelled");
    expect(result.sweep.steps).toBeGreaterThan(0);
    expect(result.warnings.map(({ code }) => code)).toContain("cancelled");
    expect(existsSync(join(out, "report.html"))).toBe(true);
  },
);

test.each(["en", "zh"])(
  "an interrupted run says by which command it goes on, and that does (%s)",
  async (lang) => {
    const { takeSignals, send } = signals();
    const out = join(temporaryFolder(), "it's here");
    const args = [...base, "--out", out, "--steps", "300", "--lang", lang];
    let said = "";
    const run = await cli(args, {
      takeSignals,
      err: (text) => {
        said += text;
        if (text.startsWith("sweep")) send("SIGINT");
      },
    });
    expect(run.code).toBe(130);
    const [, command = ""] = /(lr-finder run .*--resume)$/m.exec(said) ?? [];
    const words = shellWords(command).map(({ value }) => value);
    expect(words).toEqual(["lr-finder", ...args, "--resume"]);
    const again = await cli(words.slice(1));
    expect(again.code).toBe(0);
    const result = parseResult(readFileSync(join(out, "result.json"), "utf8"), "r");
    expect(result.warnings.map(({ code }) => code)).not.toContain("cancelled");
  },
);

test("report, terminal, --quiet, schedule and config hold the same number, result.json all its digits", async () => {
  const out = temporaryFolder();
  const config = join(temporaryFolder(), "config.yaml");
  writeFileSync(config, "optimizer:\n  lr: 1.0\n");
  const apply = ["--apply", `${config}:optimizer.lr`, "--yes"];
  const quiet = await cli([...base, "--out", out, "--quiet", ...apply]);
  const { suggestion, plan } = parseResult(readFileSync(join(out, "result.json"), "utf8"), "r");
  if (!("lr" in suggestion) || plan === null) throw new Error("no suggestion");
  const lr = formatLr(suggestion.lr);
  expect(quiet.out).toBe(`${lr}\n`);
  expect(formatLr(plan.schedule.peakLr, 17)).toBe(lr);
  expect(readFileSync(config, "utf8")).toBe(`optimizer:\n  lr: ${lr}\n`);
  expect(readFileSync(join(out, "report.html"), "utf8")).toContain(`>${lr}<`);
  const again = await runIn(temporaryFolder());
  expect(again.out).toContain(`Recommended learning rate: ${lr}\n`);
  expect(suggestion.lr).not.toBe(plan.schedule.peakLr);
});

describe("--resume", () => {
  test("takes over finished sweeps and gives the same answer", async () => {
    const whole = temporaryFolder();
    const first = await runIn(whole, "--repeats", "2", "--json");
    const journal = readFileSync(join(whole, "journal.jsonl"), "utf8");
    const cut = temporaryFolder();
    writeFileSync(join(cut, "journal.jsonl"), journal.slice(0, journal.length * 0.8));
    const resumed = await runIn(cut, "--repeats", "2", "--resume", "--json");
    expect(resumed.code).toBe(0);
    const a = first.json<ResultSummary>();
    const b = resumed.json<ResultSummary>();
    expect(b.suggestion).toEqual(a.suggestion);
    expect(b.cost).toEqual({ ...a.cost, seconds: expect.any(Number) });
    const again = readJournal(readFileSync(join(cut, "journal.jsonl"), "utf8"));
    expect(again.finishedRuns).toEqual(readJournal(journal).finishedRuns);
  });

  test("needs the same options, a journal, and --out", async () => {
    const out = temporaryFolder();
    expect((await runIn(out, "--resume")).err).toContain("there is no journal");
    await runIn(out);
    const other = await runIn(out, "--resume", "--batch-size", "8");
    expect(other.code).toBe(2);
    expect(other.err).toContain("batchSize");
    expect((await cli([...base, "--resume"])).err).toContain("--resume needs --out");
  });
});

test("--dry-run says what would be done and writes nothing", async () => {
  const out = join(temporaryFolder(), "out");
  const run = await runIn(out, "--dry-run");
  expect(run.code).toBe(0);
  expect(run.out).toContain("60 steps (exp) from LR 1.0e-6 to 100.0");
  expect(run.out).toMatch(/: at most \d+ steps of .* ms/);
  expect(existsSync(out)).toBe(false);
  const json = await runIn(out, "--dry-run", "--json");
  expect(json.json<{ ladder: number[] }>().ladder).toHaveLength(60);
});
