import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parseResult } from "../../src/result/index.ts";
import { repoFile } from "../helpers/cli.ts";

const all = mkdtempSync(join(tmpdir(), "lr-finder-"));
afterAll(() => rmSync(all, { recursive: true }));
/** A folder that stays until all of these tests, which run side by side, are over. */
const newFolder = () => mkdtempSync(join(all, "f"));

interface Ended {
  readonly code: number | null;
  readonly err: string;
  readonly result: ReturnType<typeof parseResult>;
}

/** In a process of its own, which has no module of an earlier run in it. */
async function run(out: string, args: readonly string[]): Promise<Ended> {
  const command = [repoFile("dist/cli/main.js"), "run", "--out", out, ...args];
  const child = spawn(process.execPath, command, { stdio: ["ignore", "ignore", "pipe"] });
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const [code] = await once(child, "close");
  const file = join(out, "result.json");
  expect([0, 2, 3], err).toContain(code);
  return { code, err, result: parseResult(readFileSync(file, "utf8"), file) };
}

/** Runs a job, cuts its journal after the first sweep, changes something, and resumes. */
async function resumedAfter(
  args: readonly string[],
  change: () => void,
  edit: (header: Record<string, unknown>) => void = () => {},
): Promise<{ whole: Ended; resumed: Ended }> {
  const out = join(newFolder(), "out");
  const whole = await run(out, args);
  const journal = join(out, "journal.jsonl");
  const [first = "", ...lines] = readFileSync(journal, "utf8").split("\n");
  const header = JSON.parse(first) as Record<string, unknown>;
  edit(header);
  const end = lines.findIndex((line) => line.includes('"run-end"'));
  const kept = [JSON.stringify(header), ...lines.slice(0, end + 1), ""];
  writeFileSync(journal, kept.join("\n"));
  change();
  return { whole, resumed: await run(out, [...args, "--resume"]) };
}

const short = ["--steps", "30", "--budget", "quick", "--engine", "cpu", "--epochs", "20"];

/** A module whose model and data have no seed of their own, in several files. */
function randomModule() {
  const folder = newFolder();
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write("scale.mjs", "export const K = 1;\n");
  write("noise.json", '{"noise":0.1}\n');
  write(
    "data.mjs",
    `import { readFileSync } from "node:fs";
import { K } from "./scale.mjs";
const { noise } = JSON.parse(readFileSync(new URL("./noise.json", import.meta.url)));
const rows = Array.from({ length: 60 }, () => [Math.random(), Math.random()]);
export const data = {
  xs: rows,
  ys: rows.map(([a, b]) => [K * (a - b) + noise * Math.random()]),
};
`,
  );
  const layers = import.meta.resolve("@tensorflow/tfjs-layers");
  write(
    "model.mjs",
    `import { layers, sequential } from ${JSON.stringify(layers)};
export { data } from "./data.mjs";
export const model = sequential({ layers: [layers.dense({ inputShape: [2], units: 1 })] });
export const optimizer = "sgd";
export const loss = "meanSquaredError";
`,
  );
  return { file: join(folder, "model.mjs"), write };
}

/** A trainer of one number, driven in another process. */
function processTrainer(restores: boolean, noise = "0") {
  const file = join(newFolder(), "train.mjs");
  const write = (scale: number) =>
    writeFileSync(
      file,
      `import { createInterface } from "node:readline";
let at = 3;
let saved = at;
const say = (message) => console.log(JSON.stringify(message));
const info = { optimizer: "sgd", batchSize: 1, stepsPerEpoch: 10, parameterCount: 1 };
const capabilities = ${JSON.stringify(restores ? ["restore"] : [])};
say({ lrf: "ready", protocol: 1, capabilities, info });
for await (const line of createInterface({ input: process.stdin })) {
  const { lrf, id, lr } = JSON.parse(line);
  if (lrf === "close") break;
  if (lrf === "snapshot") saved = at;
  if (lrf === "restore") at = saved;
  if (lrf !== "step") say({ lrf: "ok", id });
  else {
    say({ lrf: "result", id, loss: ${scale} * at * at + ${noise} });
    at -= lr * 2 * at;
  }
}
`,
    );
  write(1);
  return { args: ["--trainer", `node ${file}`, "--steps", "20", "--epochs", "20"], write };
}

const timeless = ({ result }: Ended) => {
  const { createdAt: _createdAt, cost, files: _files, ...rest } = result;
  return { ...rest, cost: { ...cost, seconds: 0 } };
};

