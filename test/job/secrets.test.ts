import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type JobRequest, runJob } from "../../src/job/index.ts";
import { renderReport } from "../../src/report/index.ts";
import { parseResult } from "../../src/result/index.ts";
import { cli, repoFile, temporaryFolder } from "../helpers/cli.ts";

const TRAINER = repoFile("test/fixtures/trainers/tells-all.mjs");

/** Secrets that nothing may hold, and the command that holds them. */
function planted(count: number, seed: number): { secrets: string[]; command: string } {
  let state = seed;
  const letters = "ABCDEFGHJKMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
  const drawn = (length: number) =>
    Array.from({ length }, () => {
      state = (state * 48271) % 2147483647;
      return letters[state % letters.length];
    }).join("");
  const places: readonly ((secret: string, i: number) => string)[] = [
    (s) => `--api-key=${s}`,
    (s) => `--wandb-token ${s}`,
    (s) => `--db_password '${s}'`,
    (s, i) => `A${i}_SECRET=${s}`,
    (s) => `postgres://user:${s}@db/x`,
    (s) => `'{"access_token": "${s}", "lr": 0.1}'`,
    (s) => `--header "Authorization: Bearer ${s}"`,
    (s) => `'https://h/x?api_key=${s}&b=1'`,
    (s) => `/data/hf_A1${s}/x.csv`,
    (s) => `sh -c "export TOKEN=${s}; echo --password ${s}"`,
  ];
  const secrets = Array.from({ length: count }, () => drawn(20));
  const words = secrets.map((secret, i) => places[i % places.length]?.(secret, i));
  return { secrets, command: `node ${TRAINER} ${words.join(" ")} ${homedir()}/data.csv` };
}

/** Everything that a folder holds and that was said, as text. */
function allOf(folder: string, said: readonly unknown[]): string {
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  const result = files.length > 0 ? join(folder, "result.json") : "";
  const page = renderReport(parseResult(readFileSync(result, "utf8"), result), {});
  return [...files, page, ...said.map((each) => JSON.stringify(each))].join("\n");
}

const quick = { steps: 10, budget: "quick" } as const satisfies JobRequest;

async function followed(request: JobRequest) {
  const said: unknown[] = [];
  const outcome = await runJob(request, {
    onOutput: (line) => said.push(line),
    onWarning: (warning) => said.push(warning),
    onEvent: (event) => said.push(event),
    onStart: ({ resumed: _resumed, ...start }) => void said.push(start),
  });
  return { outcome, said: [...said, outcome.result] };
}

describe("200 planted secrets", () => {
  const { secrets, command } = planted(198, 14);
  const env = { WANDB_API_KEY: "q9w8e7r6t5z4", MY_PASSWORD: "hunter2hunter3" };
  const all = [...secrets, ...Object.values(env)];
  const inEnvironment = () => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
  };
  const left = (text: string) => all.filter((secret) => text.includes(secret));

  test("stand in nothing that a run writes or says", async () => {
    inEnvironment();
    const out = temporaryFolder();
    const { outcome, said } = await followed({ trainer: command, out, ...quick });
    expect(outcome.status).not.toBe("failed");
    const text = allOf(out, said);
    expect(left(text)).toEqual([]);
    expect(text).toContain("started with --api-key=***");
    expect(text).not.toContain(`${homedir()}/data.csv`);
    expect(text).toContain("~/data.csv");
    const [note] = outcome.result.warnings.filter(({ code }) => code === "secrets-left-out");
    expect(note?.data.places).toEqual(expect.arrayContaining(["--api-key", "A3_SECRET", "URL"]));
    expect(readFileSync(join(out, "trainer.log"), "utf8")).toContain("bytes \u00ff and");
  });

  test("nor where the trainer fails, on the command line", async () => {
    inEnvironment();
    vi.stubEnv("FAILS", "1");
    const out = temporaryFolder();
    const args = ["run", "--trainer", command, "--out", out, "--steps", "10", "--json"];
    const { code, out: printed, err } = await cli(args);
    expect(code).toBe(5);
    expect(err).toContain("reported an error");
    expect(left(`${printed}\n${err}\n${allOf(out, [])}`)).toEqual([]);
  });

  test.each([
    ["no such program", (c: string) => c.replace("node ", "no-such-program ")],
    ["a variable in its place", (c: string) => c.replace("node ", "A_TOKEN=zzz111yyy222 node ")],
    ["no such trainer", (c: string) => c.replace("tells-all", "no-such-trainer")],
    ["an open quote", (c: string) => `${c} "`],
    ["an operator", (c: string) => `${c} | tee`],
  ])("nor in the refusal of a command: %s", async (_, change) => {
    const out = join(temporaryFolder(), "out");
    const args = ["run", "--trainer", change(command), "--out", out, "--json"];
    const { code, out: printed, err } = await cli(args);
    expect([2, 5]).toContain(code);
    expect(left(printed + err)).toEqual([]);
    expect(printed + err).not.toContain("zzz111yyy222");
  });
});

