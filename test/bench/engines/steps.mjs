// One training step on every engine and on PyTorch with one thread: times, ratios, targets.
// Every lane is a process of its own; all of them take turns in one run, so that whatever else the
// machine does meets all alike.
// Run: npm run build && node test/bench/engines/steps.mjs [--quick] [--check] [--dist DIR]
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { notMeasured, target } from "../target.mjs";
import { row, startEngineLane, startPyTorch, summary } from "./lanes.mjs";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    dist: { type: "string", default: fileURLToPath(new URL("../../../dist", import.meta.url)) },
  },
});
const { quick } = options;
const MODELS = {
  dense: { rounds: quick ? 4 : 60, steps: 5, warmUp: quick ? 20 : 60, plainRounds: quick ? 1 : 20 },
  // A step of it in plain JS takes a quarter of a minute, so that takes few turns.
  cnn: { rounds: quick ? 2 : 40, steps: 3, warmUp: quick ? 3 : 10, plainRounds: quick ? 0 : 3 },
};
const TARGETS = [
  ["dense", "stock wasm", "wasm", { atLeast: 5 }],
  ["cnn", "plain JS", "wasm", { atLeast: 150 }],
  ["cnn", "wasm", "PyTorch", { atMost: 5 }],
  ["dense", "native", "PyTorch", { atMost: 1.2 }],
  ["cnn", "native", "PyTorch", { atMost: 1.2 }],
];

const lanes = {
  "stock wasm": await startEngineLane("stock wasm", options.dist),
  wasm: await startEngineLane("wasm", options.dist),
  native: await startEngineLane("native", options.dist),
  "plain JS": await startEngineLane("cpu", options.dist),
  PyTorch: await startPyTorch(),
};
const loadBefore = loadavg()[0];
const results = {};
for (const [model, { rounds, steps, warmUp, plainRounds }] of Object.entries(MODELS)) {
  const times = {};
  const failed = plainRounds === 0 ? { "plain JS": "left out by --quick" } : {};
  // The first round warms up, which plain JS skips.
  for (let round = -1; round < rounds; round++) {
    for (const [name, lane] of Object.entries(lanes)) {
      const plain = name === "plain JS";
      if (lane === undefined || failed[name] !== undefined) continue;
      if (plain && (round < 0 || round >= plainRounds)) continue;
      const taken = await lane.run(model, plain ? 1 : round < 0 ? warmUp : steps);
      if (taken.failed !== undefined) failed[name] = taken.failed;
      else if (round >= 0) times[name] = [...(times[name] ?? []), ...taken];
    }
  }
  results[model] = { times, failed };
}
for (const lane of Object.values(lanes)) lane?.close();

const load = `${loadBefore.toFixed(1)} to ${loadavg()[0].toFixed(1)}`;
console.log(`Load of the machine ${load}. Milliseconds a step, batch 64:\n`);
row("model", "engine", "median", "fastest", "steps");
row("---", "---", "--:", "--:", "--:");
for (const [model, { times, failed }] of Object.entries(results)) {
  for (const [name, lane] of Object.entries(lanes)) {
    const version = lane?.ready.version;
    const label = version === undefined ? name : `${name} ${version}`;
    if (times[name] === undefined) {
      row(model, label, failed[name] ?? "not on this machine", "", "");
    } else {
      const { median, fastest, count } = summary(times[name]);
      row(model, label, median.toFixed(2), fastest.toFixed(2), count);
    }
  }
}
console.log("\nRatios of medians (of fastest steps), against the targets:\n");
for (const [model, slow, fast, wanted] of TARGETS) {
  const { times } = results[model];
  const name = `${model}, ${slow} / ${fast}`;
  const missing = [slow, fast].find((lane) => times[lane] === undefined);
  if (missing !== undefined) {
    notMeasured(name, `no step of ${missing}`);
    continue;
  }
  const [a, b] = [summary(times[slow]), summary(times[fast])];
  const best = (a.fastest / b.fastest).toFixed(2);
  target(`${name} (fastest ${best}x)`, a.median / b.median, { ...wanted, unit: "x" });
}
