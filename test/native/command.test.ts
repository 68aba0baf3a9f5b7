import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand } from "../../src/native/command.ts";
import { world } from "./helpers/world.ts";

const node = (body: string, options: Partial<Parameters<typeof runCommand>[2]> = {}) =>
  runCommand(process.execPath, ["-e", body], { env: {}, stallMs: 20_000, ...options });

test("exit code and output come back", async () => {
  const result = await node(`console.log("out"); console.error("err"); process.exit(3)`);
  expect(result).toMatchObject({ exitCode: 3, missing: false, stalled: false });
  expect([result.stdout, result.stderr]).toEqual(["out\n", "err\n"]);
});

test("a program that is not there is missing, not an exception", async () => {
  const result = await runCommand("no-such-program", [], { env: { PATH: "" }, stallMs: 1000 });
  expect(result).toMatchObject({ missing: true, exitCode: undefined });
});

test("a crash is told by its signal", async () => {
  const result = await node(`process.kill(process.pid, "SIGSEGV"); setInterval(() => {}, 9)`);
  expect(result).toMatchObject({ signal: "SIGSEGV", exitCode: undefined });
});

test("a program that says nothing is ended, with what it started", async () => {
  const { seams } = await world();
  const file = join(seams.env.TMPDIR as string, "ticks");
  const body = "(while :; do echo tick >> $FILE; sleep 0.1; done) & sleep 60";
  const result = await runCommand("/bin/sh", ["-c", body], {
    env: { PATH: "/usr/bin:/bin", FILE: file },
    stallMs: 800,
  });
  expect(result).toMatchObject({ stalled: true, signal: "SIGKILL" });
  const ticks = await readFile(file, "utf8");
  expect(ticks).toContain("tick");
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await readFile(file, "utf8")).toBe(ticks);
});

test("a silent program whose folder grows is left to work", async () => {
  const { seams } = await world();
  const watch = seams.env.TMPDIR as string;
  const body = "for n in 1 2 3 4 5 6 7 8; do echo $n >> part; sleep 0.3; done";
  const env = { PATH: "/usr/bin:/bin" };
  const result = runCommand("/bin/sh", ["-c", body], { cwd: watch, env, stallMs: 1500, watch });
  expect(await result).toMatchObject({ exitCode: 0, stalled: false });
});
