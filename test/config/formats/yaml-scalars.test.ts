import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { readYaml11 } from "../../../src/config/formats/yaml/scalars.ts";
import { floatLiteral, formatKeyPath, planEdit, yamlFormat } from "../../../src/config/index.ts";
import { describeWith } from "../../helpers/needs.ts";
import { pythonWith } from "../../helpers/python.ts";
import { rates, yamlConfigs } from "../generate.ts";

// Reads {texts} from stdin, prints what PyYAML and json make of each as [type, repr].
const READ = `
import json, sys, yaml
for line in sys.stdin:
    job = json.loads(line)
    try:
        value = json.loads(job["text"]) if job["json"] else yaml.safe_load(job["text"])
        for part in job["path"]:
            value = value[int(part)] if isinstance(value, list) else value[part]
        print(json.dumps([type(value).__name__, repr(value)]))
    except Exception as error:
        print(json.dumps(["error", str(error)]))
`;

const pyYaml = pythonWith("yaml");

interface Job {
  readonly text: string;
  readonly path: readonly string[];
  readonly json?: boolean;
}

function python(jobs: readonly Job[]): [string, string][] {
  const input = jobs.map((job) => JSON.stringify({ json: false, ...job })).join("\n");
  const output = execFileSync(pyYaml.path, ["-c", READ], {
    input,
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describeWith(pyYaml, "PyYAML", () => {
  const edited: { job: Job; rate: number }[] = [];

  beforeAll(() => {
    const samples = fc.sample(fc.tuple(yamlConfigs, fc.nat(), rates), { seed: 5, numRuns: 300 });
    for (const [{ text, spots }, pick, rate] of samples) {
      const spot = spots[pick % spots.length];
      if (spot === undefined) continue;
      const plan = planEdit(text, yamlFormat, [{ path: formatKeyPath(spot.path), value: rate }]);
      if (plan.changes.length > 0) edited.push({ job: { text: plan.text, path: spot.path }, rate });
    }
  });

  test("reads every edited config, and the value as a float equal to the asked one", () => {
    const read = python(edited.map(({ job }) => job));
    expect(read.length).toBeGreaterThan(250);
    for (const [i, [type, shown]] of read.entries()) {
      const { job, rate } = edited[i] as (typeof edited)[number];
      const number = type === "float" ? Number(shown) : shown;
      expect([job.text, type, number]).toEqual([job.text, "float", rate]);
    }
  });

  test("floats of any size are read back exactly, from YAML and from JSON", () => {
    const values = fc.sample(rates, { seed: 3, numRuns: 500 });
    for (const json of [false, true]) {
      const jobs = values.map((value) => ({ text: floatLiteral(value), path: [], json }));
      const read = python(jobs);
      expect(read.map(([type, shown]) => [type, Number(shown)])).toEqual(
        values.map((value) => ["float", value]),
      );
    }
  });

  test("reads plain scalars as readYaml11 does", () => {
    const sources = [
      ...[
        "1",
        "0",
        "-1",
        "+1",
        "012",
        "0o14",
        "0x1F",
        "0b11",
        "1_000",
        "08",
        "1:30",
        "1.5",
        "1.",
        ".5",
      ],
      ...[
        "1e-3",
        "1e3",
        "1.0e-3",
        "1.0e3",
        "1.e+3",
        ".5e-2",
        "1E-05",
        "1.0E-05",
        "-1.5e+10",
        "1_0.5",
      ],
      ...[
        "yes",
        "No",
        "on",
        "OFF",
        "y",
        "true",
        "TRUE",
        "tRue",
        "null",
        "Null",
        "~",
        ".inf",
        "-.INF",
      ],
      ...["word", "1a", "--1", "+.5", "-.5", "0.", "00", "1e", "e1", "_1", "1__0", "+012", "-0b1"],
    ];
    const read = python(sources.map((text) => ({ text: `v: ${text}`, path: ["v"] })));
    const names = { number: ["int", "float"], string: ["str"], boolean: ["bool"] };
    for (const [i, source] of sources.entries()) {
      const [type, shown] = read[i] as [string, string];
      const ours = readYaml11(source);
      const expected = ours === null ? ["NoneType"] : names[typeof ours as keyof typeof names];
      expect([source, expected]).toEqual([source, expect.arrayContaining([type])]);
      if (typeof ours === "number" && Number.isFinite(ours)) {
        expect([source, Number(shown)]).toEqual([source, ours]);
      }
    }
  });
});

test("the spellings that PyYAML needs, without PyYAML", () => {
  expect(["1e-3", "1.0e3"].map(readYaml11)).toEqual(["1e-3", "1.0e3"]);
});
