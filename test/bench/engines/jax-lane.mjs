// Child process of the benches: the dense model of engine-lane.mjs in jax-js, on its wasm backend.
// Argument: the file that `@jax-js/jax` resolves to. Speaks like engine-lane.mjs.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [file] = process.argv.slice(2);
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const {
  init,
  defaultDevice,
  jit,
  nn,
  numpy: np,
  valueAndGrad,
} = await import(pathToFileURL(file).href);
await init("wasm");
defaultDevice("wasm");
const { version } = JSON.parse(readFileSync(new URL("../package.json", pathToFileURL(file))));
say({ version });

const SIZES = [784, 256, 128, 10];
let state = 1;
/** Numbers from -0.5 to 0.5, the same in every run. */
const numbers = (count) =>
  Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });

function loss(parameters, x, y) {
  let h = x;
  for (let layer = 0; layer < 3; layer++) {
    h = np.dot(h, parameters[2 * layer]).add(parameters[2 * layer + 1]);
    if (layer < 2) h = nn.relu(h);
  }
  return np.mean(np.sum(nn.logSoftmax(h).mul(y), -1)).mul(-1);
}

const made = {};
for await (const line of createInterface({ input: process.stdin })) {
  const [name, steps] = line.split(" ");
  const [kind, batch = "64"] = name.split(":");
  if (kind !== "dense") {
    say({ failed: "not written for it" });
    continue;
  }
  made[name] ??= trainer(Number(batch));
  const times = [];
  for (let step = 0; step < Number(steps); step++) {
    const started = performance.now();
    made[name]();
    times.push(performance.now() - started);
  }
  say(times);
}

function trainer(rows) {
  let parameters = SIZES.slice(1).flatMap((columns, layer) => [
    np
      .array(numbers(SIZES[layer] * columns))
      .mul(0.1)
      .reshape([SIZES[layer], columns]),
    np.zeros([columns]),
  ]);
  const step = jit((given, x, y) => {
    const [value, gradients] = valueAndGrad(loss)(
      given.map((array) => array.ref),
      x,
      y,
    );
    return [value, given.map((array, at) => array.sub(gradients[at].mul(0.01)))];
  });
  const xs = numbers(rows * SIZES[0]);
  const ys = new Float32Array(rows * 10);
  for (let row = 0; row < rows; row++) ys[row * 10 + (row % 10)] = 1;
  return () => {
    const x = np.array(xs).reshape([rows, SIZES[0]]);
    const y = np.array(ys).reshape([rows, 10]);
    const [value, next] = step(parameters, x, y);
    parameters = next;
    // Reading waits for everything that was asked for before.
    for (const array of parameters) array.ref.dataSync();
    return value.js();
  };
}
