import { expect, it } from "vitest";
import { signed, unsigned } from "../../../../src/trainer/tfjs/kernels/wasm/assemble.ts";
import { assembleLoops } from "../../../../src/trainer/tfjs/kernels/wasm/loops.ts";

// Examples from the DWARF 4 specification, figures 22 and 23.
it("encodes LEB128 numbers", () => {
  expect([2, 127, 128, 129, 130, 12857].map(unsigned)).toEqual([
    [2],
    [127],
    [0x80, 1],
    [0x81, 1],
    [0x82, 1],
    [0x80 + 57, 100],
  ]);
  expect([2, -2, 127, -127, 128, -128, 129, -129].map(signed)).toEqual([
    [2],
    [0x7e],
    [0x80 + 127, 0],
    [0x80 + 1, 0x7f],
    [0x80, 1],
    [0x80, 0x7f],
    [0x80 + 1, 1],
    [0x80 + 127, 0x7e],
  ]);
});

it("assembles loops over the memory it is given, also a shared one", () => {
  for (const shared of [false, true]) {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared });
    const floats = new Float32Array(memory.buffer);
    floats.set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assembleLoops(memory).loops.sumRows(80, 0, 20, 2);
    expect(Array.from(floats.slice(20, 26))).toEqual([7, 9, 11, 13, 15, 0]);
  }
});

it("packs columns with zeros up to eight, from either layout", () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const floats = new Float32Array(memory.buffer);
  floats.set([1, 2, 3, 4, 5, 6]);
  floats.fill(99, 100, 116);
  const { loops } = assembleLoops(memory);
  loops.packPanel(400, 0, 12, 4, 2, 3);
  expect(Array.from(floats.slice(100, 116))).toEqual([
    1, 2, 3, 0, 0, 0, 0, 0, 4, 5, 6, 0, 0, 0, 0, 0,
  ]);
  loops.packPanel(400, 0, 4, 8, 2, 3);
  expect(Array.from(floats.slice(100, 116))).toEqual([
    1, 3, 5, 0, 0, 0, 0, 0, 2, 4, 6, 0, 0, 0, 0, 0,
  ]);
});

it("adds to a tile or sets it, and writes nothing outside its rows", () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const floats = new Float32Array(memory.buffer).fill(7);
  const { tiles4, tiles6 } = assembleLoops(memory).loops;
  const cases = [tiles4, tiles6].flatMap((tiles) => [0, 1].map((fresh) => [tiles, fresh] as const));
  for (const [tiles, fresh] of cases) {
    floats.set([1, 2, 3, 4, 5], 0);
    floats.fill(1, 100, 108);
    floats.fill(10, 200, 240);
    tiles(0, 4, 0, 0, 400, 800, 32, 5, 1, 1, fresh);
    const values = fresh ? [1, 2, 3, 4, 5] : [11, 12, 13, 14, 15];
    const expected = values.flatMap((value) => new Array<number>(8).fill(value));
    expect(Array.from(floats.slice(200, 240))).toEqual(expected);
    expect(Array.from(floats.slice(240, 260))).toEqual(new Array(20).fill(7));
    expect(floats[199]).toBe(7);
  }
});
