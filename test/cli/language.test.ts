// Every command that writes a page for people takes --lang, by the same option.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commandsFor } from "../../src/cli/commands/index.ts";
import { type Command, optionsOf } from "../../src/cli/options/index.ts";
import { language } from "../../src/cli/options/shared.ts";
import { toJson } from "../../src/core/json.ts";
import { englishIn } from "../helpers/chinese.ts";
import { cli, temporaryFolder } from "../helpers/cli.ts";
import { sweepCsv } from "../logs/support.ts";
import { resultOf } from "../report/compare/results.ts";
import { OVER_FITTING } from "../report/playground/logs.ts";

const commandsBelow = (command: Command, before = ""): [string, Command][] => {
  const path = `${before}${command.name}`;
  return [[path, command], ...command.commands.flatMap((each) => commandsBelow(each, `${path} `))];
};
const all = (await commandsFor([])).flatMap((command) => commandsBelow(command));

/** Commands with an option that says where a page goes, or that a page is shown. */
const writers = all.filter(([, command]) =>
  optionsOf(command).some(
    ([name, option]) =>
      ["report", "live", "blank"].includes(name) ||
      /\.html/.test(`${option.default} ${option.otherwise} ${option.description}`),
  ),
);

test("these write pages", () => {
  expect(writers.map(([path]) => path).sort()).toEqual([
    "analyze",
    "law",
    "report",
    "run",
    "schedule compare",
    "study report",
    "study run",
  ]);
});

test.each(writers)("%s takes --lang, which LR_FINDER_LANG gives as well", (_, command) => {
  const option = new Map(optionsOf(command)).get("language");
  expect(option?.kind).toBe(language.kind);
  expect(option).toMatchObject({ flag: "lang", variable: "LR_FINDER_LANG", default: "en" });
});

/** What each command is given to write its page at `out`. */
const PAGES: Readonly<Record<string, (folder: string, out: string) => string[]>> = {
  run: (folder, out) => [
    ...["run", "--data", written(folder, "rows.csv", ROWS), "--target", "y", "--engine", "cpu"],
    ...["--budget", "quick", "--steps", "40", "--epochs", "5", "--batch-size", "8"],
    ...["--out", join(folder, "run"), "--report", out, "--quiet"],
  ],
  analyze: (folder, out) => ["analyze", written(folder, "sweep.csv", sweepCsv()), "--report", out],
  report: (folder, out) => [
    ...["report", written(folder, "result.json", toJson(resultOf())), "--out", out],
  ],
  comparison: (folder, out) => [
    "report",
    written(folder, "a.json", toJson(resultOf())),
    written(folder, "b.json", toJson({ ...resultOf(), name: "b" })),
    ...["--out", out],
  ],
  playground: (_, out) => ["report", "--blank", "--out", out],
  law: (folder, out) => [
    ...["law", written(folder, "table.csv", TABLE), "--at", "batch=512", "--report", out],
  ],
  "schedule compare": (_, out) => [
    ...["schedule", "compare", "cosine:peak-lr=0.1,total-steps=1000", "--out", out],
  ],
};

const TABLE = [
  "batch,lr,loss",
  ...[16, 64, 256].flatMap((batch) =>
    Array.from({ length: 9 }, (_, i) => [
      batch,
      10 ** (-4 + i / 4),
      1 + (i / 4 - 1 - Math.log10(batch / 64) / 4) ** 2,
    ]),
  ),
].join("\n");

const ROWS = ["a,b,y", ...Array.from({ length: 60 }, (_, i) => [i, (7 * i) % 11, i / 3])].join(
  "\n",
);

function written(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("in Chinese", () => {
  test.each(Object.entries(PAGES))(
    "%s, by the flag and by the environment",
    async (_, argsFor) => {
      for (const [args, env] of [
        [["--lang", "zh"], {}],
        [[], { LR_FINDER_LANG: "zh" }],
      ] as const) {
        const folder = temporaryFolder();
        const out = join(folder, "page.html");
        const made = await cli([...argsFor(folder, out), ...args], { env });
        expect([made.err, made.code]).toEqual([expect.anything(), 0]);
        expect(readFileSync(out, "utf8")).toContain('<html lang="zh-CN"');
      }
    },
    60_000,
  );

  test("analyze answers, and says why it cannot; what programs read stays as it is", async () => {
    const folder = temporaryFolder();
    const sweep = written(folder, "sweep.csv", sweepCsv());
    const training = written(folder, "training.csv", OVER_FITTING);
    const said = await cli(["analyze", sweep, "--lang", "zh"]);
    expect(said.out).toMatch(/\p{Script=Han}/u);
    expect(said.out.split("\n").flatMap(englishIn)).toEqual([]);
    const refused = await cli(["analyze", training, "--lang", "zh", "--json"]);
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/^error: .*没有已知为学习率的列/);
    expect(refused.err.split("\n").flatMap(englishIn)).toEqual([]);
    expect(refused.json<{ error: { message: string } }>().error.message).toMatch(
      /has no column that is known to hold learning rates/,
    );
    const english = await cli(["analyze", training]);
    expect(english.err).toMatch(/has no column that is known to hold learning rates/);
  });

  test("diagnose says what it finds, and of which logs it cannot", async () => {
    const folder = temporaryFolder();
    const training = written(folder, "training.csv", OVER_FITTING);
    const sweep = written(folder, "sweep.csv", sweepCsv());
    const { out, err, code } = await cli(["diagnose", training, sweep, "--lang", "zh"]);
    expect(code).toBe(2);
    expect(out).toMatch(/：过拟合，第 \d+ 到 \d+ 轮\n/);
    expect(err).toMatch(/sweep\.csv 是学习率扫描的日志/);
    expect([out, err].flatMap((text) => text.split("\n")).flatMap(englishIn)).toEqual([]);
  });

  test("law and report say why not", async () => {
    const folder = temporaryFolder();
    const table = written(folder, "table.csv", TABLE);
    const law = await cli(["law", table, "--lang", "zh", "--at", "tokens=5"]);
    expect([law.code, law.err]).toEqual([2, expect.stringMatching(/它不是这条规律的因素/)]);
    const newer = written(folder, "result.json", toJson({ ...resultOf(), version: 99 }));
    const report = await cli(["report", newer, "--lang", "zh"]);
    expect([report.code, report.err]).toEqual([
      2,
      expect.stringMatching(/由更新版本的 lr-finder 写成（结果版本 99，/),
    ]);
  });
});

test("a run in Chinese gives its answer in it, and what is said on the way as its help says", async () => {
  const folder = temporaryFolder();
  const run = await cli([
    ...["run", "--data", written(folder, "rows.csv", ROWS), "--target", "y", "--engine", "cpu"],
    ...["--budget", "quick", "--steps", "40", "--epochs", "5", "--batch-size", "8"],
    ...["--out", join(folder, "run"), "--lang", "zh"],
  ]);
  expect(run.out).toMatch(/\p{sc=Han}/u);
  expect(run.err).not.toMatch(/\p{sc=Han}/u);
  const option = new Map(optionsOf(all.find(([path]) => path === "run")?.[1] as Command));
  expect(option.get("language")?.description).toMatch(
    /answer; progress, notes and help are English/,
  );
});
