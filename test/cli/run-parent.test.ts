import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, temporaryFolder } from "../helpers/cli.ts";
import { type ParentOptions, speakingParent } from "../trainer/process/speaking-parent.ts";

/** `run --trainer -` by a trainer in this process; the messages of the finder that are no questions come from `out`. */
async function runBy(options: ParentOptions, ...args: string[]) {
  const parent = speakingParent(options);
  const out = temporaryFolder();
  const run = await cli(["run", "--trainer", "-", "--out", out, "--quiet", ...args], {
    parent: parent.streams,
  });
  return { ...run, parent, folder: out };
}

interface Last {
  readonly lrf: string;
  readonly result?: { status: string; suggestion: { lr?: number }; files: { result: string } };
  readonly error?: { code: string; message: string };
}

test("one message holds the object of --json, after everything is written", async () => {
  const { code, json, out, parent, folder } = await runBy({}, "--budget", "standard");
  const last = json<Last>();
  expect(out.trim().split("\n")).toHaveLength(1);
  expect(last).toMatchObject({ lrf: "done", result: { status: "found" } });
  expect(code).toBe(0);
  expect(existsSync(join(folder, "result.json"))).toBe(true);
  expect(parent.state).toEqual({ x: 2, draws: 3 });
});

test("the run has the trainer's own seed", async () => {
  const { json } = await runBy({ seed: 41 }, "--dry-run");
  expect(json()).toMatchObject({ lrf: "done", result: { dryRun: true, sweep: { seed: 41 } } });
});

test("a trainer that fails, and what it gave before", async () => {
  const answer: ParentOptions["answer"] = ({ lrf, id }) =>
    lrf === "step" && (id as number) > 30 ? '{"lrf":"error","message":"out of rows"}' : undefined;
  const { code, json, err } = await runBy({ answer });
  expect(code).toBe(5);
  expect(json<Last>()).toMatchObject({ lrf: "failed", error: { code: "trainer-error" } });
  expect(json<Last>().result).toBeDefined();
  expect(err).toContain("out of rows");
});

test.each([
  ["an option that is none", ["--steps", "two"], "bad-option"],
  ["what only a start has", ["--shell"], "bad-option"],
  [
    "more than a sweep of a trainer that cannot restore",
    ["--budget", "thorough"],
    "cannot-restore",
  ],
  ["repeats of it", ["--repeats", "3"], "cannot-restore"],
  ["a ladder with it", ["--strategy", "ladder"], "cannot-restore"],
])("%s is refused by the last message", async (_, args, errorCode) => {
  const { code, json, parent } = await runBy({ capabilities: ["evaluate", "reseed"] }, ...args);
  expect(code).toBe(2);
  expect(json<Last>()).toMatchObject({ lrf: "failed", error: { code: errorCode } });
  expect(parent.asked.filter(({ lrf }) => lrf === "step")).toEqual([]);
});

test("a trainer that cannot restore is swept once", async () => {
  const { json, parent } = await runBy({ capabilities: ["evaluate"] });
  expect(json<Last>()).toMatchObject({ lrf: "done", result: { budget: { name: "quick" } } });
  expect(parent.asked.filter(({ lrf }) => lrf === "step").length).toBeLessThanOrEqual(100);
});

test("a terminal is no trainer", async () => {
  const run = await cli(["run", "--trainer", "-"]);
  expect(run.code).toBe(2);
  expect(run.json<Last>().error?.message).toContain("stdin is a terminal");
});