test("a report made anew of an older result has no secrets", async () => {
  const out = temporaryFolder();
  const trainer = `node ${TRAINER} --api-key=abc123def456`;
  const { outcome } = await followed({ trainer, out, ...quick, keepCommand: true });
  const { keepCommand: _, ...options } = outcome.result.options;
  const file = join(out, "old.json");
  writeFileSync(file, JSON.stringify({ ...outcome.result, options }));
  const page = join(out, "old.html");
  expect((await cli(["report", file, "--out", page])).code).toBe(0);
  const [kept, old] = [join(out, "report.html"), page].map((each) => readFileSync(each, "utf8"));
  expect(kept).toContain("abc123def456");
  expect(old).not.toContain("abc123def456");
  expect(old).toContain("--api-key=***");
});

test.each([
  ["a script's variable", (s: string) => `sh -c 'A_TOKEN=${s} node ${TRAINER} --token ${s}'`],
  ["a script's quoted variable", (s: string) => `sh -c "A_TOKEN='${s}' node ${TRAINER} ${s}"`],
])("%s that the trainer prints stands in nothing", async (_what, command) => {
  const secret = "S3cr3tV4lueXYZ";
  const out = temporaryFolder();
  const { said } = await followed({ trainer: command(secret), out, ...quick });
  const text = allOf(out, said);
  expect(text).not.toContain(secret);
  expect(text).toContain("A_TOKEN=*** node");
});

test("a setting in the name of a run is left out of everything, its folder's name included", async () => {
  const before = process.cwd();
  process.chdir(temporaryFolder());
  try {
    const name = "run with token=S3cr3tV4lueXYZ";
    const { outcome, said } = await followed({ trainer: `node ${TRAINER}`, name, ...quick });
    const folder = dirname(outcome.result.files.result as string);
    expect(outcome.result.name).toBe("run with token=***");
    expect(`${folder}${allOf(folder, said)}`).not.toMatch(/S3cr3tV4lueXYZ/i);
  } finally {
    process.chdir(before);
  }
});

test("--keep-command keeps it all", async () => {
  const out = temporaryFolder();
  const trainer = `node ${TRAINER} --api-key=abc123def456 ${homedir()}/data.csv`;
  const { outcome, said } = await followed({ trainer, out, ...quick, keepCommand: true });
  const text = allOf(out, said);
  expect(outcome.result.options).toMatchObject({ trainer, keepCommand: true });
  expect(text).toContain("started with --api-key=abc123def456");
  expect(text).not.toContain("--api-key=***");
  expect(outcome.result.warnings.map(({ code }) => code)).not.toContain("secrets-left-out");
});

describe("--resume knows the command", () => {
  const command = `node ${TRAINER} --api-key=abc123def456`;
  const begun = async (more: JobRequest = {}) => {
    const out = temporaryFolder();
    await runJob({ trainer: command, out, ...quick, ...more });
    return out;
  };
  const resumed = (out: string, trainer: string, more: JobRequest = {}) =>
    runJob({ trainer, out, resume: true, ...quick, ...more }).then(
      () => "resumed",
      ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
    );

  test.each([
    ["as it was", {}, {}],
    ["kept now", {}, { keepCommand: true }],
    ["kept then", { keepCommand: true }, {}],
  ])("%s", async (_, then, now) => {
    const out = await begun(then);
    expect(await resumed(out, command, now)).toBe("resumed");
    const other = await resumed(out, command.replace("abc123", "abc124"), now);
    expect(other).toMatch(/^other-run: .*trainer/);
    expect(other).not.toContain("abc12");
  });

  test("another secret, another option", async () => {
    const out = await begun();
    expect(await resumed(out, command.replace("abc123", "abc124"))).toContain(
      "trainer: a value that is left out of the journal, as a secret",
    );
    expect(await resumed(out, `${command} --more`)).toMatch(/other options \(trainer\)/);
  });

  test("a journal of an older version, which holds the command", async () => {
    const out = await begun({ keepCommand: true });
    const file = join(out, "journal.jsonl");
    const [header = "", ...lines] = readFileSync(file, "utf8").split("\n");
    const { command: digest, ...older } = JSON.parse(header);
    expect(digest).toBeUndefined();
    expect(older.setup.trainer).toBe(command);
    writeFileSync(file, [JSON.stringify(older), ...lines].join("\n"));
    expect(await resumed(out, command)).toBe("resumed");
    expect(await resumed(out, `${command}x`)).toContain("other-run");
  });

  test("digests of one command differ: each has a salt of its own", async () => {
    const digests = await Promise.all(
      [1, 2].map(async () => {
        const text = readFileSync(join(await begun(), "journal.jsonl"), "utf8");
        return JSON.parse(text.split("\n")[0] ?? "").command;
      }),
    );
    expect(digests[0].digest).toMatch(/^[0-9a-f]{64}$/);
    expect(digests[0]).not.toEqual(digests[1]);
  });
});
