import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CONFIG_FORMATS,
  type ConfigFormat,
  floatLiteral,
  formatKeyPath,
  planEdit,
} from "../../src/config/index.ts";
import { testWith } from "../helpers/needs.ts";
import { type Generated, jsonConfigs, rates } from "./generate.ts";
import { envConfigs, iniConfigs, tomlConfigs } from "./generate-lines.ts";

// Reads jobs {format, text, path} from stdin, prints what Python makes of the value as [type, repr].
const READ = `
import configparser, json, sys
try:
    import tomllib
except ImportError:
    tomllib = None
try:
    import dotenv, io
except ImportError:
    dotenv = None

def read(job):
    text, path = job["text"].removeprefix("\\ufeff"), job["path"]
    if job["format"] == "ini":
        parser = configparser.ConfigParser(inline_comment_prefixes=("#", ";"), interpolation=None)
        parser.read_string(text.replace("\\r\\n", "\\n"))
        return parser.getfloat(path[0], path[1])
    if job["format"] == "env":
        values = dotenv.dotenv_values(stream=io.StringIO(text), interpolate=False)
        return float(values[path[0]])
    value = tomllib.loads(text) if job["format"] == "toml" else json.loads(text)
    for part in path:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value

if sys.argv[1:] == ["--what"]:
    print(json.dumps({"toml": tomllib is not None, "env": dotenv is not None, "ini": True, "json": True}))
    sys.exit()
for line in sys.stdin:
    try:
        value = read(json.loads(line))
        print(json.dumps([type(value).__name__, repr(value)]))
    except Exception as error:
        print(json.dumps(["error", str(error)]))
`;

const readers: Readonly<Record<string, boolean>> = (() => {
  try {
    const output = execFileSync("python3", ["-c", READ, "--what"], { encoding: "utf8" });
    return JSON.parse(output);
  } catch {
    return {};
  }
})();

interface Job {
  readonly format: string;
  readonly text: string;
  readonly path: readonly string[];
}

function python(jobs: readonly Job[]): [string, string][] {
  const input = jobs.map((job) => JSON.stringify(job)).join("\n");
  const output = execFileSync("python3", ["-c", READ], { input, encoding: "utf8", maxBuffer: 1e8 });
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const CASES: readonly (readonly [string, ConfigFormat, fc.Arbitrary<Generated>, string])[] = [
  ["json", CONFIG_FORMATS.json, jsonConfigs, "json"],
  ["toml", CONFIG_FORMATS.toml, tomlConfigs, "tomllib"],
  ["ini", CONFIG_FORMATS.ini, iniConfigs, "configparser"],
  ["env", CONFIG_FORMATS.env, envConfigs, "python-dotenv"],
];

describe.each(CASES)("%s", (name, format, configs, reader) => {
  const need = { what: `Python with ${reader}`, isThere: readers[name] === true };
  const edited: { job: Job; rate: number }[] = [];

  beforeAll(() => {
    const samples = fc.sample(fc.tuple(configs, fc.nat(), rates), { seed: 5, numRuns: 400 });
    for (const [{ text, spots }, pick, rate] of samples) {
      const spot = spots[pick % spots.length];
      // Python's json knows no comments and no trailing commas.
      if (spot === undefined || (name === "json" && !isJson(text))) continue;
      const plan = planEdit(text, format, [{ path: formatKeyPath(spot.path), value: rate }]);
      if (plan.changes.length === 0 || plan.notes.some(({ code }) => code === "kept-quoted"))
        continue;
      edited.push({ job: { format: name, text: plan.text, path: spot.path }, rate });
    }
  });

  testWith(need, `${reader} reads every edited config, and the value as the asked float`, () => {
    const read = python(edited.map(({ job }) => job));
    expect(read.length).toBeGreaterThan(name === "json" ? 50 : 300);
    for (const [i, [type, shown]] of read.entries()) {
      const { job, rate } = edited[i] as (typeof edited)[number];
      expect([job.text, type, type === "float" ? Number(shown) : shown]).toEqual([
        job.text,
        "float",
        rate,
      ]);
    }
  });

  test("every spelling of a float is one that the strictest reader takes", () => {
    for (const { rate } of edited) expect(format.strictNumber(floatLiteral(rate))).toBe(rate);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ""));
    return true;
  } catch {
    return false;
  }
}
