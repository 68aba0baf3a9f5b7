import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { planJob, runJob } from "../../src/job/index.ts";
import { cli } from "../helpers/cli.ts";
import { loggingModule } from "./module.ts";

const OURS = ["journal.jsonl", "report.html", "result.json"];

describe("a result folder", () => {
  test("is of one run at a time: the others are refused, told by whom, and touch nothing", async () => {
    const { file, folder } = loggingModule();
    const out = join(folder, "out");
    await runJob({
      module: file,
      out,
      budget: "quick",
    });
    const before = readFileSync(join(out, "journal.jsonl"), "utf8");
    const refusals: unknown[] = [];
    const outcome = await runJob(
      { module: file, out, resume: true, budget: "quick" },
      {
        async onStart() {
          for (const request of [{ resume: true }, { seed: 7 }, {}]) {
            const job = { module: file, out, budget: "quick", ...request } as const;
            refusals.push(await runJob(job).catch((error: unknown) => error));
          }
          refusals.push(await planJob({ module: file, out }).catch((error: unknown) => error));
          const { code, err } = await cli(["run", "--module", file, "--out", out]);
          expect(code).toBe(2);
          expect(err).toMatch(/another run is writing into .*process \d+ on .*--out/);
        },
      },
    );
    expect(outcome.status).toBe("found");
    expect(refusals).toHaveLength(4);
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({
        code: "folder-in-use",
        data: { holder: { pid: process.pid } },
      });
    }
    expect(readFileSync(join(out, "journal.jsonl"), "utf8")).toBe(before);
    expect(readdirSync(out).sort()).toEqual(OURS);
  });

  test("keeps what an earlier run left in it, by number, and files that are not ours where they are", async () => {
    const { file, folder } = loggingModule();
    const out = join(folder, "out");
    const run = (seed: number) =>
      cli(["run", "--module", file, "--out", out, "--seed", String(seed), "--budget", "quick"]);
    await run(1);
    writeFileSync(join(out, "notes.txt"), "mine");
    const first = OURS.map((name) => readFileSync(join(out, name), "utf8"));
    const second = await run(2);
    expect(second.err).toContain(`what was in ${out} is in ${join(out, "previous-1")} now`);
    rmSync(join(out, "result.json"));
    await run(3);
    expect(OURS.map((name) => readFileSync(join(out, "previous-1", name), "utf8"))).toEqual(first);
    expect(readdirSync(join(out, "previous-2")).sort()).toEqual(["journal.jsonl", "report.html"]);
    expect(readdirSync(out).sort()).toEqual(
      [...OURS, "notes.txt", "previous-1", "previous-2"].sort(),
    );
    expect(readFileSync(join(out, "notes.txt"), "utf8")).toBe("mine");
  });

  test.each([
    ["a byte that fell over", (lines: string[]) => lines.with(19, lines[19]?.slice(1) ?? ""), 20],
    ["another document's line", (lines: string[]) => lines.with(4, '{"type":"hello"}'), 5],
    ["a line twice", (lines: string[]) => lines.toSpliced(9, 0, lines[9] ?? ""), 11],
    ["no header", (lines: string[]) => lines.slice(1), 1],
    ["nothing in it", () => [], 1],
  ])(
    "whose journal is damaged (%s) is not resumed: the same words as of `analyze`",
    async (_, damage, line) => {
      const { file, folder } = loggingModule();
      const out = join(folder, "out");
      await runJob({ module: file, out, budget: "quick" });
      const journal = join(out, "journal.jsonl");
      writeFileSync(journal, damage(readFileSync(journal, "utf8").split("\n")).join("\n"));
      const run = ["run", "--module", file, "--out", out, "--budget", "quick", "--resume"];
      const resumed = await cli(run);
      const where = `${journal}: the journal's line ${line} cannot be used: `;
      expect(resumed).toMatchObject({ code: 2, err: expect.stringContaining(where) });
      if (line === 1) return;
      const analyzed = await cli(["analyze", journal]);
      expect(analyzed).toMatchObject({ code: 2, err: expect.stringContaining(where) });
    },
  );

  test("is free again after a run that was refused or that failed", async () => {
    const { file, folder } = loggingModule({ step: 'if (steps > 20) throw new Error("broken");' });
    const out = join(folder, "out");
    await expect(runJob({ module: file, out, resume: true })).rejects.toMatchObject({
      code: "nothing-to-resume",
    });
    const failed = await runJob({ module: file, out });
    expect(failed.status).toBe("failed");
    expect(existsSync(join(out, "lock"))).toBe(false);
  });

  test("that is taken over while a run is stopped gets nothing more from that run", async () => {
    const { file, folder } = loggingModule();
    const out = join(folder, "out");
    const outcome = await runJob(
      { module: file, out },
      {
        onTrained() {
          rmSync(join(out, "lock"));
        },
      },
    );
    expect(outcome.faults).toMatchObject([{ file: "result", error: { code: "lock-lost" } }]);
    expect(outcome.result.files.result).toBeNull();
    expect(readdirSync(out)).toEqual(["journal.jsonl"]);
  });

  test("by default has a name that no other run has, also when they start together", async () => {
    const { file, folder } = loggingModule();
    const start = process.cwd();
    mkdirSync(join(folder, "work"));
    process.chdir(join(folder, "work"));
    try {
      const jobs = Array.from({ length: 3 }, () => runJob({ module: file, budget: "quick" }));
      const folders = (await Promise.all(jobs)).map(({ result }) => result.files.result);
      expect(new Set(folders).size).toBe(3);
    } finally {
      process.chdir(start);
    }
  });
});

