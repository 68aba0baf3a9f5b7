import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { executeAnalyze } from "../../src/cli/analyze/execute.ts";
import { analyze, analyzeRequest } from "../../src/cli/commands/analyze.ts";
import { parseCommand } from "../../src/cli/options/index.ts";
import { takeLock } from "../../src/files/index.ts";
import { parseResult } from "../../src/result/index.ts";
import { cli, repoFile, temporaryFolder, testIo } from "../helpers/cli.ts";
import { fixture, LRS, lossAt, sweepCsv } from "../logs/support.ts";

interface Summary {
  status: string;
  suggestion: { lr: number; range: [number, number]; reason?: string };
  plan: { schedule: { totalSteps: number; stepsPerEpoch: number } };
  warnings: { code: string }[];
  cost: { trainSteps: number };
  engine: { name: string };
  sweep: { steps: number };
}

function logFile(text: string, name = "sweep.csv"): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}

const codes = ({ warnings }: Summary) => warnings.map(({ code }) => code);

describe("a sweep's log", () => {
  test("--json: the answer of run, with what is not known said", async () => {
    const { code, json } = await cli(["analyze", logFile(sweepCsv()), "--json"]);
    const summary = json<Summary>();
    expect(code).toBe(0);
    // A third of the minimum of the curve, which lies near 0.1.
    expect(summary.suggestion.lr).toBeGreaterThan(0.02);
    expect(summary.suggestion.lr).toBeLessThan(0.06);
    expect(summary.cost.trainSteps).toBe(0);
    expect(summary.engine.name).toBe("recorded");
    expect(codes(summary)).toEqual(["unknown-optimizer", "steps-per-epoch-assumed"]);
  });

  test("the optimizer and the run to plan can be given", async () => {
    const args = ["--optimizer", "adam", "--epochs", "3", "--steps-per-epoch", "40", "--json"];
    const { json } = await cli(["analyze", logFile(sweepCsv()), ...args]);
    const summary = json<Summary>();
    expect(codes(summary)).toEqual([]);
    expect(summary.plan.schedule).toMatchObject({ totalSteps: 120, stepsPerEpoch: 40 });
  });

  test("several logs are repeats of one sweep", async () => {
    const other = sweepCsv().replace(
      /\n(.*),(.*)(?=\n)/g,
      (_, lr, loss) => `\n${lr},${+loss + 0.01}`,
    );
    const args = ["analyze", logFile(sweepCsv()), logFile(other, "b.csv"), "--json"];
    const { json } = await cli(args);
    expect(json<Summary>().sweep.steps).toBe(200);
  });

  test("a grid of trainings: the best LR, with a plan; diagnose sends it here", async () => {
    const grid = [2.2, 2.0, 1.6, 1.1, 0.6, 0.42, 0.5, 0.9, 2.3].map((loss, i) => {
      const lr = [1, 3][i % 2] as number;
      return `${lr * 10 ** (Math.floor(i / 2) - 5)},${loss}`;
    });
    const path = logFile(`lr,loss\n${grid.reverse().join("\n")}\n`, "grid.csv");
    const out = join(temporaryFolder(), "out");
    const { code, json } = await cli(["analyze", path, "--json", "--out", out]);
    expect(code).toBe(0);
    const { suggestion } = json<Summary>();
    expect(suggestion.lr).toBeGreaterThan(0.003);
    expect(suggestion.lr).toBeLessThan(0.01);
    expect(json<unknown>()).toMatchObject({
      suggestion: { method: "grid" },
      plan: { initialLr: expect.any(Number) },
      read: [{ kind: "grid", rows: 9, columns: { lr: "lr", loss: "loss" }, varying: [] }],
    });
    expect(parseResult(readFileSync(join(out, "result.json"), "utf8"), "r").plan).not.toBeNull();
    expect((await cli(["analyze", path, "--plot"])).out).toContain("trainings at 9 learning rates");
    const sent = await cli(["diagnose", path]);
    expect([sent.code, sent.err]).toEqual([2, expect.stringContaining("lr-finder analyze")]);
  });

  test("several runs of one log: an answer each, and --run for one of them", async () => {
    const rows = LRS.map((lr, i) => [lr, lossAt(lr, i), lossAt(lr / 10, i)].join(","));
    const path = logFile(`lr,a - loss,b - loss\n${rows.join("\n")}\n`);
    const all = await cli(["analyze", path, "--json"]);
    const { runs } = all.json<{ runs: (Summary & { run: string })[] }>();
    expect(runs.map(({ run }) => run)).toEqual(["a", "b"]);
    const [a, b] = runs.map(({ suggestion }) => suggestion.lr) as [number, number];
    expect(b / a).toBeGreaterThan(5);
    const one = await cli(["analyze", path, "--run", "b", "--json"]);
    expect(one.json<Summary>().suggestion.lr).toBe(b);
    expect(one.json<unknown>()).toMatchObject({
      read: [{ format: "csv", columns: { loss: "b - loss", lr: "lr", leftOut: [] } }],
    });
    const { out } = await cli(["analyze", path]);
    expect(out).toMatch(/^a\n.*\nb\n/s);
    const refused = await cli(["analyze", path, "--out", join(temporaryFolder(), "out")]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("--run")]);
  });

  test("--out: a result that reads back, and a report; the result is a log again", async () => {
    const out = join(temporaryFolder(), "out");
    const { code } = await cli(["analyze", logFile(sweepCsv()), "--out", out]);
    expect(code).toBe(0);
    const result = parseResult(readFileSync(join(out, "result.json"), "utf8"), "result.json");
    expect(result.record.runs[0]?.lrs).toEqual(LRS);
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain("<!doctype html>");
    const again = (await cli(["analyze", out, "--json"])).json<Summary>();
    expect(again.suggestion).toEqual(JSON.parse(JSON.stringify(result.suggestion)));
  });

  test("--out into the folder of a run keeps what that left, and says where", async () => {
    const out = temporaryFolder();
    const theirs = ["journal.jsonl", "result.json", "report.html", "trainer.log"];
    for (const name of theirs) writeFileSync(join(out, name), `${name} of a run`);
    const { code, err } = await cli(["analyze", logFile(sweepCsv()), "--out", out]);
    expect(code).toBe(0);
    const moved = join(out, "previous-1");
    expect(err).toContain(`what was in ${out} is in ${moved} now`);
    expect(theirs.map((name) => readFileSync(join(moved, name), "utf8"))).toEqual(
      theirs.map((name) => `${name} of a run`),
    );
    expect(readdirSync(out).sort()).toEqual(["previous-1", "report.html", "result.json"]);
  });

  test("--out into the folder of the journal that is read leaves the journal there", async () => {
    const out = temporaryFolder();
    const journal = join(out, "journal.jsonl");
    const result = parseResult(
      readFileSync(repoFile("test/fixtures/documents/results/standard.json"), "utf8"),
      "standard.json",
    );
    const { options, info, runs } = result.record;
    const [run] = runs;
    if (run === undefined) throw new Error("no run");
    const lines = [
      { type: "header", version: 1, options, info, setup: {} },
      { type: "run-start", run: 0, seed: run.seed },
      ...run.losses
        .slice(0, 30)
        .flatMap((loss, i) => [
          { type: "step", run: 0, stepIndex: i, lr: run.lrs[i], loss },
          ...run.heldOut
            .filter(({ stepIndex }) => stepIndex === i)
            .map((point) => ({ type: "held-out", run: 0, ...point })),
        ]),
    ];
    writeFileSync(journal, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    for (const log of [journal, out]) {
      const { code, err } = await cli(["analyze", log, "--out", out, "--json"]);
      expect([0, 3], err).toContain(code);
      expect(existsSync(join(out, "result.json"))).toBe(true);
      expect(existsSync(journal)).toBe(true);
    }
  });

  test("--out into a folder that a run is writing into is refused", async () => {
    const out = temporaryFolder();
    const lock = await takeLock(join(out, "lock"));
    try {
      const { code, err } = await cli(["analyze", logFile(sweepCsv()), "--out", out]);
      expect(code).toBe(2);
      expect(err).toMatch(/another run is writing into/);
      expect(readdirSync(out)).toEqual(["lock"]);
    } finally {
      if ("release" in lock) lock.release();
    }
  });

  test.each(["--report", "--out"])("%s over the log itself is refused", async (flag) => {
    const log = logFile(sweepCsv());
    const { code } = await cli(["analyze", log, flag, log]);
    expect(code).toBe(2);
    expect(readFileSync(log, "utf8")).toBe(sweepCsv());
  });

  test("the way to the home folder is in no file", async () => {
    const home = temporaryFolder();
    const log = join(home, "logs", "sweep.csv");
    mkdirSync(join(home, "logs"));
    writeFileSync(log, sweepCsv());
    const before = process.env.HOME;
    process.env.HOME = home;
    try {
      const out = join(home, "out");
      const { code } = await cli(["analyze", log, "--out", out]);
      expect(code).toBe(0);
      for (const name of ["result.json", "report.html"]) {
        expect(readFileSync(join(out, name), "utf8")).not.toContain(home);
      }
      expect(readFileSync(join(out, "result.json"), "utf8")).toContain("~/logs/sweep.csv");
    } finally {
      process.env.HOME = before;
    }
  });

  test("from standard input, the learning rate alone", async () => {
    async function* stdin() {
      yield Buffer.from(sweepCsv());
    }
    let out = "";
    const request = analyzeRequest(parseCommand(analyze, ["-", "--quiet"]));
    const io = testIo({
      out: (text) => {
        out += text;
      },
    });
    expect(await executeAnalyze(request, io, stdin())).toBe(0);
    expect(Number(out)).toBeGreaterThan(0.02);
  });

  test("a TensorBoard run with tags of its own choice", async () => {
    const path = fixture("tensorboard-simple");
    const args = ["--lr-column", "train/lr", "--loss-column", "val/loss", "--json"];
    const { code, json } = await cli(["analyze", path, ...args]);
    expect(code).toBe(3);
    expect(json<Summary>().suggestion.reason).toBe("too-few-points");
  });
});