describe.concurrent("a resumed run", () => {
  test("of a module without seeds is the same run: --seed seeds its weights and data", async () => {
    const { file } = randomModule();
    const { whole, resumed } = await resumedAfter(
      [...short, "--module", file, "--seed", "3"],
      () => {},
    );
    expect(timeless(resumed)).toEqual(timeless(whole));
    const other = await run(join(newFolder(), "out"), [...short, "--module", file, "--seed", "4"]);
    expect(other.result.record.runs[0]?.losses).not.toEqual(whole.result.record.runs[0]?.losses);
  });

  test.each([
    ["the module", "model.mjs", "// another line\n", /model\.mjs was changed\. One/],
    [
      "a file that it imports",
      "scale.mjs",
      "export const more = 1;\n",
      /scale\.mjs was changed\. One/,
    ],
    ["a file that it reads", "noise.json", "  ", null],
    [
      "what is in that file",
      "noise.json",
      null,
      /: the first batch differs; the held-out rows differ\. One/,
    ],
  ])("is refused where %s has changed", async (_what, name, added, message) => {
    const { file, write } = randomModule();
    const text =
      added === null ? '{"noise":5}' : readFileSync(join(file, "..", name), "utf8") + added;
    const { resumed } = await resumedAfter([...short, "--module", file], () => write(name, text));
    expect(resumed.code).toBe(message === null ? 0 : 2);
    if (message !== null) expect(resumed.err).toMatch(message);
  });

  test.each([true, false])(
    "of a trainer in another process is compared by its first losses (it restores: %s)",
    async (restores) => {
      const { args, write } = processTrainer(restores);
      const same = await resumedAfter(args, () => {});
      expect(same.resumed.code).toBe(0);
      expect(timeless(same.resumed)).toEqual(timeless(same.whole));
      const other = await resumedAfter(args, () => write(1.001));
      expect(other.resumed.code).toBe(2);
      expect(other.resumed.err).toMatch(
        /its loss at step 0 \(LR .*\) is 9\.009 now and 9 there, and it repeats itself exactly/,
      );
    },
  );

  test("of a trainer that repeats itself only so well is compared as well as that", async () => {
    const noisy = processTrainer(true, "1e-3 * Math.random()");
    const same = await resumedAfter(noisy.args, () => {});
    expect(same.resumed.code).toBe(0);
    const { resumed } = await resumedAfter(noisy.args, () => noisy.write(2));
    expect(resumed.err).toMatch(/is 18.* now and 9.* there, and its own repeats differ by/);
  });

  test("of an older version, whose journal says nothing of the model, is warned of", async () => {
    const { file, write } = randomModule();
    const { resumed } = await resumedAfter(
      [...short, "--module", file],
      () => write("scale.mjs", "export const K = 1; // the same\n"),
      (header) => {
        delete header.identity;
      },
    );
    expect(resumed.result.warnings.map(({ code }) => code)).toContain("resumed-unchecked");
    expect(resumed.err).toContain("could not be checked");
  });

  test("of data with a saved model is refused where its weights have changed", async () => {
    const folder = newFolder();
    const data = join(folder, "table.csv");
    const rows = Array.from({ length: 80 }, (_, i) => `${i % 9},${(i * 7) % 5},${i % 9}.5`);
    writeFileSync(data, `a,b,y\n${rows.join("\n")}\n`);
    const weights = (first: number) =>
      writeFileSync(join(folder, "w.bin"), Buffer.from(new Float32Array([first, 0.5]).buffer));
    await import("@tensorflow/tfjs-backend-cpu");
    const { sequential, layers } = await import("@tensorflow/tfjs-layers");
    const dense = layers.dense({ inputShape: [2], units: 1, useBias: false });
    await sequential({ layers: [dense] }).save({
      async save({ modelTopology, weightSpecs }) {
        const weightsManifest = [{ paths: ["w.bin"], weights: weightSpecs }];
        writeFileSync(
          join(folder, "model.json"),
          JSON.stringify({ modelTopology, weightsManifest }),
        );
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
      },
    });
    weights(1);
    const args = [...short, "--data", data, "--target", "y", "--task", "regression"];
    const { resumed } = await resumedAfter([...args, "--model", join(folder, "model.json")], () =>
      weights(2),
    );
    expect(resumed.code).toBe(2);
    expect(resumed.err).toContain("the initial weights differ");
  });
});
