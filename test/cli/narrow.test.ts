import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commands, commandsFor } from "../../src/cli/commands/index.ts";
import { folded } from "../../src/cli/output.ts";
import { textWidth } from "../../src/words/index.ts";
import { cli, repoFile, temporaryFolder } from "../helpers/cli.ts";

// Whatever a command says goes through one wrapper: on a narrow terminal no line is longer than it
// is wide (but one word alone that is), so that no word is split by its edge.

const COLUMNS = 40;
const terminal = {
  ...{ outIsTerminal: true, outColumns: COLUMNS, errIsTerminal: true, errColumns: COLUMNS },
  ...{ env: { NO_COLOR: "1" }, program: "npx lr-finder" },
};
const example = (name: string) => repoFile(`examples/logs/${name}`);
const done = repoFile("test/fixtures/documents/results/standard.json");
/** What is refused: its words fit too. */
const REFUSED =
  /--epoch 3$|a-stray-argument$|^analyze \S+training.csv$|^study status|^(?:law|diagnose) \S+sweep.csv$|^open/;
const blobs = ["--data", repoFile("datasets/blobs.csv"), "--target", "kind", "--engine", "cpu"];

/** What each command is asked, beside its help. */
const ASKED: Readonly<Record<string, (folder: string) => readonly (readonly string[])[]>> = {
  run: (folder) => [
    ["run", ...blobs, "--dry-run", "--epochs", "1000000"],
    ["run", ...blobs, "--budget", "quick", "--out", join(folder, "run")],
    ["run", ...blobs, "--budget", "quick", "--verbose", "--plot", "--out", join(folder, "again")],
    ["run", ...blobs, "--print-options"],
    ["run", ...blobs, "--epoch", "3"],
    ["run", join(folder, "a-stray-argument")],
  ],
  analyze: () => [
    ["analyze", example("sweep.csv"), "--verbose"],
    ["analyze", example("training.csv")],
  ],
  study: (folder) => [
    ["study", "init", join(folder, "study.yaml")],
    [
      ...[
        "study",
        "run",
        ...blobs.slice(0, 4),
        "--axis",
        "batch=batch:16,64",
        "--option",
        "budget=quick",
      ],
      ...["--out", join(folder, "study"), "--dry-run"],
    ],
    ["study", "status", join(folder, "none")],
  ],
  law: () => [
    ["law", example("trainings.csv"), "--at", "batch_size=512,width=256"],
    ["law", example("trainings.csv")],
    ["law", example("sweep.csv")],
  ],
  report: (folder) => [["report", done, "--out", join(folder, "report.html")]],
  apply: (folder) => {
    const config = join(folder, "config.yaml");
    writeFileSync(config, "lr: 0.1\n");
    return [
      ["apply", done, config, "--yes"],
      ["apply", "--check", config],
      ["apply", done, "--set"],
      ["apply", "--undo", config, "--yes"],
    ];
  },
  schedule: (folder) => [
    ["schedule"],
    ["schedule", "cosine", "--peak-lr", "0.1", "--total-steps", "1000"],
    ["schedule", "cosine-restarts", "--peak-lr", "0.1", "--cycle-steps", "7", "--sample", "300"],
    ["schedule", "plan", done],
    [
      ...["schedule", "compare", "cosine:peak-lr=0.1,total-steps=1000"],
      ...["multi-step:peak-lr=0.1,milestones=500,750,unit=step", "--out", join(folder, "s.html")],
    ],
  ],
  diagnose: () => [
    ["diagnose", example("training.csv")],
    ["diagnose", example("sweep.csv")],
  ],
  init: (folder) => [
    ["init", "--trainer", "keras", "--dir", folder],
    ["init", "--trainer", "module", "--dir", folder],
  ],
  doctor: () => [["doctor"]],
  protocol: () => [
    [
      ...["protocol", "check"],
      `"${process.execPath}" "${repoFile("test/fixtures/trainers/good.mjs")}"`,
    ],
  ],
  open: (folder) => [["open", folder]],
  completion: () => [],
  schema: () => [["schema"]],
  "install-native": () => [],
};

/** The lines that are too long for the terminal though they could be cut. */
function tooLong(text: string): string[] {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys
      .replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "")
      .split(/[\n\r]/)
      .filter((line) => textWidth(line) > COLUMNS && line.trim().includes(" "))
  );
}

test("every command is asked", () => {
  expect(Object.keys(ASKED).sort()).toEqual(Object.keys(commands).sort());
});

describe.each(Object.keys(ASKED))("%s", (name) => {
  test("its answers fit", { timeout: 120_000 }, async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "reports"));
    for (const args of ASKED[name]?.(folder) ?? []) {
      const { out, err, code } = await cli(args, terminal);
      const said = args.join(" ");
      expect(`${said}: ${err}`).not.toContain("This is a fault of lr-finder");
      expect(`${said}: ${code} ${err}`).toMatch(REFUSED.test(said) ? /: 2 / : /: [03] /);
      expect([said, ...tooLong(out), ...tooLong(err)]).toEqual([said]);
      // Of commands that are named here, none lacks how it is started.
      expect(`${out}${err}`).not.toMatch(/(?<!npx\s+)\blr-finder\s+(?:run|law|apply|analyze)\b/);
    }
  });

  test("its help fits, and that of all below it", async () => {
    for (const command of await commandsFor([name])) {
      for (const below of [[], ...command.commands.map((each) => [each.name])]) {
        const { out, code } = await cli([name, ...below, "--help"], terminal);
        expect(code).toBe(0);
        expect([name, ...below, ...tooLong(out)]).toEqual([name, ...below]);
      }
    }
  });
});

describe("the wrapper", () => {
  test("a second column goes on under itself, or below the first where there is no room", () => {
    expect(folded("name    what it is in many words", 20)).toBe(
      "name    what it is\n        in many\n        words",
    );
    expect(folded("a-long-name    what it is", 20)).toBe("a-long-name\n    what it is");
    expect(folded("ok   x   one two three four", 20)).toBe("ok   x   one two\n         three four");
  });

  test("a point goes on under its first word, other lines under theirs", () => {
    expect(folded("  - one two three four", 14)).toBe("  - one two\n    three four");
    expect(folded("  one two three four", 14)).toBe("  one two\n  three four");
    expect(folded("one two three four", 10)).toBe("one two\nthree four");
  });

  test("a word that fits further left stands there; one that fits nowhere stands alone", () => {
    expect(folded("name    a /twelve/long and", 16)).toBe(
      "name    a\n    /twelve/long\n        and",
    );
    expect(folded("name    a /a/path/of/thirty and", 16)).toBe(
      "name    a\n/a/path/of/thirty\n        and",
    );
  });

  test("what fits stays as it is, to the space", () => {
    const text = "a  b\n\n   c   \n";
    expect(folded(text, 20)).toBe(text);
  });
});
