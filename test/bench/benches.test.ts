// Every bench that the README names runs.
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { repoFile } from "../helpers/cli.ts";
import { scripts, text } from "../helpers/readme.ts";

const benches = [
  ...new Set([...text.matchAll(/`(npm run bench:[\w-]+)`/g)].map((match) => match[1] as string)),
];

test("there is something to run", () => {
  expect(benches.length).toBeGreaterThan(9);
});

test.each(benches)(
  "%s runs",
  (line) => {
    const name = line.slice("npm run ".length);
    const script = scripts[name];
    expect(script, `${name} is a script of package.json`).toBeDefined();
    const { status, stdout, stderr } = spawnSync("sh", ["-c", `${script} --quick`], {
      cwd: repoFile("."),
      encoding: "utf8",
    });
    expect(stderr).not.toMatch(/error/i);
    expect(status).toBe(0);
    expect(stdout).toMatch(/ratio|median|MiB/);
  },
  240_000,
);
