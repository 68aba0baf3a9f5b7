// The completion of shells, in the shells themselves: what they offer is what the tables of the
// commands have, and nothing else.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { commandsFor } from "../../src/cli/commands/index.ts";
import { SHELL_NAMES, type Shell } from "../../src/cli/completion/shells.ts";
import {
  type CompletedCommand,
  completionTree,
  everyCommand,
} from "../../src/cli/completion/tree.ts";
import { cli, temporaryFolder } from "../helpers/cli.ts";
import { type Need, program, skipWithout, testWith } from "../helpers/needs.ts";

const scripts = {} as Record<Shell, string>;
let all: readonly CompletedCommand[];

beforeAll(async () => {
  for (const shell of SHELL_NAMES) scripts[shell] = (await cli(["completion", shell])).out;
  all = everyCommand(completionTree(await commandsFor([])));
});

const shells: Readonly<Record<Shell, Need>> = {
  bash: program("bash"),
  zsh: { ...program("zsh"), what: "zsh: apt-get install zsh" },
  fish: { ...program("fish"), what: "fish: apt-get install fish" },
};

/** A folder with the script, a file and a folder. */
function place(shell: Shell): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "script"), scripts[shell]);
  writeFileSync(join(folder, "train.csv"), "");
  writeFileSync(join(folder, "two words.csv"), "");
  spawnSync("mkdir", [join(folder, "runs")]);
  return folder;
}

/** What bash's own function offers for each of these lines, whose last word is being typed. */
function bashOffers(lines: readonly (readonly string[])[]): string[][] {
  const calls = lines.map((words) => {
    const quoted = words.map((word) => `'${word}'`).join(" ");
    return `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _lr_finder; printf '%s\\t' "\${COMPREPLY[@]}"; echo`;
  });
  const script = `source ./script\n${calls.join("\n")}\n`;
  const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], {
    cwd: place("bash"),
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split("\t").filter((word) => word !== ""));
}

/** What fish offers for each of these lines. */
function fishOffers(lines: readonly string[]): string[][] {
  const calls = lines.map((line) => `complete -C '${line}'; echo END`);
  const { status, stdout } = spawnSync(
    "fish",
    ["--no-config", "-c", `source script; ${calls.join("; ")}`],
    {
      cwd: place("fish"),
      encoding: "utf8",
    },
  );
  expect(status).toBe(0);
  return stdout
    .split("END\n")
    .slice(0, -1)
    .map((part) => part.split("\n").flatMap((line) => line.split("\t")[0] || []));
}

for (const shell of SHELL_NAMES) {
  testWith(shells[shell], `${shell} takes the whole script without a word`, () => {
    const { status, stderr } = spawnSync(shell, ["-n", "script"], {
      cwd: place(shell),
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, ""]);
  });
}

describe("bash", () => {
  test("offers every command, and every option of each", (context) => {
    skipWithout(shells.bash, context);
    const inner = all.filter(({ commands }) => commands.length > 0);
    const lines = [
      ...inner.map(({ path }) => ["lr-finder", ...path, ""]),
      ...all.map(({ path }) => ["lr-finder", ...path, "-"]),
    ];
    const offers = bashOffers(lines);
    for (const [i, { path, commands }] of inner.entries()) {
      const names = commands.map((each) => each.path.at(-1) ?? "");
      expect(
        offers[i]?.filter((word) => word !== "help"),
        path.join(" "),
      ).toEqual(names);
    }
    for (const [i, { path, options }] of all.entries()) {
      expect(offers[inner.length + i], path.join(" ")).toEqual(
        options.flatMap(({ flags }) => flags),
      );
    }
  });

  test("offers the names that an option takes, files, folders, and nothing for numbers", (context) => {
    skipWithout(shells.bash, context);
    const expected: [line: string[], offers: string[]][] = [
      [
        ["run", "--lang", ""],
        ["en", "zh"],
      ],
      [["run", "--lang", "z"], ["zh"]],
      [["run", "--lang", "=", "z"], ["zh"]],
      [
        ["run", "--lang", "="],
        ["en", "zh"],
      ],
      [["run", "--strategy", "l"], ["ladder"]],
      [
        ["run", "--optimizer", "adam"],
        ["adam", "adamax", "adamw"],
      ],
      [
        ["run", "--budget", ""],
        ["quick", "standard", "thorough", "full"],
      ],
      [["study", "run", "--engine", "b"], ["bullmq"]],
      [["run", "--data", "tr"], ["train.csv"]],
      [["run", "--data", "tw"], ["two words.csv"]],
      [["run", "--out", "ru"], ["runs"]],
      [["init", "--dir", ""], ["runs"]],
      [["run", "--epochs", ""], []],
      [
        ["run", "--verbose", "--he"],
        ["--header", "--held-out", "--help"],
      ],
      [["run", "--name", "study", "--engi"], ["--engine"]],
      [["analyze", "tr"], ["train.csv"]],
      [["completion", ""], [...SHELL_NAMES]],
      [["schema", "sum"], ["summary"]],
      [["st"], ["study"]],
      [["nonsense", "--x"], []],
    ];
    const offers = bashOffers(expected.map(([line]) => ["lr-finder", ...line]));
    for (const [i, [line, words]] of expected.entries())
      expect(offers[i], line.join(" ")).toEqual(words);
  });
});

