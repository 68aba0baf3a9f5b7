// The built client in another process: the example, driven and on its own.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { cli, repoFile, temporaryFolder } from "../helpers/cli.ts";

const script = repoFile("examples/node-tfjs/train.mjs");
const command = `'${process.execPath}' '${script}'`;

beforeAll(() => {
  expect(existsSync(repoFile("dist/client/index.js")), "run `npm run build` first").toBe(true);
});

test("on its own it trains as before", () => {
  const { LR_FINDER_PROTOCOL: _, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, [script], { encoding: "utf8", env });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^step 0 {2}loss \d/);
  expect(stdout).toMatch(/held-out loss \d/);
});

test("driven, it gets a learning rate", async () => {
  const out = temporaryFolder();
  const { code, json } = await cli([
    ...["run", "--trainer", command, "--epochs", "20", "--evaluate-every", "10"],
    ...["--budget", "quick", "--out", out, "--json"],
  ]);
  expect(code).toBe(0);
  const result = json<{
    status: string;
    suggestion: { lr: number };
    engine: { name: string };
    plan: { schedule: unknown };
  }>();
  expect(result.status).toBe("found");
  expect(result.suggestion.lr).toBeGreaterThan(1e-4);
  expect(result.suggestion.lr).toBeLessThan(1);
  expect(result.engine.name).toBe("process");
  expect(readdirSync(out).sort()).toEqual([
    "journal.jsonl",
    "report.html",
    "result.json",
    "trainer.log",
  ]);
  expect(existsSync(join(out, "trainer.log"))).toBe(true);
});

test("it keeps the protocol, to the last bit of a restore", async () => {
  const { code, out } = await cli(["protocol", "check", command]);
  expect(out).not.toMatch(/^(wrong|warning)/m);
  expect(out).toContain("the same steps give the same losses after a restore");
  expect(code).toBe(0);
});
