import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { planSchedule } from "../../src/plan/index.ts";
import { parseResult } from "../../src/result/parse.ts";
import { cli, repoFile, temporaryFolder } from "../helpers/cli.ts";
import { describeWith } from "../helpers/needs.ts";
import { PYTHON_ENV, pythonWith } from "../helpers/python.ts";

const need = pythonWith();
const torchNeed = pythonWith("torch");
const FINDER = `'${process.execPath}' '${repoFile("dist/cli/main.js")}'`;

/** A log of a sweep whose loss falls and rises again, or does not react. */
async function resultOf(isFlat = false): Promise<string> {
  const log = join(temporaryFolder(), "log.csv");
  const rows = Array.from({ length: 90 }, (_, i) => {
    const lr = 10 ** (i / 15 - 5);
    const noise = Math.sin(i * 12.9898) / 50;
    return `${lr},${isFlat ? 1 : 2 - 1.5 / (1 + (0.003 / lr) ** 2) + (lr / 0.5) ** 3 + noise}`;
  });
  writeFileSync(log, `lr,loss\n${rows.join("\n")}\n`);
  const out = temporaryFolder();
  await cli(["analyze", log, "--out", out, "--optimizer", "adam", "--total-steps", "120"]);
  return join(out, "result.json");
}

function python(executable: string, file: string, script: string): unknown {
  const start = `import json, math, sys
from lr_finder import LrFinderError, Result
document = json.load(open(sys.argv[1]))
kept = ("version", "status", "suggestion", "plan", "methods", "sweep", "cost", "budget", "engine", "warnings")
result = Result({**{name: document[name] for name in kept}, "files": {"result": sys.argv[1], "report": None}})
`;
  const ended = spawnSync(executable, ["-c", start + script, file], {
    env: { ...PYTHON_ENV, LR_FINDER_COMMAND: FINDER },
    encoding: "utf8",
    cwd: temporaryFolder(),
  });
  if (ended.status !== 0) throw new Error(ended.stderr);
  return JSON.parse(ended.stdout);
}

