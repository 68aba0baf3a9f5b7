import { spawnSync } from "node:child_process";
import { faultsOf, openCage } from "../cage.mjs";
import { work } from "../jobs.mjs";

const KINDS = {
  csv: "CSV and TSV, into a data set",
  idx: "idx images and labels, into a data set",
  events: "TensorBoard event files, through analyze and diagnose",
  "json-logs": "JSON logs, through analyze and diagnose",
  "text-logs": "text logs, through analyze and diagnose",
  models: "model.json and its weights, into a trainer that makes a step",
  yaml: "YAML: one value is edited, another reader sees that one change",
  toml: "TOML, likewise",
  json: "JSON, likewise",
  json5: "JSON5 and JSON with comments, likewise, with our own reader",
  ini: "INI, likewise; configparser reads it",
  env: ".env, likewise",
};

// Reads JSON lines {before, after, path} and says where more or less than one option changed.
const CONFIGPARSER = `
import configparser, json, sys
def read(text):
    parser = configparser.ConfigParser(inline_comment_prefixes=("#", ";"), interpolation=None)
    parser.read_string(text.removeprefix("\\ufeff").replace("\\r\\n", "\\n").replace("\\r", "\\n"))
    return {(s, k): v for s in [*parser.sections(), "DEFAULT"] for k, v in parser[s].items()}
compared = 0
for line in sys.stdin:
    job = json.loads(line)
    try:
        before = read(job["before"])
    except Exception:
        continue
    after = read(job["after"])
    changed = [k for k in {*before, *after} if before.get(k) != after.get(k)]
    compared += 1
    if len({k for _, k in changed}) != 1:
        print(json.dumps([job["before"], job["path"], changed]))
print(compared)
`;

function configparserFaults(edits) {
  const input = edits.map((edit) => JSON.stringify(edit)).join("\n");
  const { status, error, stdout, stderr } = spawnSync("python3", ["-c", CONFIGPARSER], {
    input,
    encoding: "utf8",
    maxBuffer: 1e9,
  });
  if (error?.code === "ENOENT") return ["note: configparser was left out: there is no python3"];
  if (status !== 0) return [`configparser: ${stderr.slice(-600)}`];
  const lines = stdout.trim().split("\n");
  return [...lines.slice(0, -1), `note: configparser compared ${lines.at(-1)} edits`];
}

const part = ([kind, what]) => ({
  name: `files-${kind}`,
  what: `generated and damaged ${what}`,
  cases: { short: 120, long: 20_000 },
  atOnce: 2,
  caseMs: 60_000,
  prepare: async () => ({
    edits: [],
    ended: {},
    cage: openCage("files.mjs", { heapMb: 1200, setup: { folder: work } }),
  }),
  async run({ id, seed, prepared: { cage, edits, ended } }) {
    const outcome = await cage.run({ kind, seed, id });
    ended[outcome.end] = (ended[outcome.end] ?? 0) + 1;
    if (outcome.value?.before !== undefined) edits.push(outcome.value);
    return faultsOf(outcome);
  },
  async finish({ prepared: { cage, edits, ended } }) {
    const counts = Object.entries(ended).map(([end, count]) => `${end} ${count}`);
    return [
      `note: ${counts.join(", ")}`,
      await cage.close(),
      ...(edits.length > 0 ? configparserFaults(edits) : []),
    ];
  },
});

/** One part for each kind of file. */
export const files = Object.entries(KINDS).map(part);
