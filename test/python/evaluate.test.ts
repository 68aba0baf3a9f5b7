// What a Python `evaluate` may return, and what the finder gets of it.
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { toJson } from "../../src/core/json.ts";
import { readLine } from "../../src/trainer/process/messages.ts";
import { describeWith } from "../helpers/needs.ts";
import { PYTHON_ENV, pythonWith } from "../helpers/python.ts";
import { drive } from "./driver.ts";
import { serving } from "./square.ts";

/**
 * What a trainer answers whose evaluations return these, one after the other, by what they return:
 * without what all answers have, and only the message of those that fail.
 */
async function told(python: string, returned: readonly string[], before = "") {
  const each = returned.map((value) => `lambda: ${value},`).join("\n");
  const evaluate = `${before}\nreturned = iter([\n${each}\n])`;
  const trainer = drive(python, serving("step, evaluate=lambda: next(returned)()", evaluate));
  await trainer.read();
  const answers: [string, unknown][] = [];
  for (const value of returned) {
    const { lrf, id, ...rest } = await trainer.ask({ lrf: "evaluate" });
    answers.push([value, lrf === "error" ? rest.message : rest]);
    expect(readLine(toJson({ lrf, id, ...rest }), "evaluate").kind).toBe("message");
  }
  expect(await trainer.close()).toBe(0);
  return Object.fromEntries(answers);
}

/** One row of the tables below: what is returned, and what is told of it. */
type Table = Readonly<Record<string, unknown>>;

async function expectTold(python: string, table: Table, before?: string): Promise<void> {
  expect(await told(python, Object.keys(table), before)).toEqual(table);
}

const says = (message: string) => expect.stringContaining(message);

const pythonNeed = pythonWith();

describeWith(pythonNeed, "evaluate may return", () => {
  const python = pythonNeed.path;

  test("a mean, the losses of the rows, or a dict of what is known", async () => {
    await expectTold(python, {
      "2.5": { loss: 2.5 },
      "{'loss': 2.5, 'accuracy': 0.5}": { loss: 2.5 },
      "{'loss': 2.5, 'count': None, 'losses': None}": { loss: 2.5 },
      "{'loss': 2.5, 'count': 7.0, 'standard_error': 0.25}": {
        loss: 2.5,
        count: 7,
        standardError: 0.25,
      },
      "[1, 2.0, 6]": { loss: 3, count: 3, losses: [1, 2, 6] },
      "(1, 2)": { loss: 1.5, count: 2, losses: [1, 2] },
      "{'losses': (x for x in [1, 2, 6])}": { loss: 3, count: 3, losses: [1, 2, 6] },
      "{'losses': [1, 2], 'loss': 1.50001}": { loss: 1.50001, count: 2, losses: [1, 2] },
      "[1, float('nan')]": { loss: Number.NaN, count: 2, losses: [1, Number.NaN] },
    });
  });

  test("more rows than an evaluation may tell: mean, count and standard error", async () => {
    await expectTold(python, {
      "[0.5] * 10000": { loss: 0.5, count: 10_000, losses: Array(10_000).fill(0.5) },
      // Squares around the mean 0.5: 20,000 quarters, over 19,999 and 20,000.
      "[0, 1] * 10000": {
        loss: 0.5,
        count: 20_000,
        standardError: expect.closeTo(Math.sqrt(5000 / 19_999 / 20_000), 12),
      },
      "[0, 1e200] * 10000": {
        loss: expect.any(Number),
        count: 20_000,
        standardError: Number.POSITIVE_INFINITY,
      },
    });
  });

  test("nothing else: what is wrong is said", async () => {
    await expectTold(python, {
      "[]": says("there are no `losses`: no row was evaluated"),
      None: says("there is no loss: return it, or a dict that has `loss`"),
      "{'count': 3}": says("there is no loss"),
      "['1', '2']": says("the loss must be a number, got '1'"),
      "[[1, 2], [3, 4]]": says("the loss must be one number, got a list of 2"),
    });
  });

  test("no bare list where Keras is loaded: it may be loss and metrics", async () => {
    const keras = "import sys, types; sys.modules['keras'] = types.ModuleType('keras')";
    const table = {
      "[0.7, 0.5]": says("return_dict=True"),
      "{'losses': [1, 2]}": { loss: 1.5, count: 2, losses: [1, 2] },
    };
    await expectTold(python, table, keras);
  });
});

