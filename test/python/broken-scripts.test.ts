import { expect, test } from "vitest";
import { cli } from "../helpers/cli.ts";
import { describeWith } from "../helpers/needs.ts";
import { CLIENT_FOLDER, pythonWith } from "../helpers/python.ts";
import { scriptFile } from "./driver.ts";

const python = pythonWith();

/** A trainer whose step begins with these lines; `n` counts the steps. */
const script = (lines: string) => `
import sys, lr_finder
n, w, batches = 0, 3.0, iter(range(9))
def step(lr):
    global n, w
    n += 1
    ${lines}
    w -= lr * 2 * w
    return w * w
def put(value):
    global w, n
    w, n = value
lr_finder.serve(step, get_state=lambda: (w, n), set_state=put, evaluate=lambda: w * w,
    optimizer_name="sgd", batch_size=1, steps_per_epoch=50, parameter_count=1)`;

/** What `run` says of it. */
async function run(text: string) {
  const command = `'${python.path}' '${scriptFile(`import sys; sys.path.insert(0, ${JSON.stringify(CLIENT_FOLDER)})\n${text}`)}'`;
  const { code, out, err } = await cli(["run", "--trainer", command, "--json", "--quiet"]);
  const { suggestion } = JSON.parse(out === "" ? "{}" : out) as {
    suggestion?: { reason?: string; reasons: { message: string }[] };
  };
  return { code, err, reason: suggestion?.reason, first: suggestion?.reasons[0]?.message };
}

describeWith(python, "a script that breaks is told what broke, where, and what to do", () => {
  test.each([
    ["an exception", "if n == 7: raise ValueError('no rows left')", "ValueError: no rows left"],
    ["an exit", "if n == 7: sys.exit(3)", "the script ended itself inside its step"],
    ["no loss", "if n == 7: return None", "there is no loss: return it"],
    ["a loader that ends", "next(batches)", "batches = lr_finder.Loop(loader)"],
  ])("%s", async (_what, lines, says) => {
    const { code, reason, first } = await run(script(lines));
    expect({ code, reason }).toEqual({ code: 5, reason: "trainer-failed" });
    expect(first).toMatch(/^The trainer failed at step \d+ of 100, LR /);
    expect(first).toContain(says);
    // Two sentences never run together, and no frame of this package is among those that are told.
    expect(first).not.toMatch(/[^.]\.\.[^./]|lr_finder\/_/);
  });

  test("where, in the script's own file", async () => {
    const { first } = await run(script("if n == 7: raise ValueError('no rows left.')"));
    expect(first).toMatch(/ValueError: no rows left \(train\.py, line \d+, in step\)\. Command/);
  });

  test.each([["a tuple as loss", "return w * w, 3", "got a tuple of 2: return the loss alone"]])(
    "%s",
    async (_what, lines, says) => {
      const { code, first } = await run(script(lines));
      expect(code).toBe(5);
      expect(first).toContain(says);
      expect(first).toMatch(/Mend that first\.$/);
    },
  );

  test("a row that is not a number", async () => {
    const nan = "if n == 7: w = float('nan')";
    const { code, reason, first } = await run(script(nan));
    expect({ code, reason }).toEqual({ code: 3, reason: "loss-not-finite" });
    expect(first).toContain("Look at the data (NaN or infinite values in batch 7");
  });

  test("a script that never comes to serve", async () => {
    const { code, err } = await run("import lr_finder\nprint('trained')");
    expect(code).toBe(5);
    expect(err).toContain("serve(), which stands before the training loop");
  });
});
