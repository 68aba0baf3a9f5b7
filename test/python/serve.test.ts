import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { describeWith } from "../helpers/needs.ts";
import { PYTHON_ENV, pythonWith } from "../helpers/python.ts";
import { drive, expectExactRestore, scriptFile } from "./driver.ts";
import { serving } from "./square.ts";

const pythonNeed = pythonWith();
const python = pythonNeed.path;

const STATE = "get_state=lambda: w, set_state=put";

describeWith(pythonNeed, "serve", () => {
  test("returns at once without a finder, and touches nothing", () => {
    const file = scriptFile(
      serving(`step, ${STATE}`, "import os; before = (os.fstat(0), os.fstat(1))") +
        'print("trained", step(0.25), (os.fstat(0), os.fstat(1)) == before)',
    );
    const { status, stdout } = spawnSync(python, [file], { env: PYTHON_ENV, encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "trained 9.0 True\n" });
  });

  test("says what it can do, steps, and ends with code 0", async () => {
    const trainer = drive(
      python,
      serving(`step, ${STATE}, evaluate=lambda: w[0], optimizer_name="sgd", batch_size=4,
        steps_per_epoch=5, parameter_count=1`),
    );
    expect(await trainer.read()).toEqual({
      lrf: "ready",
      protocol: 1,
      capabilities: ["evaluate", "restore"],
      info: { optimizer: "sgd", batchSize: 4, stepsPerEpoch: 5, parameterCount: 1 },
    });
    expect(await trainer.ask({ lrf: "step", lr: 0.25 })).toEqual({ lrf: "result", id: 1, loss: 9 });
    expect(await trainer.losses([0.25])).toEqual([2.25]);
    expect((await trainer.ask({ lrf: "evaluate" })).loss).toBe(0.75);
    expect(await trainer.close()).toBe(0);
    expect(trainer.errors).toBe("");
  });

  test("keeps everything else that is printed away from the protocol", async () => {
    const trainer = drive(
      python,
      serving(
        "noisy",
        `
import ctypes, os, subprocess, sys
libc = ctypes.CDLL(None)
def noisy(lr):
    print("from Python")
    os.write(1, b'{"lrf":"result","id":1,"loss":0}\\n')
    libc.puts(b"from C"); libc.fflush(None)
    subprocess.run([sys.executable, "-c", "print('from a child'); print(repr(input()) if False else '')"])
    assert sys.stdin.read() == ""
    return step(lr)
print("no line end", end="")`,
      ),
    );
    expect((await trainer.read()).lrf).toBe("ready");
    expect(await trainer.losses([0.25, 0.25])).toEqual([9, 2.25]);
    expect(await trainer.close()).toBe(0);
    expect(trainer.output).toEqual(["no line end"]);
    for (const words of ["from Python", '"loss":0', "from C", "from a child"]) {
      expect(trainer.errors.split(words)).toHaveLength(3);
    }
  });

  test("calls a step with the LR where it takes one", async () => {
    const forms: [string, number][] = [
      ["lambda lr: lr", 0.5],
      ["lambda lr=1.0: lr", 0.5],
      ["lambda learning_rate=1.0: learning_rate", 0.5],
      ["lambda *, _=0: 1", 1],
      ["functools.partial(lambda scale, lr: scale * lr, 4)", 2],
      ["type('T', (), {'step': lambda self, lr: lr})().step", 0.5],
      ["lambda batches=3: batches", 3],
      ["(7).__index__", 7],
    ];
    const trainers = forms.map(([step]) =>
      drive(
        python,
        `import functools, lr_finder\nlr_finder.serve(${step}, set_lr=lambda lr: None)`,
      ),
    );
    const losses = await Promise.all(
      trainers.map(async (trainer) => {
        await trainer.read();
        return (await trainer.losses([0.5]))[0];
      }),
    );
    expect(losses).toEqual(forms.map(([, loss]) => loss));
  });

  test("takes any number as a loss, finite or not", async () => {
    const forms: [string, number][] = [
      ["2", 2],
      ["True", 1],
      ["float('nan')", Number.NaN],
      ["float('inf')", Number.POSITIVE_INFINITY],
      ["-float('inf')", Number.NEGATIVE_INFINITY],
      ["-1e-320", -1e-320],
      ["{'loss': 0.1, 'other': 'x'}", 0.1],
      ["decimal.Decimal('0.25')", 0.25],
      ["fractions.Fraction(1, 3)", 1 / 3],
    ];
    const trainer = drive(
      python,
      `import decimal, fractions, lr_finder
forms = iter([${forms.map(([form]) => form).join(", ")}])
lr_finder.serve(lambda lr: next(forms))`,
    );
    await trainer.read();
    expect(await trainer.losses(forms.map(() => 1))).toEqual(forms.map(([, loss]) => loss));
  });

  test("answers what is no loss with an error, and goes on", async () => {
    const forms: [string, string][] = [
      ["lambda: None", "TypeError: there is no loss: return it, or a dict that has `loss`"],
      ["lambda: {'mse': 1}", "TypeError: there is no loss"],
      ["lambda: '0.5'", "TypeError: the loss must be a number, got '0.5'"],
      ["lambda: 1 / 0", "ZeroDivisionError: division by zero"],
      ["lambda: [1]", "TypeError"],
    ];
    const trainer = drive(
      python,
      `import lr_finder
forms = [${forms.map(([form]) => form).join(", ")}]
lr_finder.serve(lambda lr: forms.pop(0)() if lr == 1 else lr)`,
    );
    await trainer.read();
    for (const [, message] of forms) {
      const answer = await trainer.ask({ lrf: "step", lr: 1 });
      expect(answer.lrf).toBe("error");
      expect(answer.message).toContain(message);
      expect(await trainer.losses([0.5])).toEqual([0.5]);
    }
    expect(await trainer.close()).toBe(0);
    // Only what broke in the script's own lines has lines to show.
    expect(trainer.errors.split("Traceback")).toHaveLength(2);
    for (const [, message] of forms) expect(trainer.errors).toContain(message);
  });

  test("passes on skipped updates, with or without a loss", async () => {
    const trainer = drive(
      python,
      `import lr_finder
lr_finder.serve(lambda lr: {"skipped": lr > 1, **({} if lr > 2 else {"loss": lr})})`,
    );
    await trainer.read();
    expect(await trainer.ask({ lrf: "step", lr: 1 })).toEqual({ lrf: "result", id: 1, loss: 1 });
    expect(await trainer.ask({ lrf: "step", lr: 2 })).toMatchObject({ loss: 2, skipped: true });
    expect(await trainer.ask({ lrf: "step", lr: 3 })).toMatchObject({
      loss: Number.NaN,
      skipped: true,
    });
  });

  test("sets the LR by a callback and reports what it reads back", async () => {
    const trainer = drive(
      python,
      `import lr_finder
lr = [0.0]
def set_lr(value): lr[0] = min(value, 0.5)
lr_finder.serve(lambda: lr[0], set_lr=set_lr, get_lr=lambda: lr[0])`,
    );
    await trainer.read();
    expect(await trainer.ask({ lrf: "step", lr: 0.25 })).toMatchObject({ loss: 0.25, lr: 0.25 });
    expect(await trainer.ask({ lrf: "step", lr: 1 })).toMatchObject({ loss: 0.5, lr: 0.5 });
  });

  test("counts an accumulation window as one step with the mean loss", async () => {
    const trainer = drive(
      python,
      `import lr_finder
seen, updates = iter(range(100)), []
step = lr_finder.accumulate(lambda: next(seen), 4, lambda: updates.append(1))
lr_finder.serve(step, set_lr=lambda lr: None, evaluate=lambda: len(updates))`,
    );
    await trainer.read();
    expect(await trainer.losses([1, 1, 1])).toEqual([1.5, 5.5, 9.5]);
    expect((await trainer.ask({ lrf: "evaluate" })).loss).toBe(3);
  });

  test("restores state, random numbers and the position in an epoch, bit for bit", async () => {
    const script = (loader: string) => `
import random, lr_finder
lr_finder.seed()
own = random.Random(5)
class Shuffled:
    def __iter__(self): return iter(random.sample(range(7), 7))
batches = lr_finder.Loop(${loader})
w = [0.0]
def step(lr):
    w[0] += lr * next(batches) + random.random() + own.random()
    return w[0]
def put(value): w[:] = value
def held_out(): return w[0] + random.random()
lr_finder.serve(step, evaluate=held_out, get_state=lambda: w, set_state=put, also=[own])`;
    await expectExactRestore(drive(python, script("Shuffled()")));
    await expectExactRestore(drive(python, script("[1, 2, 3, 4, 5]")));
    await expectExactRestore(drive(python, script("range(100)")));
  });

  test("drawing random numbers to evaluate changes nothing for training", async () => {
    const script = serving(
      "lambda lr: random.random(), evaluate=lambda: random.random()",
      "import random; lr_finder.seed()",
    );
    const [one, two] = [drive(python, script), drive(python, script)];
    await Promise.all([one.read(), two.read()]);
    const plain = await one.losses([1, 1, 1]);
    const mixed = await two.losses([1]);
    await two.ask({ lrf: "evaluate" });
    mixed.push(...(await two.losses([1, 1])));
    expect(mixed).toEqual(plain);
  });

  test("takes the finder's seed", async () => {
    const script = serving("lambda lr: random.random()", "import random; lr_finder.seed(99)");
    const firsts = await Promise.all(
      ["1", "1", "2"].map(async (LR_FINDER_SEED) => {
        const trainer = drive(python, script, { LR_FINDER_SEED });
        await trainer.read();
        return (await trainer.losses([1]))[0];
      }),
    );
    expect(firsts[1]).toBe(firsts[0]);
    expect(firsts[2]).not.toBe(firsts[0]);
  });
});
