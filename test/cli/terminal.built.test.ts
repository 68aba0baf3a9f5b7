// The built program on a real terminal: what is on the screen at the end is the answer, no word is
// split by the edge, and lines that are drawn again and again do not wrap.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";
import { describeWith, program } from "../helpers/needs.ts";
import { onTerminal, screenOf } from "../helpers/terminal.ts";

const main = repoFile("dist/cli/main.js");
const lrFinder = (...args: string[]) => [process.execPath, main, ...args];
const blobs = ["--data", repoFile("datasets/blobs.csv"), "--target", "kind"];

beforeAll(() => {
  expect(existsSync(main), "run `npm run build` first").toBe(true);
});

test("the screen of the tests wraps, erases and scrolls as a terminal does", () => {
  const { screen, cut } = screenOf("abcdef\r\nwxyz\r\nab c d\r\n", 4, 10);
  expect(screen).toEqual(["abcd", "ef", "wxyz", "ab c", " d", ""]);
  expect(cut).toEqual(["abcd"]);
  expect(screenOf("old line\r\u001b[Knew", 20, 5).screen).toEqual(["new"]);
  expect(screenOf("a\r\nb\r\nc\r\n\u001b[2A\u001b[Jd", 20, 5).screen).toEqual(["a", "d"]);
  expect(screenOf("1\r\n2\r\n3\r\n4", 20, 2).screen).toEqual(["3", "4"]);
});

