import { describe, expect, test } from "vitest";
import type { Trial } from "../../../src/contract/index.ts";
import { compare } from "../../../src/report/compare/index.ts";
import { coinciding, commonFrame, comparedLines } from "../../../src/report/compare/lines.ts";
import { lineStyles, overlayFigure } from "../../../src/report/compare/overlay-figure.ts";
import { decidingTrials, liesOnRise } from "../../../src/report/view/deciding.ts";
import { triedFigure } from "../../../src/report/view/tried-figure.ts";
import type { Result } from "../../../src/result/types.ts";
import { wordsOf } from "../../../src/words/index.ts";
import { grid, resultOf } from "./results.ts";

const en = wordsOf("en");

function drawn(results: readonly Result[]) {
  const comparison = compare(results);
  const lines = comparedLines(results, comparison);
  const frame = commonFrame(lines);
  return { lines, frame, figure: overlayFigure(comparison, lines, frame, en) };
}

/** A probe that ended at a loss. */
function probe(lr: number, loss: number): Trial {
  return {
    label: `probe at ${lr}`,
    purpose: { kind: "probe", lr },
    peakLr: lr,
    seed: 0,
    plannedSteps: 2,
    lrs: [lr, lr],
    losses: [2, loss],
    heldOut: [{ stepsDone: 2, loss }],
    stopReason: "completed",
    stopDetail: "",
  };
}

/** A result whose LR was chosen by probes; the minimum of its curve is near 0.03. */
function probed(lr: number, name = "probed"): Result {
  const result = resultOf({ name, lr });
  if (!("lr" in result.suggestion)) throw new Error("no suggestion");
  const suggestion = { ...result.suggestion, method: "probes" };
  const probes = [probe(lr / 3, 0.5), probe(lr, 0.1), probe(lr * 3, 0.7)];
  return { ...result, status: "found", suggestion, probes } as Result;
}

describe("looks", () => {
  test.each([2, 4, 6, 8, 18])("of %i results all differ, whatever they differ in", (n) => {
    for (const results of [grid(n), Array.from({ length: n }, () => resultOf())]) {
      const { styles } = lineStyles(compare(results));
      expect(new Set(styles.map(({ color, dash }) => `${color} ${dash}`)).size).toBe(n);
    }
  });

  test("of up to six differ in colour and in dash", () => {
    const { styles } = lineStyles(compare(Array.from({ length: 6 }, () => resultOf())));
    expect(new Set(styles.map(({ color }) => color)).size).toBe(6);
    expect(new Set(styles.map(({ dash }) => dash)).size).toBe(6);
  });
});

describe("labels", () => {
  const at = (createdAt: string, setup: Parameters<typeof resultOf>[0] = {}) => ({
    ...resultOf(setup),
    createdAt,
  });
  const labels = (results: readonly Result[]) => compare(results).rows.map(({ label }) => label);

  test("say what differs between those of one name, and nothing of the others", () => {
    const epochs = (name: string, value: number) => resultOf({ name, options: { epochs: value } });
    expect(labels([epochs("a", 20), epochs("run", 20), epochs("run", 40)])).toEqual([
      "a",
      "run · epochs 20",
      "run · epochs 40",
    ]);
    const budget = (value: string) => resultOf({ options: { budget: value } });
    expect(labels([budget("quick"), budget("full")])).toEqual(["budget quick", "budget full"]);
  });

  test("say when results of the same settings were made", () => {
    expect(labels([at("2026-01-02T10:00:00Z"), at("2026-01-02T11:30:05Z")])).toEqual([
      "digits · 10:00:00",
      "digits · 11:30:05",
    ]);
    expect(labels([at("2026-01-02T10:00:00Z"), at("2026-01-03T10:00:00Z")])).toEqual([
      "digits · 2026-01-02 10:00:00",
      "digits · 2026-01-03 10:00:00",
    ]);
  });
});

describe("curves that lie on each other", () => {
  const results = [resultOf(), resultOf(), resultOf({ optimizer: "sgd", shift: -1 })];

  test("are found", () => {
    const { lines, frame } = drawn(results);
    expect(coinciding(lines, frame)).toEqual([[0, 1]]);
  });

  test("are drawn in widths that show all of them, and said", () => {
    const { figure } = drawn(results);
    const curves = figure.data.filter(({ mode }) => mode === "lines");
    const widths = curves.map(({ line }) => line?.width as number);
    expect(widths[0]).toBeGreaterThan((widths[1] as number) + 2);
    expect(widths[1]).toBe(widths[2]);
    expect(figure.notes.join(" ")).toContain(
      "the first of them the widest: adam (1) and adam (2).",
    );
  });
});

