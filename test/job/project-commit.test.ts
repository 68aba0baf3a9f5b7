import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { projectCommit } from "../../src/job/project-commit.ts";
import { program, testWith } from "../helpers/needs.ts";

const folder = mkdtempSync(join(tmpdir(), "lr-finder-git-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("there is none outside of a work tree", async () => {
  expect(await projectCommit(folder)).toBeUndefined();
});

testWith(program("git"), "the commit, and whether anything was changed since", async () => {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
      cwd: folder,
      encoding: "utf8",
    });
  git("init", "-q");
  writeFileSync(join(folder, "a.txt"), "1");
  git("add", ".");
  git("commit", "-qm", "first");
  const commit = git("rev-parse", "HEAD").slice(0, 12);
  expect(await projectCommit(folder)).toBe(commit);
  writeFileSync(join(folder, "a.txt"), "2");
  expect(await projectCommit(folder)).toBe(`${commit} (changed)`);
});
