import { execFile } from "node:child_process";
import { COMMIT_CHANGED } from "../contract/versions.ts";

const PATIENCE_MS = 2000;

/**
 * The commit of the git work tree that a run is made in, e.g. `1a2b3c4d5e6f` or
 * `1a2b3c4d5e6f (changed)` with uncommitted changes; undefined outside of one, or without git.
 */
export function projectCommit(folder: string = process.cwd()): Promise<string | undefined> {
  const args = ["describe", "--always", "--abbrev=12", "--exclude=*", `--dirty=${COMMIT_CHANGED}`];
  return new Promise((resolve) => {
    const child = execFile("git", args, { cwd: folder }, (fault, stdout) => {
      clearTimeout(timer);
      const text = stdout.trim();
      resolve(fault === null && text !== "" ? text : undefined);
    });
    // Not execFile's own timeout, which throws away an answer that waited behind a long step.
    const timer = setTimeout(() => child.kill(), PATIENCE_MS);
  });
}
