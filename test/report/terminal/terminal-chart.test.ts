import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildCurve } from "../../../src/curve/index.ts";
import { labelLine, lossTicks, lrTicks } from "../../../src/report/terminal/axes.ts";
import { createCanvas } from "../../../src/report/terminal/canvas.ts";
import { terminalChart } from "../../../src/report/terminal/index.ts";
import type { LossSources } from "../../../src/report/view/sources.ts";
import { explodingLoss, healthyLoss, makeResult, SCENES, sweepRuns } from "../fixtures.ts";

const plain = (_role: string, text: string) => text;

function sources(result = SCENES.healthy()): LossSources {
  const { record, curve, rules, suggestion } = result;
  return { runs: record.runs, curve, rules, recommended: "lr" in suggestion ? suggestion : null };
}

describe("the canvas", () => {
  test("has 2 x 4 dots a cell in braille", () => {
    const canvas = createCanvas(2, 1, true);
    expect([canvas.width, canvas.height]).toEqual([4, 4]);
    // Unicode's own numbering of the dots: 1 2 3 7 down the left, 4 5 6 8 down the right.
    for (let y = 0; y < 4; y++) canvas.dot(0, y, "raw");
    canvas.dot(3, 0, "raw");
    canvas.dot(3, 3, "raw");
    expect(canvas.rows(plain)).toEqual(["\u2847\u2888"]);
  });

  test("shows only the highest layer of a cell and paints neighbours together", () => {
    const canvas = createCanvas(3, 1, true);
    canvas.dot(0, 0, "raw");
    canvas.dot(1, 3, "smoothed");
    canvas.dot(1, 2, "raw");
    canvas.dot(2, 3, "smoothed");
    expect(canvas.rows((role, text) => `<${role} ${text}>`)).toEqual(["<smoothed \u2880\u2840> "]);
  });

  test("draws lines with both ends, columns behind what is there, and nothing outside", () => {
    const canvas = createCanvas(5, 3, false);
    canvas.line(0, 0, 4, 2, "smoothed");
    canvas.column(2, "|", "pick");
    canvas.dot(-1, 0, "raw");
    canvas.dot(5, 3, "raw");
    canvas.dot(Number.NaN, 1, "raw");
    expect(canvas.rows(plain)).toEqual(["* |  ", " **  ", "  |**"]);
  });
});

describe("axes", () => {
  test("powers of ten get labels, as many as fit", () => {
    const at = (log10: number) => Math.round((log10 + 6) * 10);
    expect(lrTicks([-6, 0], at, 61).map(({ label }) => label)).toEqual([
      "1e-6",
      "1e-5",
      "1e-4",
      "1e-3",
      "1e-2",
      "1e-1",
      "1e0",
    ]);
    expect(lrTicks([-6, 0], at, 21).map(({ label }) => label)).toEqual(["1e-6", "1e-3", "1e0"]);
    expect(lrTicks([-2.9, -2.1], at, 60)).toEqual([]);
  });

  test("labels stand below their ticks and never overlap", () => {
    const ticks = [
      { cell: 0, label: "1e-6" },
      { cell: 2, label: "1e-5" },
      { cell: 12, label: "1e-4" },
      { cell: 19, label: "1e0" },
    ];
    expect(labelLine(ticks, 20)).toBe("1e-6      1e-4   1e0");
  });

  test("losses have no more digits than their axis needs", () => {
    const labels = (range: [number, number]) => lossTicks(range, 11).map(({ label }) => label);
    expect(labels([0, 2.2])).toEqual(["2.1", "1.1", "0.1"]);
    expect(labels([2.25, 2.2501])[0]).toBe("2.250095");
    expect(labels([-1e9, 1e9])[0]).toBe("9.1e+8");
  });
});

describe("the chart", () => {
  test("fits its width, names the pick and the axis, and stands on its own lines", () => {
    const text = terminalChart(sources(), { columns: 90, lines: 12 });
    const rows = text.split("\n");
    expect(rows.pop()).toBe("");
    expect(rows).toHaveLength(12 + 3);
    expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(90);
    expect(rows[0]).toContain("LR 0.0021");
    expect(rows[0]).toContain("0.0009 to 0.0048");
    expect(rows.at(-1)?.split(/\s+/).filter(Boolean)).toEqual([
      "1e-6",
      "1e-5",
      "1e-4",
      "1e-3",
      "1e-2",
      "1e-1",
      "1e0",
    ]);
    // The LR axis is 2.1e-3 of [1e-6, 1e0]: 55 % of the way across.
    const row = rows[1] as string;
    const edge = row.indexOf("┤");
    const share = (row.indexOf("│") - edge - 1) / (90 - edge - 2);
    expect(share).toBeGreaterThan(0.54);
    expect(share).toBeLessThan(0.57);
    expect(rows.at(-2)).toMatch(/━━━/);
  });

  test("without Unicode is pure ASCII and means the same", () => {
    const text = terminalChart(sources(), { columns: 60, unicode: false });
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    for (const mark of ["|", ".", "*", "="]) expect(text).toContain(mark);
  });

  test("puts the highest smoothed loss above the lowest", () => {
    const rows = terminalChart(sources(), { columns: 80, unicode: false }).split("\n");
    const stars = rows.flatMap((row, y) =>
      [...row].flatMap((each, x) => (each === "*" && y > 0 ? [{ x, y }] : [])),
    );
    const first = stars.reduce((a, b) => (b.x < a.x ? b : a));
    const lowest = stars.reduce((a, b) => (b.y > a.y ? b : a));
    expect(first.y).toBeLessThan(lowest.y);
    expect(first.x).toBeLessThan(lowest.x);
  });

  test("says so when there is nothing to draw", () => {
    expect(terminalChart(sources(SCENES.empty()))).toBe(
      "No finite loss was recorded, so there is nothing to draw.\n",
    );
  });

  test("a sweep that still runs keeps the whole axis", () => {
    const runs = sweepRuns({ loss: healthyLoss }).map((run) => ({
      ...run,
      lrs: run.lrs.slice(0, 30),
      losses: run.losses.slice(0, 30),
    }));
    const running = { runs, curve: buildCurve(runs), rules: {}, recommended: null };
    const text = terminalChart(running, { columns: 80, unicode: false, lrRange: [1e-6, 1] });
    expect(text).toContain("1e0");
    const drawn = text
      .split("\n")
      .slice(1, -3)
      .map((row) => row.length);
    expect(Math.max(...drawn)).toBeLessThan(40);
  });

  test("takes losses of any sign and size, any width, and a wall of 1e30", () => {
    const exploding = makeResult({ loss: explodingLoss });
    expect(terminalChart(sources(exploding), { columns: 1 }).split("\n")[5]?.length).toBeLessThan(
      31,
    );
    const numbers = fc.double({ noDefaultInfinity: true });
    fc.assert(
      fc.property(
        fc.array(numbers, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 200 }),
        (losses, columns) => {
          const lrs = losses.map((_, i) => 1e-5 * 1.3 ** i);
          const runs = [
            {
              ...(sweepRuns({
                loss: healthyLoss,
                steps: 10,
              })[0] as (typeof exploding.record.runs)[0]),
              lrs,
              losses,
            },
          ];
          const text = terminalChart(
            { runs, curve: buildCurve(runs), rules: {}, recommended: null },
            { columns },
          );
          expect(Math.max(...text.split("\n").map((row) => row.length))).toBeLessThanOrEqual(
            Math.max(58, columns),
          );
        },
      ),
      { numRuns: 100, seed: 3 },
    );
  });
});
