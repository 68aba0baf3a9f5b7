// One training step on every engine, on other versions of Node.js, and on PyTorch and jax-js: times, ratios,
// targets; and how much of the machine's arithmetic a product of matrices gets.
// Every lane is a process of its own; all of them take turns in one run, so that whatever else the
// machine does meets all alike.
// Run: npm run build && node test/bench/engines/steps.mjs [--quick] [--check] [--dist DIR] [--node PROGRAM]...
// Each --node adds a version of Node.js; JAX_JS names a folder in which @jax-js/jax is installed.
import { spawnSync } from "node:child_process";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { notMeasured, target } from "../target.mjs";
import { row, startEngineLane, startJax, startPyTorch, summary } from "./lanes.mjs";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    node: { type: "string", multiple: true, default: [] },
    dist: { type: "string", default: fileURLToPath(new URL("../../../dist", import.meta.url)) },
  },
});
const { quick } = options;
const MODELS = {
  dense: { rounds: quick ? 4 : 40, steps: 5, warmUp: quick ? 20 : 60, plainRounds: quick ? 1 : 20 },
  "dense:256": { rounds: quick ? 2 : 20, steps: 5, warmUp: quick ? 10 : 60, plainRounds: 0 },
  // A step of it in plain JS takes a quarter of a minute, so that takes few turns.
  cnn: { rounds: quick ? 2 : 25, steps: 4, warmUp: quick ? 3 : 20, plainRounds: quick ? 0 : 3 },
};
const others = options.node.map((program) => ({
  program,
  version: String(spawnSync(program, ["--version"]).stdout).trim(),
}));
const newest = others.at(-1)?.version;
const wasm = (version) => (version === undefined ? "wasm" : `wasm, Node.js ${version}`);
/** Steps at the beginning of each turn that are not counted: caches, and the cores of a lane's threads, are cold. */
const WAKING = 5;
const two = (name) => `${name}, 2 threads`;
const best = wasm(newest);
const TARGETS = [
  ["dense", "stock wasm", "wasm", { atLeast: 5 }],
  ["cnn", "plain JS", "wasm", { atLeast: 150 }],
  ["dense", best, "PyTorch", { atMost: 1.6 }],
  ["dense", two(best), two("PyTorch"), { atMost: 1.6 }],
  ["cnn", best, "PyTorch", { atMost: 0.9 }],
  ["dense:256", best, two(best), { atLeast: 1.6 }],
  ["cnn", best, two(best), { atLeast: 1.6 }],
  ["dense", "native", "PyTorch", { atMost: 1 }],
  ["cnn", "native", "PyTorch", { atMost: 1.2 }],
];

const start = (engine, threads, node) => startEngineLane(engine, options.dist, { threads, node });
const lanes = {
  "stock wasm": await start("stock wasm", 1),
  wasm: await start("wasm", 1),
  [two("wasm")]: await start("wasm", 2),
};
for (const { program, version } of others) {
  lanes[wasm(version)] = await start("wasm", 1, program);
  lanes[two(wasm(version))] = await start("wasm", 2, program);
}
Object.assign(lanes, {
  native: await start("native"),
  "plain JS": await start("cpu"),
  PyTorch: await startPyTorch(1),
  [two("PyTorch")]: await startPyTorch(2),
  "jax-js": await startJax(),
});
const loadBefore = loadavg()[0];
const results = {};
for (const [model, { rounds, steps, warmUp, plainRounds }] of Object.entries(MODELS)) {
  const times = {};
  const failed = plainRounds === 0 ? { "plain JS": "left out" } : {};
  // The first round warms up, which plain JS skips.
  for (let round = -1; round < rounds; round++) {
    for (const [name, lane] of Object.entries(lanes)) {
      const plain = name === "plain JS";
      if (lane === undefined || failed[name] !== undefined) continue;
      if (plain && (round < 0 || round >= plainRounds)) continue;
      const again = plain ? 0 : WAKING;
      const taken = await lane.run(model, plain ? 1 : round < 0 ? warmUp : again + steps);
      if (taken.failed !== undefined) failed[name] = taken.failed;
      else if (round >= 0) times[name] = [...(times[name] ?? []), ...taken.slice(again)];
    }
  }
  results[model] = { times, failed };
}
const rates = {};
const lanesOfLoops = Object.keys(lanes).filter((name) => /^wasm(?!.*threads)/.test(name));
for (let round = 0; round < (quick ? 2 : 40); round++) {
  for (const name of lanesOfLoops) {
    const measured = await lanes[name].run("limit", 5);
    rates[name] ??= {};
    for (const [kind, rate] of Object.entries(measured)) {
      rates[name][kind] = Math.max(rates[name][kind] ?? 0, rate);
    }
  }
}
for (const lane of Object.values(lanes)) lane?.close();

const load = `${loadBefore.toFixed(1)} to ${loadavg()[0].toFixed(1)}`;
console.log(`Load of the machine ${load}. Milliseconds a step, batch 64 where none is named:\n`);
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
console.log(
  "\nGFLOP/s at most, on one thread: products and sums on registers, and 512 x 512 x 512:\n",
);
row("engine", "separate", "fused", "product", "share");
row("---", "--:", "--:", "--:", "--:");
for (const [name, { separate, fused, product }] of Object.entries(rates)) {
  const share = product / (fused ?? separate);
  const numbers = [separate, fused, product].map((rate) => rate?.toFixed(1) ?? "cannot");
  row(name, ...numbers, share.toFixed(2));
}
console.log();
for (const [name, { separate, fused, product }] of Object.entries(rates)) {
  const figure = `${name}: share of the arithmetic limit`;
  target(figure, product / (fused ?? separate), { atLeast: fused === undefined ? 0.85 : 0.75 });
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