describeWith(pythonNeed, "ranks of a distributed run", () => {
  test("what all tell alike is told, else the mean of their losses", () => {
    // Rank 0 of two, whose other one tells what is given.
    const script = `
import json
from lr_finder._answers import told_by_evaluate
from lr_finder._ranks import Ranks
class Dist:
    def all_gather_object(self, every, told, group): every[:] = [told, self.other]
ranks = Ranks()
ranks.size, ranks._dist, ranks._group = 2, Dist(), None
def joined(mine, other):
    ranks._dist.other = told_by_evaluate(other)
    return ranks.evaluation(told_by_evaluate(mine), False)
def shards(*told):
    mine, other = ({key: value for key, value in told_by_evaluate({**each, "shard": True}).items() if key != "shard"} for each in told)
    ranks._dist.other = other
    return ranks.evaluation(mine, True)
print(json.dumps([joined([1, 3], [1, 3]), joined([1, 3], [1, 4]), joined(1, 4), joined([1, 3], 2),
    shards({"losses": [1, 3]}, {"losses": [1, 3]}), shards({"losses": [2]}, {"losses": [1, 4, 5]}),
    shards({"loss": 1, "count": 3, "standard_error": 0.4}, {"loss": 5, "count": 1, "standard_error": 1.6}),
    shards({"loss": 1}, {"loss": 5})]))`;
    const options = { env: PYTHON_ENV, encoding: "utf8" } as const;
    const { stdout, stderr } = spawnSync(pythonNeed.path, ["-c", script], options);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual([
      { loss: 2, count: 2, losses: [1, 3] },
      { loss: 2.25 },
      { loss: 2.5 },
      { loss: 2 },
      // Rows of their own: alike or not, they are those of all.
      { loss: 2, count: 4, losses: [1, 3, 1, 3] },
      { loss: 3, count: 4, losses: [2, 1, 4, 5] },
      { loss: 2, count: 4, standardError: expect.closeTo(0.5, 9) },
      { loss: 3 },
    ]);
  });
});

const numpyNeed = pythonWith("numpy");

describeWith(numpyNeed, "arrays of numpy", () => {
  test("of one number, or one a row", async () => {
    const table = {
      "numpy.float32(2.5)": { loss: 2.5 },
      "numpy.array([2.5])": { loss: 2.5 },
      "numpy.array([1, 2, 6])": { loss: 3, count: 3, losses: [1, 2, 6] },
      "numpy.float32([0.5, 1])": { loss: 0.75, count: 2, losses: [0.5, 1] },
      "list(numpy.float32([0.5, 1]))": { loss: 0.75, count: 2, losses: [0.5, 1] },
      "{'losses': numpy.array([2.5])}": { loss: 2.5, count: 1, losses: [2.5] },
      "{'loss': numpy.float32(2.5), 'count': numpy.int64(3)}": { loss: 2.5, count: 3 },
      "numpy.ones((4, 2))": says("got shape (4, 2)"),
      "{'losses': numpy.ones((4, 1))}": says("one number a row, got shape (4, 1)"),
      "numpy.array([])": says("no row was evaluated"),
    };
    await expectTold(numpyNeed.path, table, "import numpy");
  });
});

const torchNeed = pythonWith("torch", "numpy");

describeWith(torchNeed, "tensors of torch", () => {
  test("of one number, or one a row", async () => {
    const rows = { loss: 0.75, count: 2, losses: [0.5, 1] };
    const table = {
      "torch.tensor(2.5, requires_grad=True)": { loss: 2.5 },
      "torch.tensor([0.5, 1], requires_grad=True)": rows,
      "torch.tensor([0.5, 1]).bfloat16()": rows,
      "[torch.tensor(0.5), torch.tensor(1.0)]": rows,
    };
    await expectTold(torchNeed.path, table, "import torch");
  });
});
