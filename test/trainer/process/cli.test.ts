// The command line over external trainers: `run --trainer` and `protocol`.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ProtocolReport } from "../../../src/cli/protocol/report.ts";
import type { Note } from "../../../src/core/note.ts";
import { parseResult } from "../../../src/result/parse.ts";
import { readJournal } from "../../../src/sweep/index.ts";
import { cli, signals, temporaryFolder } from "../../helpers/cli.ts";
import { fixture } from "./helpers.ts";

const command = (name: string, ...args: string[]) =>
  fixture(name, ...args)
    .map((word) => `'${word}'`)
    .join(" ");

describe("run --trainer", () => {
  test("finds a learning rate", async () => {
    const out = temporaryFolder();
    const run = await cli(["run", "--trainer", command("chatty"), "--out", out, "--json"]);
    expect(run.code).toBe(0);
    const result = run.json<{ status: string; warnings: { code: string }[] }>();
    expect(result.status).toBe("found");
    expect(result.warnings.map(({ code }) => code)).toContain("training-loss-only");
    expect(run.err).toContain("working on step\n");
    const log = readFileSync(join(out, "trainer.log"), "utf8");
    expect(log).toContain("loading…\n");
    expect(log).toContain("a warning on stderr\n");
    const { header } = readJournal(readFileSync(join(out, "journal.jsonl"), "utf8"));
    expect(header.setup).toMatchObject({ trainer: command("chatty"), shell: false });
  });

  test("what its restore leaves as it is stands in the result, and lowers the confidence", async () => {
    const run = await cli(["run", "--trainer", command("averages", "tells"), "--json", "--quiet"]);
    const result = run.json<{ warnings: Note[]; suggestion: { confidence: string } }>();
    const codes = result.warnings.map(({ code }) => code);
    expect(codes).toContain("state-not-named");
    expect(codes).toContain("held-out-differs");
    expect(result.suggestion.confidence).toBe("low");
  });

  test("a trainer that dies: exit code 5, the steps are kept", async () => {
    const out = temporaryFolder();
    const run = await cli(["run", "--trainer", command("exits-3"), "--out", out, "--json"]);
    expect(run.code).toBe(5);
    expect(run.json<{ sweep: { stopReason: string; steps: number } }>().sweep).toMatchObject({
      stopReason: "trainer-ended",
      steps: 3,
    });
    expect(run.err).toContain("at step 4 of 100, LR 1.75e-6: the trainer ended with exit code 3");
    expect(run.err).toContain("ValueError: out of data");
    const { partialRun } = readJournal(readFileSync(join(out, "journal.jsonl"), "utf8"));
    expect(partialRun?.losses).toHaveLength(3);
  });

  test("the same command twice gives the same losses", async () => {
    const losses = async () => {
      const out = temporaryFolder();
      await cli([
        "run",
        "--trainer",
        command("no-restore"),
        "--out",
        out,
        "--seed",
        "3",
        "--quiet",
      ]);
      const journal = readJournal(readFileSync(join(out, "journal.jsonl"), "utf8"));
      return journal.finishedRuns[0]?.losses;
    };
    const first = await losses();
    expect(first?.length).toBeGreaterThan(20);
    expect(await losses()).toEqual(first);
  });

  test("repeats, with processes started ahead", async () => {
    const out = temporaryFolder();
    const more = ["--repeats", "3", "--warm", "1", "--out", out, "--quiet"];
    expect((await cli(["run", "--trainer", command("no-restore"), ...more])).code).toBe(0);
    const { finishedRuns } = readJournal(readFileSync(join(out, "journal.jsonl"), "utf8"));
    expect(finishedRuns.map(({ seed }) => seed)).toEqual([0, 1, 2]);
  });

  test("--dry-run trains to time it, and writes nothing", async () => {
    const out = join(temporaryFolder(), "out");
    const run = await cli(["run", "--trainer", command("no-restore"), "--out", out, "--dry-run"]);
    expect(run.code).toBe(0);
    expect(run.out).toContain("engine process protocol 1: the training is done by the command");
    expect(existsSync(out)).toBe(false);
  });

  test("a signal while it does not answer: what was recorded becomes the result", async () => {
    const { takeSignals, send } = signals();
    const out = temporaryFolder();
    const more = ["--out", out, "--steps", "50"];
    const run = await cli(["run", "--trainer", command("slow"), ...more], {
      takeSignals,
      err: (text) => {
        if (text.startsWith("sweep")) send("SIGTERM");
      },
    });
    expect(run.code).toBe(143);
    const result = parseResult(readFileSync(join(out, "result.json"), "utf8"), "r");
    expect(result.sweep.stopReason).toBe("cancelled");
  }, 30_000);

  test.each([
    [["--trainer", "no-such-program-here x"], /there is no program "no-such-program-here"/],
    [["--trainer", "a | b"], /add --shell/],
    [["--trainer", "x", "--data", "y"], /give one of --data, --module and --trainer/],
    [["--trainer", "x", "--model", "mlp:3"], /--model cannot be used with --trainer/],
    [["--trainer", "x", "--target", "y"], /--target cannot be used with --trainer/],
    [["--trainer", "x", "--step-timeout", "0"], /--step-timeout must be a finite number above 0/],
    [["--data", "x", "--shell"], /--shell needs --trainer/],
    [["--trainer", "x", "--warm", "-1"], /--warm must be an integer from 0 to 64/],
    [["--trainer", command("plain"), "--epochs", "3"], /--epochs needs a trainer that says its/],
  ])("%j is refused", async (args, message) => {
    const run = await cli(["run", ...args]);
    expect(run.err).toMatch(message);
    expect(run.code).toBe(2);
  });
});