describeWith(program("python3"), "on a terminal", () => {
  test.each([
    [["--epochs", "5"], /^ {2}Schedule {4}\S/m],
    [["--budget", "quick", "--optimizer", "sgd"], /^ {2}Confidence {2}\S/m],
  ])("of 80x24 a whole run ends with the answer on it: %j", async (more, last) => {
    const folder = temporaryFolder();
    const { code, screen, cut } = await onTerminal(
      lrFinder("run", ...blobs, ...more),
      { columns: 80 },
      { cwd: folder },
    );
    expect(code).toBe(0);
    const text = screen.join("\n");
    expect(text).toMatch(/^Recommended learning rate: [\d.e-]+$/m);
    expect(text).toMatch(/^ {2}Range {7}\S/m);
    expect(text).toMatch(/^ {2}Confidence {2}\w+ confidence that it is a good one/m);
    expect(text).toMatch(last);
    const [, file = ""] = /^ {2}Report {6}(\S+)$/m.exec(text) ?? [];
    expect(existsSync(join(folder, file))).toBe(true);
    expect(screen.at(-1)).toBe("");
    expect(screen.at(-2)).toContain(file);
    expect(cut).toEqual([]);
  });

  test.each([
    [80, 24, 8],
    [40, 40, 5],
    [100, 50, 14],
  ])(
    "of %ix%i the chart of --plot is seen whole, above the answer",
    async (columns, rows, lines) => {
      const { code, screen, cut } = await onTerminal(
        lrFinder("run", ...blobs, "--epochs", "5", "--plot"),
        { columns, rows },
        { cwd: temporaryFolder() },
      );
      expect(code).toBe(0);
      const text = screen.join("\n");
      const key = screen.findIndex((row) => row.startsWith("  │ LR"));
      const answer = screen.findIndex((row) => row.startsWith("Recommended learning rate"));
      expect(key).toBeGreaterThanOrEqual(0);
      expect(answer).toBeGreaterThan(key);
      const chart = screen.slice(key, answer).join("\n");
      for (const mark of ["raw", "smoothed", " to ", "held-out"]) expect(chart).toContain(mark);
      expect(chart.match(/^ *[\d.]* [│┤]/gm)?.length).toBeGreaterThanOrEqual(lines);
      // A path that is too long for its column stands on the next line.
      expect(text).toMatch(/^ {2}Report( {6}\S|$)/m);
      expect(cut.filter((row) => !row.includes("/"))).toEqual([]);
    },
  );

  test("of any width no word is split, and no line is wider than it is good to read", async () => {
    const log = repoFile("examples/logs/sweep.csv");
    for (const columns of [60, 80, 100, 200]) {
      const { screen } = await onTerminal(
        lrFinder("analyze", log, "--verbose"),
        { columns, rows: 200 },
        { cwd: temporaryFolder() },
      );
      expect(screen.join("\n")).toContain("Recommended learning rate");
      const widest = Math.max(...screen.map(({ length }) => length));
      expect(widest).toBeLessThanOrEqual(Math.min(columns, 100));
      // It takes what there is.
      expect(widest).toBeGreaterThan(Math.min(columns, 100) - 12);
    }
  });

  test("one that obeys nothing gets plain lines", async () => {
    const { code, raw } = await onTerminal(
      lrFinder("run", ...blobs, "--epochs", "3", "--plot"),
      { columns: 80 },
      { cwd: temporaryFolder(), term: "dumb" },
    );
    expect(code).toBe(0);
    expect(raw).toContain("Recommended learning rate");
    expect(raw).toMatch(/^sweep {2}1\/\d+ {2}LR/m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what such a terminal shows as it is
    expect(raw.replaceAll("\r\n", "")).not.toMatch(/[\r\u001b█░⠀-⣿]/);
  });

  test("notes and errors are cut between words too", async () => {
    const { code, screen, cut } = await onTerminal(
      lrFinder("run", "--data", "no-such-file.csv", "--target", "x", "--batch-size", "a"),
      { columns: 50, rows: 60 },
      { cwd: temporaryFolder() },
    );
    expect(code).toBe(2);
    expect(Math.max(...screen.map(({ length }) => length))).toBeLessThanOrEqual(50);
    expect(cut).toEqual([]);
    expect(screen.length).toBeGreaterThan(2);
  });

  test.each([
    [
      "law",
      ["law", repoFile("examples/logs/trainings.csv"), "--at", "batch_size=128,width=64"],
      /^Learning rate at|^No learning rate/,
    ],
    ["diagnose", ["diagnose", repoFile("examples/logs/training.csv")], /training\.csv: /],
  ] as const)("%s ends with its answer", async (_name, args, answer) => {
    const { screen, cut } = await onTerminal(lrFinder(...args), { columns: 80 });
    const last = screen.slice(-8).join("\n").split("\n");
    expect(last.some((row) => answer.test(row))).toBe(true);
    expect(cut).toEqual([]);
  });

  test("of 40 columns the progress stays on its line", async () => {
    const folder = temporaryFolder();
    const { raw, code } = await onTerminal(
      lrFinder("run", ...blobs, "--budget", "quick"),
      { columns: 40 },
      { cwd: folder },
    );
    expect(code).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's
    const drawn = [...raw.matchAll(/\r\x1b\[K(\d+\/\d+[^\r\n]*)/g)].map(([, text = ""]) => text);
    expect(drawn.length).toBeGreaterThan(1);
    expect(Math.max(...drawn.map(({ length }) => length))).toBeLessThan(40);
    // The numbers are there, not the bar alone.
    for (const line of drawn) expect(line).toMatch(/^\d+\/\d+ {2}LR \S+/);
  });

  test("--plot draws what was recorded after Ctrl-C, above the answer", async () => {
    const folder = temporaryFolder();
    const { code, screen } = await onTerminal(
      lrFinder("run", ...blobs, "--steps", "100000", "--plot"),
      { columns: 80, rows: 60 },
      { cwd: folder, ctrlCAfter: "smoothed" },
    );
    expect(code).toBe(130);
    const chart = screen.findIndex((row) => row.includes("raw") && row.includes("smoothed"));
    expect(chart).toBeGreaterThanOrEqual(0);
    const answer = screen.findIndex((row) =>
      /^(Recommended learning rate|No suggestion): /.test(row),
    );
    expect(answer).toBeGreaterThan(chart + 10);
    expect(screen.slice(chart, answer).join("")).toMatch(/[\u2801-\u28ff]/);
  });

  test("apply shows a change as it is: no line of a diff is cut", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "out"));
    const long = `# ${"a comment that is longer than the terminal ".repeat(4)}`;
    writeFileSync(join(folder, "config.yaml"), `${long}\nlr: 0.5\n`);
    await onTerminal(
      lrFinder("analyze", repoFile("examples/logs/sweep.csv"), "--out", "out"),
      { columns: 80 },
      { cwd: folder },
    );
    const { raw } = await onTerminal(
      lrFinder("apply", "out", "config.yaml", "--key", "lr", "--dry-run"),
      { columns: 80 },
      { cwd: folder },
    );
    expect(raw).toContain(` ${long.trimEnd()}`);
    expect(readFileSync(join(folder, "config.yaml"), "utf8")).toContain("lr: 0.5");
  });
});