describe("an LR that trainings chose", () => {
  test("is told to lie where the curve rises, and there alone", () => {
    const risen = drawn([probed(0.3), resultOf({ name: "read off" })]);
    expect(risen.figure.notes.join(" ")).toContain("The learning rate of probed lies where");
    const falling = drawn([probed(2e-3), resultOf({ name: "read off" })]);
    expect(falling.figure.notes.join(" ")).not.toContain("lies where");
    const { curve } = resultOf();
    expect([2e-3, 0.3].map((lr) => liesOnRise(curve, lr))).toEqual([false, true]);
  });

  test("is told to have ended lower there only where it did", () => {
    const [lower, chosen, higher] = [probe(0.1, 0.5), probe(0.3, 0.1), probe(0.9, 0.7)] as const;
    const notes = (probes: readonly Trial[]) =>
      drawn([{ ...probed(0.3), probes: [...probes] }, resultOf()]).figure.notes.join(" ");
    const ended = "ended lower there than at any lower one tried";
    expect(notes([lower, chosen, higher])).toContain(ended);
    const beside = [probe(0.1, 0.5), probe(0.25, 0.3), probe(0.8, 0.1)];
    expect(notes(beside)).toContain("ended lower next to it than at any lower one tried");
    const [worse, alone] = [notes([probe(0.1, 0.05), chosen, higher]), notes([chosen, higher])];
    for (const text of [worse, alone]) {
      expect(text).toContain("The learning rate of probed lies where the curve has risen");
      expect(text).not.toContain("ended lower");
    }
    expect(worse).toContain("another learning rate came lower than the chosen one of probed");
    expect(alone).not.toContain("another learning rate came lower");
  });

  test("does not lie on a rise where the curve falls, though it began lower still", () => {
    const { curve } = resultOf();
    const { lrs, startLoss } = curve;
    // Begins below its minimum, is up at its start's loss after a decade and falls from there.
    const least = curve.smoothed[curve.minimumIndex] as number;
    const smoothed = curve.smoothed.map((loss, i) => {
      const share = Math.min(1, Math.log10((lrs[i] as number) / (lrs[0] as number)));
      return share < 1 ? least - 0.1 + share * (startLoss - least + 0.1) : loss;
    });
    const low = { ...curve, smoothed, minimumIndex: 0 };
    expect([3e-6, 1e-3, 2e-3, 0.3].map((lr) => liesOnRise(low, lr))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    const noisy = { ...curve, standardError: curve.lrs.map(() => startLoss) };
    expect(liesOnRise(noisy, 0.3)).toBe(false);
  });

  test("has what the trainings came to below, with the chosen one marked", () => {
    const { figure } = drawn([probed(0.3), resultOf({ name: "read off" })]);
    const below = figure.data.filter(({ yaxis }) => yaxis === "y2");
    expect(below[0]).toMatchObject({ x: [0.1, 0.3, 0.9], y: [0.5, 0.1, 0.7] });
    expect(below[1]).toMatchObject({ x: [0.3], y: [0.1] });
    expect(figure.layout.yaxis2).toBeDefined();
    expect(drawn([resultOf()]).figure.layout.yaxis2).toBeUndefined();
  });

  test("is measured from its own best where losses cannot be compared: never below 0", () => {
    const other = probed(2e-3, "other data");
    const { lines, figure } = drawn([
      probed(0.3),
      { ...other, data: other.data && { ...other.data, digest: "f".repeat(64) } },
    ]);
    const below = figure.data.filter(({ yaxis, mode }) => yaxis === "y2" && mode !== "markers");
    const { startLoss, smoothed, minimumIndex } = probed(0.3).curve;
    const drop = startLoss - (smoothed[minimumIndex] as number);
    const rounded = (value: number) => Number(value.toPrecision(9));
    expect(lines[0]?.tried.map(({ loss }) => rounded(loss))).toEqual(
      [0.4, 0, 0.6].map((above) => rounded(above / drop)),
    );
    expect(below).toHaveLength(2);
    expect(below.flatMap(({ y }) => y).every((y) => y !== null && y >= 0)).toBe(true);
    expect(figure.layout.yaxis2?.title.text).toBe("Above its best");
    expect(figure.layout.yaxis2?.range?.[0]).toBeLessThan(0);
    expect(figure.notes.join(" ")).toContain("above the best of their own result (0)");
  });

  test("has them in the report too: finished ones of the kind that chose", () => {
    const result = probed(0.3);
    const broke = { ...probe(3, Number.NaN), stopReason: "diverged" as const };
    const all = { ...result, probes: [...result.probes, broke, probe(0.3, 0.3)] };
    const losses = decidingTrials(all).map(({ lr, trainings }) => [
      lr,
      ...trainings.map(({ loss }) => loss),
    ]);
    expect(losses).toEqual([
      [0.3 / 3, 0.5],
      [0.3, 0.1, 0.3],
      [0.3 * 3, 0.7],
    ]);
    expect(decidingTrials(resultOf())).toEqual([]);
    const figure = triedFigure(all, en);
    const marks = figure?.data.find(({ mode }) => mode === "markers");
    expect(marks?.y).toEqual([0.5, 0.1, 0.3, 0.7]);
    expect(triedFigure(resultOf(), en)).toBeNull();
  });
});