describe.concurrent("protocol check", () => {
  const check = async (name: string, ...more: string[]) => {
    const run = await cli(["protocol", "check", command(name), "--json", ...more]);
    return { ...run, report: run.json<ProtocolReport>() };
  };
  const checkTold = async (...told: string[]) => {
    const run = await cli(["protocol", "check", command("tells-rows", ...told), "--json"]);
    return { ...run, report: run.json<ProtocolReport>() };
  };
  const codes = ({ findings }: ProtocolReport, status: string) =>
    findings.filter((finding) => finding.status === status).map(({ code }) => code);

  test("a good trainer", async () => {
    const { code, report } = await check("good");
    expect(report).toMatchObject({ version: 1, ok: true, capabilities: ["evaluate", "restore"] });
    expect(codes(report, "ok")).toEqual([
      "ready",
      "steps",
      "lr-read-back",
      "same-after-restore",
      "lr-effect",
      "same-after-second-restore",
      "same-after-evaluate",
      "held-out-same",
      "close",
      "seed",
    ]);
    expect(report.findings).toHaveLength(10);
    expect(code).toBe(0);
  });

  test.each([
    ['"losses":[1,2],"loss":1.5', "tells-losses", "it tells the losses of 2 held-out rows"],
    ['"loss":1,"standardError":0.25', "tells-standard-error", "the held-out loss, 0.25"],
  ])("an evaluation that tells %s", async (told, code, says) => {
    const { out, report } = await checkTold(told);
    expect(codes(report, "ok")).toContain(code);
    expect(out).toContain(says);
    expect(report.ok).toBe(true);
  });

  test("row losses in another order", async () => {
    const { out, report } = await checkTold('"losses":[3,1,2]', '"losses":[3,2,1]');
    expect(codes(report, "warning")).toContain("losses-differ");
    expect(out).toContain("from row 2 on: keep the rows in their order");
  });

  test("what a restore leaves as it is, by the trainer's own account", async () => {
    const run = await cli(["protocol", "check", command("averages", "tells"), "--json"]);
    const report = run.json<ProtocolReport>();
    expect(codes(report, "warning")).toEqual(["state-not-named"]);
    expect(codes(report, "wrong")).toEqual(["held-out-differs"]);
    expect(run.out).toContain("also=[ema]");
  });

  test("an end that is slow is worth a remark, and is given time", async () => {
    const { code, out, report } = await check("never-ends", "--close-timeout", "0.5");
    expect(codes(report, "warning")).toEqual(["does-not-close"]);
    expect(out).toContain("within 0.5 s of");
    expect(out).toContain("--close-timeout");
    expect(code).toBe(0);
  });

  test.each([
    ["no-restore", ["no-restore"]],
    ["plain", ["no-evaluate", "no-restore", "info-missing"]],
    ["one-seed", ["no-evaluate", "seed-without-effect"]],
  ])("%s: allowed, with warnings", async (name, warnings) => {
    const { code, report } = await check(name);
    expect(codes(report, "warning")).toEqual(warnings);
    expect(codes(report, "wrong")).toEqual([]);
    expect(code).toBe(0);
  });

  test.each([
    ["bad-restore", ["different-after-restore"], "at step 1. The weights, the data order"],
    ["half-restore", ["different-after-restore"], "at step 2. The first loss is the same"],
    ["stale-restore", ["different-after-second-restore"], "that the next snapshot took over"],
    ["averages", ["held-out-differs"], "something that the evaluation reads is not put back"],
    ["lr-without-effect", ["lr-without-effect"], "it does not reach the optimizer"],
    ["evaluate-trains", ["different-after-evaluate"], "at step 1. It moves the data order"],
    ["no-seed", ["different-after-restart"], "with LR_FINDER_SEED"],
    ["ends-with-4", ["bad-exit"], "it ended with exit code 4"],
    ["other-lr", ["lr-not-applied"], "when it was asked to apply 0.01"],
    ["exits-3", ["trainer-exited"], "ended with exit code 3 before it answered"],
    ["wrong-protocol", ["wrong-protocol"], "speaks protocol 2"],
    ["runs-on", ["step-timeout", "message-behind-text"], "progress 30%"],
  ])("%s: wrong", async (name, wrong, says) => {
    const { code, out, report } = await check(name, "--step-timeout", "3");
    expect(codes(report, "wrong")).toEqual(wrong);
    expect(out).toContain(says);
    expect(report.ok).toBe(false);
    expect(code).toBe(5);
  });

  test("in words", async () => {
    const bad = await cli(["protocol", "check", command("bad-restore")]);
    expect(bad.out).toMatch(/^ok {7}it was ready after \d+\.\d s\n/);
    expect(bad.out).toMatch(/wrong {4}after a restore the same steps give other losses/);
    expect(bad.out).toMatch(/The trainer gets one thing wrong\.\n$/);
  });

  test("a command that cannot be started is the caller's fault", async () => {
    const run = await cli(["protocol", "check", "no-such-program-here"]);
    expect(run.code).toBe(2);
    expect(run.err).toContain("no-such-program-here");
  });

  test("schema prints it", async () => {
    const run = await cli(["protocol", "schema"]);
    expect(run.json<{ $schema: string }>().$schema).toContain("2020-12");
    expect(run.code).toBe(0);
  });
});
