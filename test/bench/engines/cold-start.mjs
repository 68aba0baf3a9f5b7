// A 100-step sweep of a dense model on 10,000 images of digits, whole process from cold start to printed
// suggestion: lr-finder (wasm, native) against a plain PyTorch script with torch-lr-finder's rule.
// lr-finder also writes journal, result and HTML report, which the script does not.
// Run: npm run build && node test/bench/engines/cold-start.mjs [--quick] [--check] [--dist DIR]
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { notMeasured, target } from "../target.mjs";
import { pythonWithTorch, row, startEngineLane, summary } from "./lanes.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    dist: { type: "string", default: here("../../../dist") },
  },
});
const ROUNDS = options.quick ? 1 : 9;
const folder = mkdtempSync(join(tmpdir(), "lr-cold-start-"));
const [images, labels] = digits();
const python = pythonWithTorch();
const lane = await startEngineLane("native", options.dist);
lane?.close();

const lrFinder = (engine) => () => {
  const out = join(folder, "run");
  rmSync(out, { recursive: true, force: true });
  const words =
    `run --budget quick --evaluate-every 0 --model mlp:256,128 --batch-size 64 --no-stop --quiet --engine ${engine}`.split(
      " ",
    );
  const given = ["--data", images, "--labels", labels, "--out", out];
  return execFileSync(process.execPath, [join(options.dist, "cli/main.js"), ...words, ...given]);
};
const programs = {
  wasm: lrFinder("wasm"),
  ...(lane && { native: lrFinder("native") }),
  ...(python && { PyTorch: () => execFileSync(python, [here("cold_start.py"), images, labels]) }),
};
const TARGETS = { wasm: 2, native: 1 };

const times = {};
const printed = {};
const loadBefore = loadavg()[0];
try {
  // The first round fills the file cache.
  for (let round = options.quick ? 0 : -1; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(programs)) {
      const started = performance.now();
      printed[name] = String(run()).trim();
      if (round >= 0) times[name] = [...(times[name] ?? []), performance.now() - started];
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const load = `${loadBefore.toFixed(1)} to ${loadavg()[0].toFixed(1)}`;
console.log(`Load of the machine ${load}. Seconds from cold start to printed suggestion:\n`);
row("program", "median", "fastest", "rounds", "LR", "against PyTorch (fastest)");
row("---", "--:", "--:", "--:", "--:", "--:");
const base = times.PyTorch && summary(times.PyTorch);
for (const [name, values] of Object.entries(times)) {
  const { median, fastest, count } = summary(values);
  const ratio = base && median / base.median;
  row(
    name,
    (median / 1000).toFixed(2),
    (fastest / 1000).toFixed(2),
    count,
    Number(printed[name]).toPrecision(2),
    base ? `${ratio.toFixed(2)}x (${(fastest / base.fastest).toFixed(2)}x)` : "not measured",
  );
}

console.log();
for (const [name, atMost] of Object.entries(TARGETS)) {
  const figure = `${name} against PyTorch`;
  if (base === undefined) notMeasured(figure, "there is no PyTorch here");
  else if (times[name] === undefined) notMeasured(figure, "the engine is not on this machine");
  else target(figure, summary(times[name]).median / base.median, { atMost, unit: "x" });
}

/** MNIST's test images where they are, else images of the same size with a pattern for each class. */
function digits() {
  const known = ["images-idx3", "labels-idx1"].map((part) =>
    here(`../../../../shared/data/mnist-t10k-${part}-ubyte.gz`),
  );
  if (known.every((path) => existsSync(path))) return known;
  const [count, side] = [10_000, 28];
  const pixels = Buffer.alloc(16 + count * side * side);
  const classes = Buffer.alloc(8 + count);
  for (const [i, value] of [0x803, count, side, side].entries()) pixels.writeUInt32BE(value, 4 * i);
  for (const [i, value] of [0x801, count].entries()) classes.writeUInt32BE(value, 4 * i);
  let state = 1;
  for (let i = 0; i < count; i++) {
    classes[8 + i] = i % 10;
    for (let p = 0; p < side * side; p++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const bright = (p + (i % 10) * 71) % 97 < 20 ? 160 : 0;
      pixels[16 + i * side * side + p] = bright + (state >>> 26);
    }
  }
  const paths = [join(folder, "images-idx3-ubyte"), join(folder, "labels-idx1-ubyte")];
  writeFileSync(paths[0], pixels);
  writeFileSync(paths[1], classes);
  return paths;
}
