import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ResultSummary } from "../../../src/result/index.ts";
import { cli, repoFile, temporaryFolder } from "../../helpers/cli.ts";

const blobs = ["--data", repoFile("datasets/blobs.csv"), "--target", "kind", "--model", "linear"];
const run = (...more: string[]) =>
  cli(["run", ...blobs, "--engine", "cpu", "--out", join(temporaryFolder(), "run"), ...more]);

describe("run --strategy ladder", () => {
  it("tries the given learning rates and prints what is seen at each", async () => {
    const { code, out } = await run("--strategy", "ladder", "--ladder", "0.3,0.1", "--steps", "40");
    expect(code).toBe(0);
    expect(out).toMatch(/Of 2 learning rates, 0\.\d ended lowest/);
    expect(out).toMatch(/- 0\.3: the held-out loss went from [\d.]+ to [\d.]+ in 40 steps/);
    expect(out).not.toContain("Rules");
  });

  it("gives the same JSON as a sweep", async () => {
    const { code, json } = await run("--strategy", "ladder", "--steps", "20", "--json");
    const result = json<ResultSummary>();
    expect(code).toBe(0);
    expect(result.suggestion).toMatchObject({ method: "ladder" });
    expect(result.sweep).toMatchObject({ stopReason: "completed", steps: 0 });
    expect(result.methods.valley).toBeNull();
    expect(result.cost.trainSteps).toBe(80);
    expect(result.plan?.schedule.kind).toBe("warmup-stable-decay");
  });

  it("says what it would do", async () => {
    const { out } = await run("--strategy", "ladder", "--verify", "--epochs", "5", "--dry-run");
    expect(out).toContain("100 steps at each of the LRs 0.1, 0.01, 0.001, 0.0001");
    expect(out).toMatch(
      /then the plan, the default LR and the runner-up schedule, 450 steps in all/,
    );
  });

  it.each([
    [["--strategy", "ladr"], 'Did you mean "ladder"'],
    [["--ladder", "0.1"], "needs --strategy ladder"],
    [["--strategy", "ladder", "--ladder", "0.1,x"], "--ladder"],
    [["--strategy", "ladder", "--ladder", "0.1,0.1"], "learning rates that differ"],
    [["--strategy", "ladder", "--end-lr", "1"], "it has no sweep"],
    [["--verify-steps", "50"], "needs --verify"],
    [["--verify", "--verify-steps", "5"], "--verify-steps"],
    [["--schedule", "wsd"], "warmup-stable-decay"],
  ])("%j: exit code 2", async (options, words) => {
    const { code, err } = await run(...options);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});

describe("run --verify", () => {
  it("trains the plan beside others, shows what came out, and counts the cost", async () => {
    const options = ["--epochs", "4", "--budget", "quick", "--verify", "--verify-steps", "40"];
    const { code, out } = await run(...options);
    expect(code).toBe(0);
    expect(out).toMatch(/Verification\n {2}- The plan ended at a held-out loss of/);
    expect(out).toMatch(/Every side trained 40 steps and not the 120 of the plan/);
  });
});

it("run --fine-tune lowers the LR of the plan", async () => {
  const options = ["--budget", "quick", "--epochs", "5", "--json"];
  const plain = (await run(...options)).json<ResultSummary>();
  const tuned = (await run(...options, "--fine-tune")).json<ResultSummary>();
  expect(tuned.plan?.initialLr).toBeLessThan(plain.plan?.initialLr as number);
  expect(tuned.suggestion).toEqual(plain.suggestion);
});