describe("what cannot be answered", () => {
  test.each([
    ["two points", "lr,loss\n0.001,2\n0.1,1\n", 3, "too-few-points"],
    ["constant losses", `lr,loss\n${LRS.map((lr) => `${lr},1.5`).join("\n")}\n`, 3, "flat"],
    [
      "NaN from the start",
      `lr,loss\n${LRS.map((lr) => `${lr},nan`).join("\n")}\n`,
      4,
      "diverged-at-once",
    ],
  ])("%s", async (_, text, exit, reason) => {
    const { code, json } = await cli(["analyze", logFile(text), "--json"]);
    expect(code).toBe(exit);
    expect(json<Summary>()).toMatchObject({ status: "none", suggestion: { reason } });
  });

  test.each([
    ["an ordinary training", "lr,loss\n0.1,2\n0.05,1\n", "training-log", /diagnose/],
    ["no learning rates", "epoch,loss\n1,2\n", "no-lr-column", /"epoch", "loss"/],
    ["an empty file", "", "empty-file", /is empty/],
    [
      "a header alone",
      "step,lr,loss\n",
      "no-rows",
      /has no rows, only the names "step", "lr", "loss"/,
    ],
  ])("%s", async (_, text, error, message) => {
    const { code, json, err } = await cli(["analyze", logFile(text), "--json"]);
    expect(code).toBe(2);
    expect(json<{ error: { code: string } }>().error.code).toBe(error);
    expect(err).toMatch(message);
  });

  test("with --quiet: nothing on stdout, and why on stderr", async () => {
    const flat = logFile(`lr,loss\n${LRS.map((lr) => `${lr},1.5`).join("\n")}\n`);
    const { code, out, err } = await cli(["analyze", flat, "--quiet"]);
    expect(code).toBe(3);
    expect(out).toBe("");
    expect(err).toMatch(/^no suggestion: The loss stayed at 1\.5 from LR .*\n$/);
  });

  test("options that do not fit", async () => {
    const log = logFile(sweepCsv());
    const error = async (...args: string[]) => {
      const { code, err } = await cli(["analyze", ...args]);
      expect(code).toBe(2);
      return err;
    };
    expect(await error(log, log)).toMatch(/given twice/);
    expect(await error(log, logFile(sweepCsv()))).toMatch(/same content/);
    expect(await error(log, "--epochs", "3")).toMatch(
      /--epochs must be given together with --steps-per-epoch/,
    );
    expect(await error(log, "--recorded-by", "fastia")).toMatch(
      /--recorded-by .*Did you mean "fastai"/,
    );
    expect(await error(log, "--lr-column", "Learning")).toMatch(
      /--lr-column.*no column "Learning"/,
    );
    expect(await error(log, "--delimiter", ";")).toMatch(/not divided by ";".*--delimiter/);
    const other = logFile(
      `lr,loss\n${LRS.map((lr, i) => `${lr * 1e9},${lossAt(lr, i)}`).join("\n")}\n`,
    );
    expect(await error(log, other)).toMatch(/no learning rate in common/);
  });
});
