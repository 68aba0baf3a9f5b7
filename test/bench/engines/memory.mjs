// Memory over 2,000 training steps of the dense model: tensors, their bytes, and the process.
// Run: npm run build && node test/bench/engines/memory.mjs [--quick] [--check] [--dist DIR]
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { target } from "../target.mjs";
import { row, startEngineLane } from "./lanes.mjs";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    dist: { type: "string", default: fileURLToPath(new URL("../../../dist", import.meta.url)) },
  },
});
const STEPS = options.quick ? 60 : 2000;
const mib = (bytes) => (bytes / 2 ** 20).toFixed(1);
console.log(`Before and after ${STEPS} steps of the dense model:\n`);
row("engine", "tensors", "MiB in tensors", "MiB of the process", "tensors constant");
row("---", "--:", "--:", "--:", "---");
const constants = {};
for (const engine of ["wasm", "native"]) {
  const lane = await startEngineLane(engine, options.dist);
  if (lane === undefined) {
    row(engine, "not on this machine", "", "", "");
    continue;
  }
  // The first half grows whatever is kept for reuse; what counts is that the second does not.
  await lane.run("memory", STEPS / 2);
  const { before, after } = await lane.run("memory", STEPS);
  lane.close();
  const pair = (of) => `${of(before)} to ${of(after)}`;
  const constant = before.tensors === after.tensors && before.tensorBytes === after.tensorBytes;
  row(
    engine,
    pair(({ tensors }) => tensors),
    pair(({ tensorBytes }) => mib(tensorBytes)),
    pair(({ residentBytes }) => mib(residentBytes)),
    constant ? "yes" : "NO",
  );
  constants[engine] = constant;
}
console.log();
for (const [engine, constant] of Object.entries(constants)) {
  target(`tensors that ${engine} keeps`, constant ? 0 : 1, { atMost: 0, digits: 0 });
}
