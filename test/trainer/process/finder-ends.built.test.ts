// However the finder itself ends, its trainer ends too.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { beforeAll, expect, test } from "vitest";
import { membersOf } from "../../../src/trainer/process/members.ts";
import { repoFile } from "../../helpers/cli.ts";
import { describeWith, posix } from "../../helpers/needs.ts";
import { expectNobodyLeft } from "./helpers.ts";

beforeAll(() => {
  expect(existsSync(repoFile("dist/trainer/process/index.js")), "run `npm run build` first").toBe(
    true,
  );
});

/** Starts the finder; gives it and the group of its trainer. */
async function finder(name: string, ending = "wait") {
  const child = spawn(
    process.execPath,
    [repoFile("test/trainer/process/finder.mjs"), name, ending],
    {
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const ended = once(child, "exit");
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, ended, group: Number(line) };
}

describeWith(posix, "the trainer ends", { concurrent: true }, () => {
  // This trainer ignores `close` and the end of its stdin: it has to be killed.
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "when the finder gets %s, which keeps its effect",
    async (signal) => {
      const { child, ended, group } = await finder("never-ends");
      expect(membersOf(group).living()).toContain(group);
      child.kill(signal);
      expect(await ended).toEqual([null, signal]);
      await expectNobodyLeft(group);
    },
  );

  test.each([
    ["exit", 0],
    ["throw", 1],
  ])("when the finder ends by itself: %s", async (ending, code) => {
    const { ended, group } = await finder("never-ends", ending);
    expect(await ended).toEqual([code, null]);
    await expectNobodyLeft(group);
  });

  test("when the finder is killed: it reads the end of its stdin", async () => {
    const { child, ended, group } = await finder("good");
    child.kill("SIGKILL");
    await ended;
    await expectNobodyLeft(group);
  });
});
