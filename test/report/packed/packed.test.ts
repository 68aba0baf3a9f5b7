import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scriptJson } from "../../../src/report/html/template.ts";
import { isBase85, toBase85 } from "../../../src/report/packed/base85.ts";
import { pointsCsv } from "../../../src/report/packed/csv.ts";
import { packNumbers, unpackNumbers } from "../../../src/report/packed/numbers.ts";
import { packResult, unpackResult } from "../../../src/report/packed/result.ts";
import { fromBase85 } from "../base85.ts";
import { healthyLoss, makeResult, probedResult, SCENES } from "../fixtures.ts";

test("base 85: what goes in comes out, and nothing could end a script", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = toBase85(bytes);
      expect(text).toMatch(/^[^<>&"'\\`]*$/);
      expect(isBase85(text)).toBe(true);
      expect([...fromBase85(text)]).toEqual([...bytes]);
    }),
  );
  // Four zero bytes, and the largest word: the ends of the range of five digits.
  expect(toBase85(new Uint8Array([0, 0, 0, 0]))).toBe("000000");
  expect(toBase85(new Uint8Array([255, 255, 255, 255]))).toBe("0%nSc0");
  expect(isBase85("0</script>")).toBe(false);
});

test("numbers keep every bit", () => {
  fc.assert(
    fc.property(fc.array(fc.double()), (values) => {
      expect(unpackNumbers(packNumbers(values))).toEqual(values);
    }),
  );
  expect(unpackNumbers(packNumbers(new Array(20_000).fill(0.1)))).toHaveLength(20_000);
});

test("numbers that rise by one, are all one, or are 32-bit floats take less room", () => {
  const steps = Array.from({ length: 1000 }, (_, i) => i + 7);
  expect(packNumbers(steps)).toBe("r7 1000");
  expect(unpackNumbers(packNumbers(steps))).toEqual(steps);
  const constant = new Array(740).fill(0.1);
  expect(packNumbers(constant)).toBe("s0.1 740");
  expect(unpackNumbers(packNumbers(constant))).toEqual(constant);
  const floats = [0.1, 0.7, 1e-30, Number.NaN, Number.NEGATIVE_INFINITY, -0].map(Math.fround);
  expect(packNumbers(floats)).toHaveLength(1 + 4 * Math.ceil((floats.length * 4) / 3));
  expect(unpackNumbers(packNumbers(floats))).toEqual(floats);
  for (const odd of [
    [-0, -0],
    [0, -0],
    [-0, 1],
    [Number.NaN, Number.NaN],
    [2 ** 53, 2 ** 53],
  ]) {
    expect(unpackNumbers(packNumbers(odd))).toEqual(odd);
  }
});

describe("a result", () => {
  test.each([
    ["healthy", SCENES.healthy()],
    ["repeats", SCENES.repeats()],
    ["ends in NaN", SCENES.nonFinite()],
    ["nothing", SCENES.empty()],
    ["probed", probedResult()],
  ])("%s: comes back whole through the page's JSON", (_, result) => {
    const packed = packResult(result);
    expect(unpackResult(packed)).toEqual(result);
    expect(packed.group).toBe(1);
  });

  test("a trial that ended in a loss without a value keeps it", () => {
    const result = probedResult();
    const [first, ...others] = result.probes;
    if (!first) throw new Error("no probe");
    const losses = [...first.losses.slice(0, -1), Number.NaN];
    const heldOut = [{ stepsDone: 1, loss: Number.POSITIVE_INFINITY }];
    const odd = { ...result, probes: [{ ...first, losses, heldOut }, ...others] };
    const json = scriptJson(packResult(odd)).toString();
    expect(unpackResult(JSON.parse(json))).toEqual(odd);
  });

  test("of more points than a page carries becomes means of neighbours, and says so", () => {
    const big = makeResult({ loss: healthyLoss, steps: 10 });
    const run = big.record.runs[0];
    if (!run) throw new Error("no run");
    const points = Array.from({ length: 500_000 }, (_, i) => i);
    const many = {
      ...run,
      stepIndices: points,
      lrs: points.map((i) => 1e-6 * 1.00001 ** i),
      losses: points.map((i) => (i % 2 === 0 ? 1 : 3)),
    };
    const packed = packResult({ ...big, record: { ...big.record, runs: [many] } });
    expect(packed.group).toBe(2);
    const back = unpackNumbers(packed.record.runs[0]?.losses ?? "");
    expect(back).toHaveLength(250_000);
    expect(new Set(back)).toEqual(new Set([2]));
  });
});

test("points as CSV: every step of every run, in full precision", () => {
  const { record, curve } = makeResult({
    loss: healthyLoss,
    seeds: [1, 2],
    steps: 12,
    heldOutEvery: 4,
  });
  const [head, ...lines] = pointsCsv(record.runs, curve).trimEnd().split("\n");
  expect(head).toBe("seed,step,lr,loss,held_out,smoothed,slope_per_decade");
  expect(lines).toHaveLength(24);
  const first = (lines[0] as string).split(",");
  const run = record.runs[0];
  expect(first.map(Number).slice(0, 4)).toEqual([1, 0, run?.lrs[0], run?.losses[0]]);
  expect(Number(first[4])).toBe(run?.heldOut[0]?.loss);
  expect(Number(first[5])).toBe(curve.smoothed[0]);
  expect((lines[1] as string).split(",")[4]).toBe("");
  expect(Number((lines[12] as string).split(",")[0])).toBe(2);
});
