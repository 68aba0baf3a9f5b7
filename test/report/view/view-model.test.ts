import { describe, expect, test } from "vitest";
import type { Figure, JsonObject } from "../../../src/report/view/figure-types.ts";
import { PALETTES } from "../../../src/report/view/palette.ts";
import { viewModel } from "../../../src/report/view/view-model.ts";
import { HOSTILE, healthyLoss, makeResult, SCENES } from "../fixtures.ts";

const scenes = Object.entries(SCENES);

function figure(figures: readonly Figure[], id: string): Figure {
  const found = figures.find((each) => each.id === id);
  if (!found) throw new Error(`no figure ${id}`);
  return found;
}

function trace({ data }: Figure, name: string): JsonObject {
  const found = data.find((each) => each.name === name);
  if (!found) throw new Error(`no trace ${name}`);
  return found;
}

function roles(value: unknown, key = ""): string[] {
  if (typeof value === "string")
    return key.endsWith("color") && value.startsWith("@") ? [value] : [];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, part]) =>
    roles(part, Array.isArray(value) ? key : name),
  );
}

describe.each(scenes)("%s", (_, make) => {
  const view = viewModel(make());

  test("is plain JSON: it survives a round trip", () => {
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
  });

  test("names only colour roles that both themes have", () => {
    const used = roles(view.figures).map((role) => role.slice(1));
    expect(used.length === 0).toBe(view.figures.length === 0);
    for (const palette of Object.values(PALETTES)) {
      expect(used.filter((role) => !(role in palette))).toEqual([]);
    }
  });

  test("keys point at traces, shapes and labels that exist", () => {
    for (const { key, data, layout } of view.figures) {
      const count = (name: string) => (layout[name] as unknown[]).length;
      for (const { traces, shapes, annotations } of key) {
        expect(traces.length + shapes.length).toBeGreaterThan(0);
        expect(traces.every((i) => i < data.length)).toBe(true);
        expect(shapes.every((i) => i < count("shapes"))).toBe(true);
        expect(annotations.every((i) => i < count("annotations"))).toBe(true);
      }
    }
  });

  test("every row of a table has a cell for each column", () => {
    for (const { columns, rows } of [view.rules, ...view.tables]) {
      expect(rows.filter((row) => row.length !== columns.length)).toEqual([]);
    }
  });
});

describe("a healthy sweep", () => {
  const result = SCENES.healthy();
  const view = viewModel(result);
  const loss = figure(view.figures, "loss");

  test("the answer holds LR, range, confidence and schedule", () => {
    expect(view.title).toBe("LR 0.0021 · digits-mlp · lr-finder");
    expect(view.headline).toMatchObject({ status: "found", lr: "0.0021", confidence: "high" });
    const words = view.headline.sentences.join(" ");
    expect(words).toContain("from 0.0009 to 0.0048");
    expect(words).toContain("Cosine decay over 10,000 steps (25 epochs)");
    expect(words).toContain("over 500 steps");
  });

  test("raw and smoothed lines hold every point, with LR, step, raw, smoothed and slope", () => {
    expect(trace(loss, "Raw loss").y).toEqual(result.record.runs[0]?.losses);
    const smoothed = trace(loss, "Smoothed loss");
    expect(smoothed.x).toEqual(result.curve.lrs);
    expect(smoothed.y).toEqual(result.curve.smoothed);
    const hover = (smoothed.customdata as string[][])[50] as string[];
    expect(hover[0]).toBe("50");
    expect(Number(hover[1])).toBeCloseTo(result.curve.raw[50] as number, 2);
    expect(Number(hover[3]?.replace("−", "-"))).toBeCloseTo(result.curve.slope[50] as number, 2);
  });

  test("every rule with an LR is a mark on the smoothed line, the one without is not", () => {
    const mark = trace(loss, "valley");
    expect(mark.x).toEqual([1.4e-3]);
    const i = result.curve.lrs.findIndex((lr) => lr > 1.4e-3);
    const [before, after] = [result.curve.smoothed[i - 1], result.curve.smoothed[i]] as number[];
    const [y] = mark.y as number[];
    expect(y).toBeLessThan(before as number);
    expect(y).toBeGreaterThan(after as number);
    const names = loss.data.map(({ name }) => name);
    expect(names).toContain("smith-upper");
    expect(names).not.toContain("no-answer");
    const marks = loss.key.filter(({ swatch }) => swatch.kind === "symbol");
    expect(marks.map(({ label }) => label)).toContain("valley 0.0014");
    const looks = marks.map(({ swatch }) => JSON.stringify(swatch));
    expect(new Set(looks).size).toBe(looks.length);
  });

  test("the recommended LR, its range, the regimes and the divergence are drawn at their LR", () => {
    const { shapes, annotations: labels } = loss.layout;
    expect(shapes).toContainEqual(
      expect.objectContaining({ type: "line", x0: 2.1e-3, x1: 2.1e-3 }),
    );
    expect(shapes).toContainEqual(expect.objectContaining({ type: "rect", x0: 9e-4, x1: 4.8e-3 }));
    for (const { fromLr, toLr } of result.curve.regimes) {
      expect(shapes).toContainEqual(expect.objectContaining({ x0: fromLr, x1: toLr }));
    }
    const chosen = labels.find(({ text }) => text === "<b>0.0021</b>");
    expect(chosen?.x).toBeCloseTo(Math.log10(2.1e-3), 12);
    expect(labels.map(({ text }) => text)).toContain("useful");
    const x = result.curve.divergedLr;
    expect(x === null || shapes.some((shape) => shape.type === "line" && shape.x0 === x)).toBe(
      true,
    );
  });

  test("held-out losses and the slope are drawn", () => {
    const heldOut = trace(loss, "Held-out loss");
    expect((heldOut.x as number[]).length).toBe(result.curve.heldOut.length);
    expect(trace(loss, "Slope per decade")).toMatchObject({ yaxis: "y2" });
  });
});

