import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";
import { describeWith } from "../helpers/needs.ts";
import { PYTHON_ENV, pythonWith } from "../helpers/python.ts";
import { scriptFile } from "./driver.ts";

const need = pythonWith();

function run(script: string, cwd = temporaryFolder()) {
  const { stdout, stderr, status } = spawnSync(need.path, [scriptFile(script)], {
    cwd,
    env: {
      ...PYTHON_ENV,
      LR_FINDER_COMMAND: `'${process.execPath}' '${repoFile("dist/cli/main.js")}'`,
    },
    encoding: "utf8",
  });
  expect(stderr + (status === 0 ? "" : stdout)).not.toContain("Traceback");
  return JSON.parse(stdout);
}

const TABLE = repoFile("examples/logs/trainings.csv");

describeWith(need, "law and study from Python", () => {
  test("a file, a list of dicts and a DataFrame give the same law", () => {
    const found = run(`
import csv, json, lr_finder
rows = list(csv.DictReader(open(${JSON.stringify(TABLE)})))
class Frame:
    def to_csv(self, path, index):
        assert index is False
        open(path, "w").write(open(${JSON.stringify(TABLE)}).read())
at = {"batch_size": 512, "width": 256}
laws = [lr_finder.law(table, at=at, optimizer="adam") for table in (${JSON.stringify(TABLE)}, rows, Frame())]
print(json.dumps([[each.status, each.lr, each.interval80, each["status"]] for each in laws]))`);
    expect(found).toHaveLength(3);
    expect(new Set(found.map((each: unknown) => JSON.stringify(each))).size).toBe(1);
    expect(found[0][0]).toBe("found");
    expect(found[0][2][0]).toBeLessThan(found[0][1]);
  });

  test("columns, kinds and the schedule's length are handed on; without a point the reason is raised", () => {
    const found = run(`
import json, lr_finder
rows = [{"b": b, "rate": r, "nll": (i - j) ** 2 + 1.0, "opt": "adam"}
        for j, b in enumerate((8, 32, 128)) for i, r in enumerate((1e-3, 3e-3, 1e-2, 3e-2, 1e-1), -1)]
law = lr_finder.law(rows, lr="rate", loss="nll", factors={"b": "batch"}, at={"b": 256}, total_steps=900)
try:
    lr_finder.law(rows, lr="rate", loss="nll", factors=["b"]).lr
except lr_finder.LrFinderError as fault:
    why = [fault.code, str(fault)]
named = lr_finder.law(rows, lr="rate", loss="nll", factors={"b": "batch", "opt": "names"}, at={"b": 256})
print(json.dumps([law["factors"]["b"]["kind"], law["plan"]["schedule"]["totalSteps"], why,
                  [[names, each.status] for names, each in named.laws]]))`);
    expect(found[0]).toBe("batch");
    expect(found[1]).toBe(900);
    expect(found[2][0]).toBe("no-point");
    expect(found[3]).toEqual([[{ opt: "adam" }, "found"]]);
  });

  test("a study from a dict: measured once, summary with its law", () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, "data"));
    const found = run(
      `
import json, lr_finder
spec = {"version": 1, "name": "blobs", "data": ${JSON.stringify(repoFile("datasets/blobs.csv"))}, "target": "kind",
        "axes": {"batch": {"kind": "batch", "values": [16, 64]}}, "run": {"budget": "quick"}}
first = lr_finder.study(spec, out="study", workers=1)
again = lr_finder.study(spec, out="study", workers=1)
print(json.dumps([first["counts"], again["counts"]["done"], lr_finder.law("study").status]))`,
      cwd,
    );
    expect(found[0]).toMatchObject({ tasks: 2, done: 2, failed: 0 });
    expect(found[1]).toBe(2);
    expect(found[2]).toBe("none");
    expect(existsSync(join(cwd, "study", "results.csv"))).toBe(true);
  });
});
