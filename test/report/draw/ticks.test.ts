import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { labelWidth, type TickedAxis, ticksOf } from "../../../src/report/draw/ticks.ts";

/** A label as it reads: what is raised stands behind `^`. */
const labels = (axis: TickedAxis) =>
  ticksOf(axis).major.map(({ text, power }) => (power === "" ? text : `${text}^${power}`));

const across = (from: number, to: number): TickedAxis => ({
  range: [Math.log10(from), Math.log10(to)],
  log: true,
  upright: false,
  pixels: 700,
});

describe("ticks of a log axis across", () => {
  test.each([
    { from: 12.7, to: 80.6, wanted: ["20", "50"] },
    { from: 6.35, to: 40.3, wanted: ["10", "20"] },
    { from: 1e-6, to: 1, wanted: ["10^−6", "10^−5", "10^−4", "10^−3", "10^−2", "0.1", "1"] },
  ])("between $from and $to", ({ from, to, wanted }) => {
    expect(labels(across(from, to)).map((each) => each.replace("10^−1", "0.1"))).toEqual(wanted);
  });

  test("has two labels at least, and none that touch, wherever it begins and however long it is", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -8, max: 8, noNaN: true }),
        fc.double({ min: 0.4, max: 12, noNaN: true }),
        fc.constantFrom(240, 320, 620, 920),
        (from, decades, pixels) => {
          const { major } = ticksOf({
            range: [from, from + decades],
            log: true,
            upright: false,
            pixels,
          });
          const places = major.map(({ at }) => ((at - from) / decades) * pixels);
          expect(major.length).toBeGreaterThan(1);
          for (const [i, place] of places.slice(1).entries()) {
            const [a, b] = [major[i], major[i + 1]];
            if (!a || !b) throw new Error("no tick at a place");
            expect(place - (places[i] ?? 0)).toBeGreaterThan((labelWidth(a) + labelWidth(b)) / 2);
          }
        },
      ),
    );
  });
});

describe("ticks at values", () => {
  test("stand at each of them and are written as tables write them", () => {
    const axis = { ...across(10, 1e5), values: [16, 64, 1024, 16384] };
    expect(labels(axis)).toEqual(["16", "64", "1,024", "16,384"]);
    expect(ticksOf(axis).major[1]?.at).toBeCloseTo(Math.log10(64), 12);
    expect(labels({ ...across(0.01, 1), separators: ",.", values: [0.05, 0.25] })).toEqual([
      "0,05",
      "0,25",
    ]);
    expect(labels({ ...across(1e9, 1e12), values: [1e9, 6.45e10] })).toEqual([
      "1×10^9",
      "6.45×10^10",
    ]);
  });

  test("that would touch have no label, but the first and the last do", () => {
    const axis = { ...across(1, 100), pixels: 240, values: [15, 16, 17, 45, 90, 96] };
    expect(labels(axis)).toEqual(["15", "45", "96"]);
    expect(ticksOf(axis).minor.map((at) => Math.round(10 ** at))).toEqual([16, 17, 90]);
  });

  test("give way to round ones where fewer than two are in view", () => {
    expect(labels({ ...across(12, 30), values: [16, 64] })).toEqual(labels(across(12, 30)));
  });
});
