// What the machine's arithmetic gives at most to WebAssembly, on one thread: chains of products and sums on
// registers alone; and what a product of matrices gets of it.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Measures rates in GFLOP/s: `{ separate, fused?, product }`; the fastest of some short runs. */
export async function arithmeticMeter(dist) {
  const load = (file) =>
    import(pathToFileURL(resolve(dist, "trainer/tfjs/kernels/wasm", file)).href);
  const { encodeModule } = await load("assemble.js");
  const i = await load("instructions.js");
  const { assembleLoops } = await load("loops.js");
  const memory = new WebAssembly.Memory({ initial: 128 });
  new Float32Array(memory.buffer).fill(1);
  const compiled = (source) => {
    const bytes = encodeModule([source], false);
    if (!WebAssembly.validate(bytes)) return undefined;
    return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports.run;
  };
  const LANES = 4;
  const ROUNDS = 20_000;
  const chains = (values, body, operations) => {
    const f = new i.FunctionBuilder();
    const count = f.local();
    const factor = f.local("v128");
    const locals = Array.from({ length: values }, () => f.local("v128"));
    const run = compiled(
      f.build(
        "run",
        i.set(factor, i.load4(i.int(0))),
        locals.flatMap((local) => i.set(local, i.load4(i.int(16)))),
        i.repeat(count, i.int(ROUNDS), [...body(locals, factor), ...body(locals, factor)]),
        locals.flatMap((local, at) => i.store4(i.int(64 + 16 * at), i.get(local))),
      ),
    );
    return run && { run, operations: 2 * ROUNDS * LANES * operations };
  };
  // As a tile does it, without its loads: eight products, of four values and two factors that change, each
  // added to a sum of its own. Nothing could be left out, and all fits in 16 registers. A tile may do a little
  // better: its loads take the place of copies between registers.
  const separate = chains(
    14,
    ([one, other, ...rest], factor) => [
      ...i.set(one, i.mul4(i.get(one), i.get(factor))),
      ...i.set(other, i.add4(i.get(other), i.get(factor))),
      ...rest.slice(0, 8).flatMap((sum, at) => {
        const product = i.mul4(i.get(rest[8 + (at % 4)]), i.get(at < 4 ? one : other));
        return i.set(sum, i.add4(i.get(sum), product));
      }),
    ],
    18,
  );
  const fused = chains(
    12,
    (locals, factor) =>
      locals.flatMap((local) =>
        i.set(local, i.fusedMultiplyAdd4(i.get(local), i.get(factor), i.get(factor))),
      ),
    24,
  );
  const SIZE = 512;
  const { loops } = assembleLoops(memory);
  const [a, b, c, packed] = [1, 3, 5, 7].map((mebibytes) => mebibytes << 20);
  // As the kernel does it: 256 rows of b at a time.
  const multiply = () => {
    for (const from of [0, 256]) {
      loops.packColumns(packed, 256 * 32, b + from * SIZE * 4, SIZE * 4, 4, 256, SIZE);
      const left = a + from * 4;
      const sizes = [SIZE, 1, 256, SIZE, 24, from === 0 ? 1 : 0];
      loops.panels(left, SIZE * 4, 4, 0, packed, c, SIZE * 4, 0, 0, ...sizes);
    }
  };
  const product = { run: multiply, operations: 2 * SIZE ** 3 };
  const kinds = { separate, ...(fused && { fused }), product };
  return (runs) =>
    Object.fromEntries(
      Object.entries(kinds).map(([name, { run, operations }]) => {
        let rate = 0;
        for (let at = 0; at < runs; at++) {
          const started = performance.now();
          run();
          rate = Math.max(rate, operations / (performance.now() - started) / 1e6);
        }
        return [name, rate];
      }),
    );
}
