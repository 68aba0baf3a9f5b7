import { describe, expect, test } from "vitest";
import { diagnose, type TrainingLog } from "../../../src/diagnose/index.ts";
import { sceneOf } from "../../../src/report/draw/scene.ts";
import { layersOf } from "../../../src/report/draw/svg.ts";
import { trainingFigure } from "../../../src/report/view/training-figure.ts";
import { wordsOf } from "../../../src/words/index.ts";

const en = wordsOf("en");
const drawn = (log: TrainingLog, name: string | null = null) =>
  trainingFigure("training-0", name, log, diagnose(log), en);

const falling = (n: number): TrainingLog => ({
  steps: Array.from({ length: n }, (_, i) => 10 * i),
  losses: Array.from({ length: n }, (_, i) => 1 + 2 * Math.exp((-8 * i) / n)),
});

describe("the chart of a training", () => {
  test("has every loss at its step, their average, and held-out sets by their names", () => {
    const log: TrainingLog = {
      ...falling(60),
      heldOutSets: [
        { name: "test", losses: [{ step: 100, loss: 2 }] },
        { name: "dev", losses: [{ step: 300, loss: Number.NaN }] },
      ],
    };
    const figure = drawn(log);
    expect(figure?.title).toBe("Loss of the training");
    expect(figure?.key.slice(0, 3).map(({ label }) => label)).toEqual([
      "Loss",
      "Average over a tenth",
      "Held-out loss, test",
    ]);
    expect(figure?.data[0]?.x).toEqual(log.steps);
    expect(figure?.data[0]?.y[7]).toBeCloseTo(log.losses[7] as number, 12);
    expect(figure?.data[2]).toMatchObject({ x: [100], y: [2] });
    expect(figure?.data).toHaveLength(3);
    expect(drawn(log, "base")?.title).toBe("Loss of the training: base");
  });

  test("shades where a finding is seen, and its key says which", () => {
    const losses = [...falling(60).losses];
    for (let i = 40; i < 60; i++) losses[i] = Number.NaN;
    const log = { ...falling(60), losses };
    const { findings } = diagnose(log);
    const figure = drawn(log);
    expect(findings[0]?.code).toBe("diverged");
    expect(figure?.layout.shapes).toHaveLength(findings.length);
    expect(figure?.layout.shapes[0]?.x0).toBeLessThanOrEqual(findings[0]?.steps[0] as number);
    expect(figure?.key.at(-findings.length)?.label).toBe("Diverged");
  });

  test("is thinned where there are many losses, says so, and draws in no time", () => {
    const figure = drawn(falling(50_000));
    if (figure === null) throw new Error("no figure");
    expect(Math.max(...figure.data.map(({ x }) => x.length))).toBeLessThanOrEqual(1000);
    expect(figure.notes.join(" ")).toContain("Of 50,000 losses");
    expect(layersOf(sceneOf(figure)).lines.length).toBeGreaterThan(100);
  });

  test("can be drawn over a log axis, and of no finite loss is none", () => {
    expect(drawn(falling(60))?.yRanges?.log).not.toBeNull();
    const steps = [0, 1, 2];
    expect(drawn({ steps, losses: steps.map(() => Number.NaN) })).toBeNull();
  });
});