test.each([
  ["a data set", (file: string) => writeFileSync(file, "a,b\n1,2\n"), "not-ours"],
  ["a folder", (file: string) => void mkdirSync(file), "not-a-file"],
  ["in a file", (file: string) => writeFileSync(file.replace(/\/[^/]*$/, ""), "x"), "not-a-folder"],
])(
  "a report that would be written over %s is refused before anything is made",
  async (_what, make, code) => {
    const { file, folder, calls } = loggingModule();
    const out = join(folder, "out");
    const report = join(folder, code === "not-a-folder" ? "x/r" : "r");
    make(report);
    for (const job of [{ out }, {}, { out, resume: true }]) {
      const request = { module: file, report, ...job };
      await expect(runJob(request)).rejects.toMatchObject({ name: "InputError", code });
      await expect(planJob(request)).rejects.toMatchObject({ name: "InputError", code });
    }
    expect(existsSync(out)).toBe(false);
    expect(calls()).toEqual([]);
  },
);

test.each(["journal.jsonl", "result.json", "trainer.log", "lock"])(
  "a report is not written over %s of its own run",
  async (name) => {
    const { file, folder, calls } = loggingModule();
    const out = join(folder, "out");
    const report = join(out, "..", "out", name);
    await expect(runJob({ module: file, out, report })).rejects.toMatchObject({
      code: "bad-option",
    });
    expect(calls()).toEqual([]);
  },
);

test.each([
  ["an empty name", () => "", /`out` must be the name of a folder, got ""/],
  ["a file", (folder: string) => join(folder, "bowl.mjs"), /bowl\.mjs is a file/],
  ["below a file", (folder: string) => join(folder, "bowl.mjs", "x"), /bowl\.mjs is a file/],
  ["of the system", () => "/proc/self/x", /operating system/],
])(
  "a result folder that is %s is refused before anything is trained",
  async (_what, at, message) => {
    const { file, folder, calls } = loggingModule();
    await expect(runJob({ module: file, out: at(folder) })).rejects.toThrow(message);
    expect(calls()).toEqual([]);
  },
);

test("a journal that is removed while it is written is told of at once, and in the result", async () => {
  const { file, folder } = loggingModule({
    step: "if (steps === 30) await new Promise((done) => setTimeout(done, 1200));",
  });
  const out = join(folder, "out");
  const said: [string, number][] = [];
  let steps = 0;
  const outcome = await runJob(
    { module: file, out, budget: "quick" },
    {
      onEvent: ({ type }) => {
        if (type === "step") steps += 1;
        if (steps === 20) rmSync(join(out, "journal.jsonl"), { force: true });
      },
      onWarning: ({ code }) => said.push([code, steps]),
    },
  );
  expect(said).toContainEqual(["journal-incomplete", 29]);
  const { warnings } = JSON.parse(readFileSync(join(out, "result.json"), "utf8"));
  const told = warnings.filter(({ code }: { code: string }) => code === "journal-incomplete");
  expect(told).toHaveLength(1);
  expect(told[0].message).toContain("it was removed while it was written");
  expect(outcome.status).toBe("found");
});

test("a result that cannot be written is made of the complete journal by a resume that trains nothing but the comparison", async () => {
  const { file, folder, calls } = loggingModule();
  const out = join(folder, "out");
  const job = { module: file, out, verify: true, verifySteps: 20 };
  const inTheWay = () => mkdirSync(join(out, "result.json"));
  const { faults, result } = await runJob(job, { onStart: () => void inTheWay() });
  const message = expect.stringContaining(`The journal ${join(out, "journal.jsonl")} is complete`);
  expect(faults).toMatchObject([{ file: "result", error: { code: "not-a-file", message } }]);
  rmSync(join(out, "result.json"), { recursive: true });
  const steps = () => calls().filter((call) => call === "step").length;
  const before = steps();
  const resumed = await runJob({ ...job, resume: true });
  expect(resumed.faults).toEqual([]);
  // Its first five steps.
  expect(steps()).toBe(before + 5);
  const { seconds: _seconds, ...cost } = result.cost;
  expect(resumed.result.cost).toMatchObject(cost);
  expect(resumed.result.verification).toEqual(result.verification);
});