describe("what differs between scenes", () => {
  test("a blow-up to 1e30 leaves the axis readable and is said in words", () => {
    const loss = figure(viewModel(SCENES.exploding()).figures, "loss");
    const [low, high] = loss.yRanges?.linear ?? [0, 0];
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThan(4);
    expect(loss.notes.join(" ")).toMatch(/losses reach \d\.\d+e\+(29|30)/);
  });

  test("a band over repeats, and none for one run", () => {
    const result = SCENES.repeats();
    const loss = figure(viewModel(result).figures, "loss");
    const [low, high] = loss.data.filter(({ name }) => name === "Spread over repeats");
    expect(low?.y).toEqual(result.curve.low);
    expect(high).toMatchObject({ y: result.curve.high, fill: "tonexty" });
    const single = figure(viewModel(SCENES.healthy()).figures, "loss");
    expect(single.data.map(({ name }) => name)).not.toContain("Spread over repeats");
  });

  test("negative losses have no log axis", () => {
    const loss = figure(viewModel(SCENES.negative()).figures, "loss");
    expect(loss.yRanges?.log).toBeNull();
    expect(loss.yRanges?.linear[1]).toBeLessThan(-890);
  });

  test("no suggestion: the reason, what to do, no LR, no plan, no snippets", () => {
    const view = viewModel(SCENES.flat());
    expect(view.title).toBe("No suggestion · flat · lr-finder");
    expect(view.headline).toMatchObject({ status: "none" });
    expect(view.headline.sentences).toEqual([
      "The loss stays within its noise of 0.004 from 1.0e-6 to 1.0.",
    ]);
    expect(view.reasons).toEqual([]);
    expect(view.figures.map(({ id }) => id)).toEqual(["loss"]);
    expect(view.snippets).toEqual([]);
    const [loss] = view.figures;
    const labels = loss?.key.map(({ label }) => label).join();
    expect(labels).not.toContain("Recommended");
    expect(labels).toContain("Smoothed loss");
  });

  test("no suggestion without a reason in words: what to do comes from the code", () => {
    const result = SCENES.flat();
    if (result.status === "found") throw new Error("a suggestion");
    const view = viewModel({ ...result, suggestion: { reason: "flat", reasons: [] } });
    expect(view.headline.sentences[0]).toMatch(/^Raise the end LR/);
  });

  test("an unknown reason code is shown with its own message", () => {
    const view = viewModel(
      makeResult({ loss: healthyLoss }, { reason: "constructor", message: "Never seen before." }),
    );
    expect(view.headline).toMatchObject({
      title: "Constructor",
      sentences: ["Never seen before."],
    });
  });

  test("nothing recorded: no chart, but the points table has the step with its NaN", () => {
    const view = viewModel(SCENES.empty());
    expect(view.figures).toEqual([]);
    const points = view.tables.find(({ id }) => id === "points");
    expect(points?.rows).toEqual([["0", "1.0e-6", "NaN", "–", "–", "–"]]);
  });

  test("the name is defused for the title, and cut", () => {
    const view = viewModel(makeResult({ loss: healthyLoss, name: HOSTILE + "x".repeat(10_000) }));
    expect(view.title.length).toBeLessThan(130);
    expect(view.title).not.toMatch(/[\p{Cc}\u202E\u2028]/u);
    expect(view.name.length).toBeGreaterThan(10_000);
  });
});
