import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";
import { describeWith } from "../helpers/needs.ts";
import { PYTHON_ENV, pythonWith } from "../helpers/python.ts";

const need = pythonWith("torch", "numpy");

interface Told {
  readonly status?: string;
  readonly lr?: number;
  readonly steps?: number;
  readonly files?: Record<string, string | null>;
  readonly raised?: string;
  readonly message?: string;
  readonly code?: string;
  readonly interrupted?: readonly (readonly [number, boolean])[];
  readonly seconds: number;
  /** Weights, gradients, modes, slots, groups, random states: those of before. */
  readonly same: boolean;
  readonly left: number;
  readonly after: readonly number[];
  /** What it wrote to stderr. */
  readonly errors: string;
}

/** Runs a case of `lr_find_case.py` in a folder of its own. */
async function tell(name: string, env: Record<string, string> = {}): Promise<Told> {
  const script = repoFile("test/fixtures/python/lr_find_case.py");
  const finder = `'${process.execPath}' '${repoFile("dist/cli/main.js")}'`;
  const child = spawn(need.path, [script, name], {
    cwd: temporaryFolder(),
    env: { ...PYTHON_ENV, LR_FINDER_COMMAND: finder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (text) => {
    out += text;
  });
  child.stderr.on("data", (text) => {
    err += text;
  });
  await new Promise((resolve) => child.once("close", resolve));
  if (out === "") throw new Error(err);
  return { ...JSON.parse(out), errors: err };
}

describeWith(need, "lr_find", { timeout: 240_000 }, () => {
  let told: Promise<Told> | undefined;
  /** What training goes on with where nothing was looked for. */
  const untouched = async () => {
    told ??= tell("none");
    return (await told).after;
  };

  test.each([
    ["plain", 150],
    ["own_step", 150],
    ["dicts", 100],
    ["repeats", 200],
    ["workers", 100],
  ])("%s: finds a learning rate, and leaves everything as it was", async (name, most) => {
    const told = await tell(name);
    expect(told).toMatchObject({ same: true, left: 1, after: await untouched() });
    expect(told.status).toBe("found");
    expect(told.lr).toBeGreaterThan(1e-5);
    expect(told.steps).toBeGreaterThan(20);
    expect(told.steps).toBeLessThanOrEqual(most);
    expect(told.files).toEqual({ result: null, report: null });
  });

  test.each([
    ["raising", "ValueError", null, /^a fault of the user$/],
    [
      "dying",
      "LrFinderError",
      "finder-ended",
      /ended with code 9 before there was a result: .*out of memory/,
    ],
    ["hanging", "LrFinderError", "finder-hangs", /asked nothing for 1 s/],
    ["refused", "LrFinderError", "bad-option", /`steps` must be/],
    ["misspelt", "LrFinderError", "bad-option", /unknown option `stepz`/],
    ["iterator", "TypeError", null, /`loader` is an iterator/],
    ["empty", "ValueError", null, /`loader` has no batches/],
    ["endless", "TypeError", null, /give `steps_per_epoch`, or `total_steps`/],
    ["stranger", "ValueError", null, /`optimizer` holds none of the parameters of `model`/],
    ["stubborn", "LrFinderError", "finder-hangs", /asked nothing for 1 s/],
    // In the words of this interface: no flag of the command line, and what is asked for here.
    ["unjudged", "ValueError", null, /^(?!.*(?<![\w-])--[a-z]).*`val_loader=` or `evaluate=`/s],
  ])("%s: raises it, and leaves everything as it was", async (name, raised, code, message) => {
    const told = await tell(name);
    expect(told).toMatchObject({
      raised,
      code,
      same: true,
      left: 1,
      after: await untouched(),
    });
    expect(told.message).toMatch(message);
    // It was asked to be quiet, and what it would say is raised.
    expect(told.errors).toBe("");
    expect(told.seconds).toBeLessThan(60);
  });

  test("interrupted at any place, it leaves everything as it was", async () => {
    const seconds = [0, 0.02, 0.1, 0.3, 0.6, 0.8, 1, 1.2];
    const told = await tell("interrupted", { LR_FIND_SECONDS: JSON.stringify(seconds) });
    expect(told.interrupted).toEqual(seconds.map((each) => [each, true]));
    expect(told.after).toEqual(await untouched());
  });
});
