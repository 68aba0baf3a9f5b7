// How long `lr-finder --version` takes against `node -e 0`: whole processes, in turn.
// Run: npm run build && npm run bench:startup [-- --quick] [--check]
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { target } from "../target.mjs";

const rounds = process.argv.includes("--quick") ? 5 : 30;
const main = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
const commands = { "node -e 0": ["-e", "0"], "lr-finder --version": [main, "--version"] };
const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));

for (let round = -2; round < rounds; round++) {
  for (const [name, args] of Object.entries(commands)) {
    const started = performance.now();
    const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
    if (status !== 0) throw new Error(`${name} ended with ${status}`);
    if (round >= 0) times[name].push(performance.now() - started);
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const ratios = times["lr-finder --version"].map((time, i) => time / times["node -e 0"][i]);
for (const [name, values] of Object.entries(times)) {
  console.log(`${name.padEnd(20)} median ${median(values).toFixed(1)} ms over ${rounds} rounds`);
}
target("lr-finder --version against node -e 0", median(ratios), { atMost: 2, unit: "x" });
