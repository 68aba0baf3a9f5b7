// What a module of the user's does wrong, said as its fault: the built program as a process of its own.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { parseResult } from "../../src/result/index.ts";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";

const LAYERS = pathToFileURL(
  repoFile("node_modules/@tensorflow/tfjs-layers/dist/tf-layers.node.js"),
).href;

const MODEL = `import tfl from ${JSON.stringify(LAYERS)};
export const model = () => tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [1] })] });
export const [optimizer, loss] = ["sgd", "meanSquaredError"];`;
const DATA = `export const data = { xs: [[1], [2], [3]], ys: [[1], [2], [3]] };`;

/** A trainer of its own, with what happens at a step. */
const trainer = (atStep: string) => `let [w, saved, steps] = [1, 1, 0];
export const trainer = {
  info: { optimizer: "sgd", batchSize: 1, stepsPerEpoch: 10, parameterCount: 1, engine: { name: "own", version: "1", why: "it is there" }, seed: 0 },
  async step(lr) {
    steps++;
    ${atStep}
    const loss = w * w;
    w -= lr * 2 * w;
    return { loss };
  },
  async snapshot() { saved = w; },
  async restore() { w = saved; },
  async close() {},
};`;

function run(code: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const folder = temporaryFolder();
  const module = join(folder, "m.mjs");
  const out = join(folder, "out");
  writeFileSync(module, code);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [repoFile("dist/cli/main.js"), "run", "--module", module, "--out", out, "--quiet", ...args],
    { encoding: "utf8", env: { ...process.env, ...env } },
  );
  return { status, stdout, stderr, out, module };
}

const GONE = "export const data = async () => { throw new Error('data went wrong') };";
const REJECTED = "export const data = Promise.reject(new Error('no network'));";

describe.each([
  ["a function", `${MODEL}\n${GONE}`, "`data` of m.mjs fails: data went wrong"],
  ["a promise", `${MODEL}\n${REJECTED}`, "`data` of m.mjs fails: no network"],
  [
    "a function that makes the model",
    `${DATA}\nexport const model = () => { throw new TypeError("layer exploded") };`,
    "`model` of m.mjs fails: layer exploded",
  ],
  [
    "a promise in a default export",
    `${MODEL}\nexport default { data: Promise.reject(new Error("no disk")) };`,
    "`data` of m.mjs fails: no disk",
  ],
])("%s that fails", (_, code, said) => {
  test("is named, with exit code 2, and its own line where it is asked for", () => {
    const plain = run(code);
    expect(plain.stderr).toContain(`error: ${said}`);
    expect(plain.stderr).not.toMatch(/fault of lr-finder|\n +at /);
    expect(plain.status).toBe(2);
    const { stderr } = run(code, [], { LR_FINDER_DEBUG: "1" });
    expect(stderr).toMatch(/caused by (Type)?Error: .*\n(.*\n)*? +at .*m\.mjs:\d+/);
  });
});

test.each([
  ["await new Promise(() => {});", /error: the loading of \/.*m\.mjs never comes to its end/],
  [`${MODEL}\nexport const data = new Promise(() => {});`, /error: `data` of m\.mjs never comes/],
  [
    "export default () => new Promise(() => {});",
    /error: `trainer` of m\.mjs never comes to its end/,
  ],
])("what never comes is named: %s", (code, said) => {
  const { status, stderr } = run(code);
  expect(stderr).toMatch(said);
  expect(status).toBe(2);
  const { stdout } = run(code, ["--json"]);
  expect(JSON.parse(stdout).error.code).toBe("never-settles");
});

test("a step that never comes is the trainer's fault", () => {
  const { status, stderr } = run(trainer("if (steps > 5) await new Promise(() => {});"));
  expect(stderr).toMatch(/error: the run waits for a promise that nothing is left to settle/);
  expect(status).toBe(5);
});

test.each([
  ["a promise that is dropped", 'if (steps === 20) void Promise.reject(new Error("boom"));'],
  ["a timer", 'if (steps === 20) setTimeout(() => { throw new Error("boom"); });'],
])("%s that fails in the middle: the result of what there is, and how to go on", (_, atStep) => {
  const slow = "await new Promise((done) => setTimeout(done, 1));";
  const { status, stderr, out } = run(trainer(`${atStep}\n${slow}`), ["--steps", "100"]);
  expect(stderr).toMatch(
    /error: the module .*m\.mjs fails, .* that nothing in it catches: boom; .*/,
  );
  expect(stderr).toContain(`--out ${out} --resume`);
  expect(stderr).not.toMatch(/\n +at /);
  expect(status).toBe(5);
  expect(existsSync(join(out, "result.json"))).toBe(true);
  const result = parseResult(readFileSync(join(out, "result.json"), "utf8"), "result.json");
  expect(result.sweep.stopReason).toBe("cancelled");
  expect(result.record.runs[0]?.losses.length).toBeGreaterThan(10);
});

test.each([[["--version"]], [["doctor"]]])("%s says that its own files are not there", (args) => {
  const { status, stderr } = spawnSync(process.execPath, [repoFile("dist/cli/main.js"), ...args], {
    encoding: "utf8",
    env: { ...process.env, LR_FINDER_RESOURCES: "/nowhere" },
  });
  expect(stderr).toMatch(
    /^error: LR_FINDER_RESOURCES is \/nowhere, and lr-finder's own package\.json/,
  );
  expect(stderr).not.toMatch(/\n +at /);
  expect(status).toBe(1);
});
