import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { SPEC_KINDS } from "../../src/cli/study/kinds.ts";
import { parse as check, studyFileSchema, studySummarySchema } from "../../src/contract/index.ts";
import { DOCUMENTS } from "../../src/contract/json-schema.ts";
import { resolveSpec } from "../../src/study/spec.ts";
import { cli, repoFile, signals, temporaryFolder } from "../helpers/cli.ts";

const data = repoFile("datasets/blobs.csv");
const flags = [
  "--data",
  data,
  "--target",
  "kind",
  "--axis",
  "batch=batch:16,64",
  "--option",
  "budget=quick",
];
const quick = [...flags, "--option", "steps=20", "--option", "engine=cpu"];
const PATIENCE_MS = 60_000;

/** The events up to the last one, after which a page closes its connection. */
async function untilEnd({ body }: Response): Promise<string> {
  let text = "";
  if (body === null) return text;
  const decoder = new TextDecoder();
  for await (const piece of body) {
    text += decoder.decode(piece, { stream: true });
    if (text.includes('"type":"end"')) break;
  }
  return text;
}

describe("study run", () => {
  test("by options: measures, prints, and goes on by its folder alone", {
    timeout: PATIENCE_MS,
  }, async () => {
    const out = join(temporaryFolder(), "study");
    const args = [...quick, "--name", "by flags", "--at", "batch=256", "--workers", "1"];
    const run = await cli(["study", "run", ...args, "--out", out]);
    expect(run.err).toContain("by flags: 2 cells, 2 runs; 2 to do: 1 worker on this machine");
    expect(run.err).toContain("2/2 done");
    expect(run.out).toContain("by flags: 2 of 2 runs done, 0 running, 0 waiting, 0 failed");
    expect(run.code).toBe(0);
    const file = check(studyFileSchema, JSON.parse(readFileSync(join(out, "study.json"), "utf8")));
    expect(file).toMatchObject({
      ok: true,
      value: { run: { budget: "quick", steps: 20 }, at: { batch: 256 }, repeats: 1, tasks: 2 },
    });
    const again = await cli(["study", "run", "--out", out, "--json"]);
    expect(again.code).toBe(0);
    expect(check(studySummarySchema, again.json())).toMatchObject({ ok: true });
    expect(again.json()).toMatchObject({ status: "done", counts: { tasks: 2, done: 2 } });
    const status = await cli(["study", "status", out]);
    expect(status.out).toContain("2 of 2 runs done");
    expect((await cli(["study", "status", out, "--json"])).json()).toMatchObject({ workers: [] });
    expect((await cli(["study", "worker", out])).out).toBe("0 done, 0 failed\n");
  });

  test("--dry-run says cells, runs, steps and time, and writes nothing", {
    timeout: PATIENCE_MS,
  }, async () => {
    const out = join(temporaryFolder(), "study");
    const run = await cli(["study", "run", ...quick, "--out", out, "--dry-run", "--workers", "2"]);
    expect(run.out).toContain(`Would measure study in ${out}: 2 cells, 2 runs`);
    expect(run.out).toContain("batch (batch): 16, 64");
    expect(run.out).toMatch(/at most 40 training steps, about 0:\d\d/);
    expect(run.out).toContain("engine local: 2 workers on this machine");
    const json = await cli(["study", "run", ...quick, "--out", out, "--dry-run", "--json"]);
    expect(json.json()).toMatchObject({
      dryRun: true,
      cells: 2,
      tasks: 2,
      estimate: { trainSteps: 40 },
    });
    expect(existsSync(out)).toBe(false);
  });

  test("--live serves a page that follows it, and ends with it", {
    timeout: PATIENCE_MS,
  }, async () => {
    const out = join(temporaryFolder(), "study");
    let heard: Promise<string> | undefined;
    let page: Promise<string> | undefined;
    const run = await cli(["study", "run", ...quick, "--workers", "1", "--out", out, "--live"], {
      err(text) {
        const url = /live: (\S+)/.exec(text)?.[1];
        if (url === undefined) return;
        page = fetch(url).then((answer) => answer.text());
        heard = fetch(url.replace("/?", "/events?")).then(untilEnd);
      },
    });
    expect(run.code).toBe(0);
    expect(await page).toContain("Study: study");
    const events = [...((await heard) ?? "").matchAll(/^data: (.*)$/gm)].flatMap(([, line]) =>
      JSON.parse(line ?? "[]"),
    );
    expect(events.at(-1)).toMatchObject({ type: "end" });
    const told = events.filter(({ type }) => type === "study");
    expect(told.at(-1)).toMatchObject({ counts: { tasks: 2, done: 2, failed: 0 }, failures: [] });
    expect(told.flatMap(({ results }) => results.map(([cell]: string[]) => cell)).sort()).toEqual([
      "16",
      "64",
    ]);
  });

  test("is interrupted by Ctrl-C with 130, says how to go on, and leaves nothing but what it goes on with", {
    timeout: PATIENCE_MS,
  }, async () => {
    const out = join(temporaryFolder(), "study");
    const from = signals();
    let err = "";
    const args = ["study", "run", ...quick, "--repeats", "20", "--workers", "1", "--out", out];
    const run = cli(args, {
      ...from,
      err: (text) => {
        err += text;
      },
    });
    while (!existsSync(join(out, "results")) || readdirSync(join(out, "results")).length === 0) {
      await new Promise((go) => setTimeout(go, 50));
    }
    from.send("SIGINT");
    expect((await run).code).toBe(130);
    expect(err).toContain("interrupted: the same command goes on");
    expect(readdirSync(join(out, "leases"))).toEqual([]);
    expect(readdirSync(join(out, "work")).filter((name) => !name.endsWith(".kept"))).toEqual([]);
  });

  test("ends with 1 where a task failed, and names it", { timeout: PATIENCE_MS }, async () => {
    const out = join(temporaryFolder(), "study");
    const trainer = `node ${repoFile("test/fixtures/trainers/exits-3.mjs")} {size}`;
    const args = [
      "--trainer",
      trainer,
      "--axis",
      "size=size:1",
      "--retries",
      "0",
      "--workers",
      "1",
    ];
    const run = await cli(["study", "run", ...args, "--out", out]);
    expect(run.code).toBe(1);
    expect(run.out).toMatch(/failed: size 1, seed 0, after 1 attempt: .*3/);
    expect(run.err).toContain("--only-failed tries them again");
  });

  const refused: readonly [what: string, args: readonly string[], ...words: string[]][] = [
    ["nothing to measure", [], "study init"],
    ["an axis that is none", [...flags, "--axis", "width"], "--axis must be NAME=KIND:VALUES"],
    ["an axis without values", ["--trainer", "t {a}", "--axis", "a=size:"], "no values"],
    ["a kind that is none", ["--trainer", "t {a}", "--axis", "a=sise:1"], "Did you mean size?"],
    ["an option that is none", [...flags, "--option", "budgett=quick"], "Did you mean"],
    ["a point outside", [...flags, "--at", "depth=3"], "no axis"],
    ["a spec that is not there", ["none.yaml"], "none.yaml"],
    ["a folder without a study", ["--out", "none"], "holds no study"],
    ["an engine that is none", [...flags, "--engine", "lokal"], "Did you mean"],
  ];
  test.each(refused)("refuses %s with 2", async (_what, args, ...words) => {
    const run = await cli(["study", "run", ...args, "--dry-run"]);
    expect(run.code).toBe(2);
    for (const word of words) expect(run.err).toContain(word);
  });

  test("refuses options beside a spec", async () => {
    const spec = join(temporaryFolder(), "s.yaml");
    writeFileSync(spec, "version: 1\n");
    const run = await cli(["study", "run", spec, "--repeats", "2"]);
    expect([run.code, run.err]).toEqual([
      2,
      expect.stringContaining("--repeats cannot be used beside"),
    ]);
  });
});

describe("study init", () => {
  test.each(SPEC_KINDS)(
    "writes a spec for %s that can be used, and never over another file",
    async (kind) => {
      const file = join(temporaryFolder(), "s.yaml");
      const run = await cli(["study", "init", file, "--kind", kind]);
      expect(run.code).toBe(0);
      expect(() => resolveSpec(parse(readFileSync(file, "utf8")))).not.toThrow();
      const again = await cli(["study", "init", file]);
      expect([again.code, again.err]).toEqual([2, expect.stringContaining("already exists")]);
    },
  );
});

test("the documents of a study have their schemas", () => {
  const names = Object.keys(DOCUMENTS).filter((name) => name.startsWith("study"));
  expect(names).toHaveLength(7);
});
