import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasControl } from "../cage.mjs";
import { pick } from "../generate/chance.mjs";
import { JOBS, journalLines, newFolder, start } from "../jobs.mjs";

/** What a terminal obeys: clipboard, title, colours, the screen, bells, C1, other ends of lines, direction. */
const SEQUENCES = [
  "\u001b]52;c;cm0g\u0007",
  "\u001b]0;title\u0007",
  "\u001b[2J\u001b[1;1H",
  "\u001b[31mred",
  "\u001bP+q544e\u001b\\",
  "\u009b2J",
  "\u009d52;c;cm0g\u009c",
  "\u0007\u0007",
  "\b\b\b\b",
  "a\rb",
  "\u007f",
  "\u0085",
  "\u000b\u000c",
  "\u001b_apc\u001b\\",
];
const q = (text) => JSON.stringify(text);
const file = (name, text) => {
  const path = join(newFolder(), name);
  writeFileSync(path, text);
  return path;
};
const trainer = (body) => ["run", "--trainer", `sh ${file("train.sh", body)}`, "--epochs", "30"];
const SAY_READY = `printf '{"lrf":"ready","protocol":1}\\n'; read -r q`;
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** Where somebody else's text gets in: a sequence makes a command line that meets it. */
const PLACES = {
  "CSV header": (s) => ["run", "--data", file("t.csv", `a${s},b\n1,2\n`), "--target", "none"],
  "CSV cell": (s) => [
    ...["run", "--data", file("t.csv", `a,b\n${"1,2\n2,3\n".repeat(20)}${s},3\n`), "--target", "b"],
  ],
  "CSV class": (s) => [
    ...["run", "--data", file("t.csv", `a,b\n1,x${s}\n2,y\n3,z\n4,w\n`), "--target", "b"],
  ],
  "option value": (s) => ["run", "--data", file("t.csv", "a,b\n1,2\n"), "--target", s],
  "unknown option": (s) => ["run", `--${s}`],
  "unknown command": (s) => [s],
  "file name": (s) => ["analyze", `none${s.replaceAll("/", "")}.csv`],
  "YAML value": (s) => [
    "apply",
    RESULT(),
    file("c.yaml", `a: {lr: ${q(s)}}\nlr: ${q(s)}\n`),
    "--key",
    "x",
  ],
  "YAML key": (s) => ["apply", RESULT(), file("c.yaml", `${q(s)}: {lr: 1}\nlr: 2\n`)],
  "YAML syntax": (s) => ["apply", RESULT(), file("c.yaml", `a: [${s}\n`), "--key", "lr"],
  "JSON key": (s) => ["apply", RESULT(), file("c.json", `{${q(s)}: {"lr": 1}, "lr0": 2}`)],
  "INI section": (s) => ["apply", RESULT(), file("c.ini", `[a${s}]\nlr = 1\n[b]\nlr = 2\n`)],
  "TOML comment": (s) => [
    ...[
      "apply",
      RESULT(),
      file("c.toml", `lr = 0.5 # ${s.replaceAll("\r", "")}\n`),
      "--dry-run",
      "--outside",
    ],
  ],
  ".env value": (s) => [
    "apply",
    RESULT(),
    file("c.env", `A=${s}\nLR=1\n`),
    "--key",
    "A",
    "--dry-run",
  ],
  "trainer's stderr": (s) => trainer(`printf '%s\\n' ${quoted(s)} >&2; exit 3`),
  "trainer's stdout": (s) => trainer(`printf '%s\\n' ${quoted(s)}; ${SAY_READY}; exit 3`),
  "trainer's error": (s) =>
    trainer(`${SAY_READY}; printf '%s\\n' ${quoted(`{"lrf":"error","message":${q(`bad${s}`)}}`)}`),
  "trainer's optimizer": (s) =>
    trainer(
      `printf '%s\\n' ${quoted(`{"lrf":"ready","protocol":1,"info":{"optimizer":${q(s)}}}`)}`,
    ),
  "trainer's broken line": (s) =>
    trainer(`${SAY_READY}; printf '%s\\n' ${quoted(`{"lrf":"${s}"}`)}`),
  "log column": (s) => ["analyze", file("l.csv", `lr${s},x${s}\n1,2\n2,3\n`)],
  "JSON log": (s) => ["analyze", file("l.jsonl", `{${q(s)}:1,"lr":1}\n{${q(s)}:1,"lr":2}\n`)],
  journal: (s) => [
    "analyze",
    file("journal.jsonl", `{"type":"header","info":{},${q(s)}:${q(s)}}\n`),
  ],
  "result's name": (s) => ["report", file("result.json", renamed(s)), "--json"],
  "result's place": (s) => [
    "report",
    file("result.json", `{"version":1,${q(s)}:${q(s)},"name":[${q(s)}]}`),
  ],
  record: (s) => {
    const config = file("c.yaml", "lr: 0.1\n");
    writeFileSync(`${config}.lr-finder.json`, `{"version":1,"records":[${q(s)}]}`);
    return ["apply", "--check", config];
  },
};

let whole;
const RESULT = () => whole.file;
const renamed = (s) => JSON.stringify({ ...whole.result, name: `n${s}` });

export default {
  name: "terminal",
  what: "escape sequences in data, configs, logs, names, trainers: none reaches stdout or stderr",
  cases: { short: 13, long: 14 * 25 },
  atOnce: 2,
  caseMs: 60_000,
  leftOut: () => (process.platform === "win32" ? "there is no /bin/sh" : undefined),
  async prepare() {
    const out = newFolder();
    await start(["run", ...JOBS.data, "--steps", "20", "--budget", "quick", "--out", out]).ended;
    if (journalLines(out).length === 0) throw new Error("the undisturbed run made no journal");
    const { readFileSync } = await import("node:fs");
    const name = join(out, "result.json");
    whole = { file: name, result: JSON.parse(readFileSync(name, "utf8")) };
  },
  async run({ id, draw }) {
    const places = Object.keys(PLACES);
    const place = places[id % places.length];
    const sequence =
      id < places.length
        ? pick(draw, SEQUENCES)
        : SEQUENCES[Math.floor(id / places.length) % SEQUENCES.length];
    const { code, signal, out, err } = await start(PLACES[place](sequence)).ended;
    const faults = [];
    for (const [stream, text] of [
      ["stdout", out],
      ["stderr", err],
    ]) {
      if (hasControl(text)) faults.push(`${place}: ${stream} has ${q(text.slice(0, 400))}`);
    }
    if (signal !== null || err.includes("a fault of lr-finder")) {
      faults.push(`${place} ${q(sequence)}: ended with ${code ?? signal}: ${err.slice(0, 600)}`);
    }
    return faults;
  },
};