describeWith(need, "a result in Python", () => {
  test("is the dict that it was, and has its parts by name", async () => {
    const file = await resultOf();
    const { suggestion } = parseResult(readFileSync(file, "utf8"), file);
    const told = python(
      need.path,
      file,
      `from collections.abc import Mapping
print(json.dumps([isinstance(result, Mapping), result.lr == result["suggestion"]["lr"] == result.suggestion.lr,
  result.suggestion.confidence, list(result.suggestion.range), result.suggestion.reason, json.loads(json.dumps(result)) == dict(result),
  result.suggestion.reasons[0].code, len(result.points())]))`,
    );
    if (!("lr" in suggestion)) throw new Error("nothing was found");
    const { confidence, range, reasons } = suggestion;
    expect(told).toEqual([true, true, confidence, range, null, true, reasons[0]?.code, 90]);
  });

  test("shows a curve of some kilobytes in a notebook, of any sweep", async () => {
    const script = `both = result._repr_mimebundle_()
import xml.dom.minidom
xml.dom.minidom.parseString(both["image/svg+xml"])
print(json.dumps([sorted(both), both["text/plain"], len(both["image/svg+xml"])]))`;
    const found = python(need.path, await resultOf(), script) as [string[], string, number];
    expect(found[0]).toEqual(["image/svg+xml", "text/plain"]);
    expect(found[1]).toMatch(
      /^LR 0\.\d+ \(0\.\d+ to 0\.\d+\), (high|medium|low) confidence that it is a good one\n/,
    );
    expect(found[2]).toBeLessThan(12_000);
    const none = python(need.path, await resultOf(true), script) as [string[], string, number];
    expect(none[1]).toMatch(/^No learning rate was found \(flat\)\.\nThe loss stayed at/);
    const many = `lrs = [10 ** (-6 + i / 20000) for i in range(100000)]
from lr_finder._curve_svg import Curve, draw
for losses in ([1.0] * 100000, [float("nan")] * 100000, [-1e300 * lr for lr in lrs], []):
    points = list(zip(lrs, losses))
    svg = draw(Curve(points, points, 0.01, (0.001, 0.1), "a < b & \\"c\\""))
    assert len(svg) < 12000, len(svg)
    import xml.dom.minidom; xml.dom.minidom.parseString(svg)
print("true")`;
    expect(python(need.path, await resultOf(), many)).toBe(true);
  });

  test("has the schedule of the plan, step by step, and after the run", async () => {
    const file = await resultOf();
    const { plan } = parseResult(readFileSync(file, "utf8"), file);
    if (plan === null) throw new Error("no plan");
    const lrAt = planSchedule(plan.schedule);
    const steps = [0, 1, 7, 60, 119, 120, 121, 5000];
    const script = `print(json.dumps([result.schedule(step) for step in ${JSON.stringify(steps)}]))`;
    expect(python(need.path, file, script)).toEqual(steps.map((step) => lrAt(step)));
    const refused = `try: result.schedule(0)
except LrFinderError as error: print(json.dumps([error.code, str(error)]))`;
    const [code, message] = python(need.path, await resultOf(true), refused) as [string, string];
    expect(code).toBe("flat");
    expect(message).toContain("no learning rate was found: The loss stayed at 1");
  });

  test("writes its report", async () => {
    const path = join(temporaryFolder(), "page.html");
    const script = `print(json.dumps(result.report(${JSON.stringify(path)})))`;
    expect(python(need.path, await resultOf(), script)).toBe(path);
    expect(statSync(path).size).toBeGreaterThan(1e6);
  });

  test("goes to Weights & Biases, Trackio, MLflow and TensorBoard, by their own calls", async () => {
    const script = `import types
calls = []
class Table:
    def __init__(self, columns, data): self.rows = len(data); self.columns = columns
class Frames:
    def __init__(self, dataframe): self.frame = dataframe
class Run:
    def log(self, values): calls.append(values)
Run.__module__ = "wandb.sdk"
def module(name, **parts):
    sys.modules[name] = types.ModuleType(name)
    vars(sys.modules[name]).update(parts)
    return sys.modules[name]
try: result.to_wandb()
except LrFinderError as error: calls.append(error.code)
module("trackio", Table=Frames, log=lambda values: calls.append(values))
module("pandas", DataFrame=lambda rows, columns: (len(rows), columns))
result.to_wandb()
module("wandb", Table=Table, run=Run())
result.to_wandb()
logged = {"params": {}, "metrics": [], "texts": [], "dicts": []}
module("mlflow", log_params=logged["params"].update, log_metric=lambda name, value, step: logged["metrics"].append((name, step)),
  log_text=lambda text, name: logged["texts"].append(name), log_dict=lambda value, name: logged["dicts"].append(name))
result.to_mlflow()
class Writer:
    scalars, texts = [], []
    def add_scalar(self, name, value, step): self.scalars.append((name, step))
    def add_text(self, name, text, step): self.texts.append(name)
result.to_tensorboard(Writer())
trackio, wandb = calls[1], calls[2]
print(json.dumps([calls[0], trackio["lr_finder/sweep"].frame, wandb["lr_finder/sweep"].rows, wandb["lr_finder/lr"] == result.lr,
  len(calls), sorted(logged["params"]), len(logged["metrics"]), logged["texts"], logged["dicts"], len(Writer.scalars), Writer.texts]))`;
    expect(python(need.path, await resultOf(), script)).toEqual([
      "no-run",
      [90, ["lr", "loss"]],
      90,
      true,
      3,
      ["confidence", "lr", "lr_high", "lr_low", "method", "schedule", "status"].map(
        (name) => `lr_finder.${name}`,
      ),
      180,
      ["lr_finder/curve.svg"],
      ["lr_finder/result.json"],
      181,
      ["lr_finder/suggestion"],
    ]);
  });
});

describeWith(torchNeed, "a result's schedule in PyTorch", () => {
  test("gives every group its share of the plan", async () => {
    const script = `import torch
first, second = (torch.nn.Parameter(torch.zeros(1)) for _ in range(2))
optimizer = torch.optim.SGD([{"params": [first], "lr": 0.001}, {"params": [second]}], lr=0.01)
scheduler = result.torch_scheduler(optimizer)
seen = []
for step in range(130):
    lrs = [group["lr"] for group in optimizer.param_groups]
    wanted = result.schedule(step)
    seen.append(max(abs(lrs[1] - wanted), abs(lrs[0] - wanted / 10)) <= 1e-12)
    optimizer.step()
    scheduler.step()
print(json.dumps(all(seen)))`;
    expect(python(torchNeed.path, await resultOf(), script)).toBe(true);
  });
});