describe("fish", () => {
  test("offers every command, and every option of each", (context) => {
    skipWithout(shells.fish, context);
    const inner = all.filter(({ commands }) => commands.length > 0);
    const line = ({ path }: CompletedCommand, last: string) =>
      ["lr-finder", ...path, last].join(" ");
    const offers = fishOffers([
      ...inner.map((each) => line(each, "")),
      ...all.map((each) => line(each, "--")),
    ]);
    for (const [i, { path, commands }] of inner.entries()) {
      const names = commands.map((each) => each.path.at(-1) ?? "");
      expect(
        [...(offers[i] ?? [])].filter((word) => word !== "help").sort(),
        path.join(" "),
      ).toEqual([...names].sort());
    }
    for (const [i, { path, options }] of all.entries()) {
      const flags = options.flatMap((option) =>
        option.flags.filter((flag) => flag.startsWith("--")),
      );
      expect([...(offers[inner.length + i] ?? [])].sort(), path.join(" ")).toEqual(
        [...flags].sort(),
      );
    }
  }, 120_000);

  test("offers the names that an option takes, files, folders, and nothing for numbers", (context) => {
    skipWithout(shells.fish, context);
    expect(
      fishOffers([
        "lr-finder run --lang ",
        "lr-finder run --lang=z",
        "lr-finder run --data tr",
        "lr-finder init --dir ",
        "lr-finder run --epochs ",
        "lr-finder analyze tr",
        "lr-finder completion ",
        "lr-finder st",
      ]),
    ).toEqual([
      ["en", "zh"],
      ["--lang=zh"],
      ["train.csv"],
      ["runs/"],
      [],
      ["train.csv"],
      ["bash", "fish", "zsh"],
      ["study"],
    ]);
  });
});

// Types into an interactive shell, presses tab, and says what stands on the line then.
const TYPIST = `
import os, pty, select, sys, time
pid, fd = pty.fork()
if pid == 0: os.execvp(sys.argv[3], sys.argv[3:])
def read(until, limit):
    seen, end = b"", time.time() + limit
    while time.time() < end:
        ready, _, _ = select.select([fd], [], [], 0.1)
        if ready:
            try: seen += os.read(fd, 65536)
            except OSError: break
        if until in seen: break
    return seen
os.write(fd, sys.argv[1].encode() + b"; echo rea''dy\\n")
read(b"ready\\r\\n", 100)
for line in sys.argv[2].split("|"):
    # The line is not run: it is put in quotes and echoed.
    os.write(fd, line.encode() + b"\\t")
    time.sleep(1.2)
    os.write(fd, b"\\x01echo '<\\x05>'\\n")
    got = read(b">\\r\\n", 10).decode("utf8", "replace")
    print(got[got.rindex("\\n<") + 2 : got.rindex(">")] if "\\n<" in got else "?" + repr(got))
os.kill(pid, 9)
`;

async function typed(
  command: readonly string[],
  setUp: string,
  lines: readonly string[],
  cwd: string,
) {
  const child = spawn("python3", ["-c", TYPIST, setUp, lines.join("|"), ...command], {
    cwd,
    env: { ...process.env, TERM: "dumb", PS1: "$ ", HOME: cwd },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill());
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  await once(child, "close");
  // A folder ends in a slash or not, as the shell likes it.
  return out
    .trimEnd()
    .split("\n")
    .map((line) => line.trimEnd().replace(/\/$/, ""));
}

const LINES = [
  "lr-finder st",
  "lr-finder study wo",
  "lr-finder run --strategy l",
  "lr-finder run --out ru",
  "lr-finder run --data tr",
  "lr-finder run --verb",
];
const COMPLETED = [
  "lr-finder study",
  "lr-finder study worker",
  "lr-finder run --strategy ladder",
  "lr-finder run --out runs",
  "lr-finder run --data train.csv",
  "lr-finder run --verbose",
];

testWith(program("python3"), "bash completes what is typed at it", async () => {
  const lines = await typed(
    ["bash", "--norc", "--noprofile", "-i"],
    "source ./script",
    LINES,
    place("bash"),
  );
  expect(lines).toEqual(COMPLETED);
});

// Its own start reads every function that it has.
testWith(shells.zsh, "zsh completes what is typed at it", { timeout: 180_000 }, async () => {
  // The keys are those of emacs, whatever $EDITOR says.
  const setUp = "bindkey -e; autoload -U compinit; compinit -u -D; source ./script";
  const lines = await typed(["zsh", "-f", "-i"], setUp, LINES, place("zsh"));
  expect(lines).toEqual(COMPLETED);
});

test("a shell that there is no completion for is refused with the nearest", async () => {
  const { code, err } = await cli(["completion", "bsh"]);
  expect(code).toBe(2);
  expect(err).toContain('Did you mean "bash"?');
  const { json } = await cli(["completion", "zsh", "--json"]);
  expect(json()).toEqual({ version: 1, shell: "zsh", script: scripts.zsh });
  expect(readFileSync(join(place("zsh"), "script"), "utf8")).toMatch(/^#compdef lr-finder\n/);
});
