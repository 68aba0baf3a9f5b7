import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Aim, forPurpose, type Trial } from "../../../src/contract/index.ts";
import { formatLr } from "../../../src/core/format.ts";
import { random } from "../../../src/core/random.ts";
import { mean } from "../../../src/core/stats.ts";
import { compare } from "../../../src/report/compare/index.ts";
import { commonFrame, comparedLines } from "../../../src/report/compare/lines.ts";
import { overlayFigure } from "../../../src/report/compare/overlay-figure.ts";
import { decidingTrials, divisionsTried, triedLossAt } from "../../../src/report/view/deciding.ts";
import { triedFigure } from "../../../src/report/view/tried-figure.ts";
import { parseResult } from "../../../src/result/parse.ts";
import type { Result } from "../../../src/result/types.ts";
import { nextWholeRun } from "../../../src/suggest/whole-runs/next-whole-run.ts";
import { recommendFromWholeRuns } from "../../../src/suggest/whole-runs/recommend.ts";
import { LANGUAGES, wordsOf } from "../../../src/words/index.ts";
import { repoFile } from "../../helpers/cli.ts";
import { probe } from "../../suggest/probes/helpers.ts";
import { resultOf } from "../compare/results.ts";

const en = wordsOf("en");

/** A whole run on a division of the rows, with its losses at the best checkpoint and at the end. */
function run(lr: number, division: number, best: number, end: number, start = 2): Trial {
  const trial = probe(lr, { steps: 400, heldOut: [best, end], seed: division, start });
  const anew = division > 0 ? ({ order: division, divided: true } as const) : {};
  return { ...trial, ...forPurpose({ kind: "whole-run", lr, schedule: "cosine", ...anew }) };
}

/** A result whose LR whole runs chose. */
function chosenBy(runs: readonly Trial[], aim: Aim = "end"): Result {
  const before = { status: "none", reason: "flat", message: "", reasons: [] } as const;
  const horizon = { totalSteps: 400, stepsPerEpoch: 20, optimizer: "adam" };
  const suggestion = recommendFromWholeRuns(runs, before, horizon, aim);
  if (suggestion.status !== "found") throw new Error("no suggestion");
  return { ...resultOf(), status: "found", suggestion, probes: [...runs] } as Result;
}

function found({ suggestion }: Result) {
  if (!("lr" in suggestion)) throw new Error("no suggestion");
  return suggestion;
}

/** Whole runs as they are made on rows that are divided anew: a bowl, and a level for each division. */
function simulated(seed: number, aim: Aim): Trial[] {
  const stream = random(seed, "divisions");
  const bottom = -2 + stream.normal() * 0.5;
  const levels = Array.from({ length: 8 }, () => 0.02 + 0.1 * Math.abs(stream.normal()));
  const done: Trial[] = [];
  while (done.length < 8) {
    const search = { centreLr: 0.01, highestLr: 1, canReseed: true, aim, optimizer: "adam" };
    const next = nextWholeRun(search, done);
    if (next === null) break;
    const bowl = 0.05 * (Math.log10(next.lr) - bottom) ** 2 + 0.01 * stream.normal();
    const best = (levels[next.repeat] as number) + Math.max(bowl, 0);
    const end = best + 0.01 * Math.abs(stream.normal());
    done.push(run(next.lr, next.repeat, best, end, 1 + next.repeat / 4));
  }
  return done;
}

/** The mean of an LR's losses as they are, on whatever rows: not what was compared. */
function rawMean(result: Result, lr: number): number {
  const tried = decidingTrials(result).find((each) => each.lr === lr);
  return mean(tried?.trainings.map(({ loss }) => loss) ?? []);
}

describe("whole runs on several divisions of the rows", () => {
  // The third division is a hard one, on which the lowest LR was never trained.
  const hard = [
    [0.00316, 0, 0.02],
    [0.01, 0, 0.018],
    [0.0316, 0, 0.025],
    [0.00316, 1, 0.014],
    [0.01, 1, 0.012],
    [0.0316, 1, 0.019],
    [0.01, 2, 0.04],
    [0.0316, 2, 0.047],
  ] as const;
  const result = chosenBy(hard.map(([lr, division, loss]) => run(lr, division, loss, loss)));

  test("the line is lowest at the LR that was chosen, though a plain mean would be highest there", () => {
    expect(found(result).lr).toBe(0.01);
    const lowest = [0.00316, 0.0316].map((lr) => rawMean(result, lr));
    expect(rawMean(result, 0.01)).toBeGreaterThan(lowest[0] as number);
    const line = triedFigure(result, en)?.data[0];
    expect(line?.x).toEqual([0.00316, 0.01, 0.0316]);
    const [low, chosen, high] = (line?.y ?? []) as [number, number, number];
    expect(chosen).toBeLessThan(low);
    expect(chosen).toBeLessThan(high);
    // On the rows of the first division.
    expect(low).toBeCloseTo(0.02, 9);
    expect(chosen).toBeCloseTo(0.018, 9);
  });

  test("the divisions are told apart by lines and under the pointer, and said in both languages", () => {
    const figure = triedFigure(result, en);
    const dotted = figure?.data.filter(({ line }) => line?.dash === "dot") ?? [];
    expect(dotted.map(({ y }) => y)).toEqual([
      [0.02, 0.018, 0.025],
      [0.014, 0.012, 0.019],
      [0.04, 0.047],
    ]);
    const marks = figure?.data.find(({ mode }) => mode === "markers");
    const labels = ((marks?.customdata ?? []) as string[][]).map(([label]) => label);
    expect(new Set(labels).size).toBe(hard.length);
    for (const language of LANGUAGES) {
      const words = wordsOf(language);
      expect(triedFigure(result, words)?.notes).toContain(words.trials.triedDivisions(true));
      const one = chosenBy(hard.slice(0, 3).map(([lr, , loss]) => run(lr, 0, loss, loss)));
      expect(triedFigure(one, words)?.notes).toHaveLength(1);
    }
  });

  test("a comparison draws the same, with the best at 0 where losses cannot be compared", () => {
    const other = resultOf({ name: "other", digest: "f".repeat(64) });
    const results = [{ ...result, name: "divided" }, other];
    const comparison = compare(results);
    const lines = comparedLines(results, comparison);
    const tried = lines[0]?.tried ?? [];
    expect(triedLossAt(tried, 0.01)).toBe(0);
    expect(tried.every(({ loss }) => loss >= 0)).toBe(true);
    const { notes } = overlayFigure(comparison, lines, commonFrame(lines), en);
    expect(notes.join(" ")).toContain("The rows of divided were divided");
    expect(notes.join(" ")).not.toContain("another learning rate came lower");
  });

  test("one that broke has no mark, and counts in the line as not trained", () => {
    const runs = hard.map(([lr, division, loss]) => run(lr, division, loss, loss));
    const broke = { ...run(0.0316, 0, 0.03, 0.03), stopReason: "diverged" as const };
    const figure = triedFigure(chosenBy([...runs, broke]), en);
    expect(figure?.data.find(({ mode }) => mode === "markers")?.x).toHaveLength(hard.length);
    expect(figure?.data[0]?.y.at(-1)).toBeGreaterThan(0.4);
    expect(figure?.notes[0]).toContain("count in the line as not trained");
  });
});

describe.each(["end", "best"] as const)("simulated whole runs for the %s", (aim) => {
  const results = Array.from({ length: 40 }, (_, seed) => chosenBy(simulated(seed, aim), aim));

  test("are drawn lowest at the LR that was chosen, or the page says which was lower and why", () => {
    for (const result of results) {
      const { lr, reasons } = found(result);
      const tried = decidingTrials(result);
      const here = triedLossAt(tried, lr) as number;
      const lowest = tried.reduce((a, b) => (b.loss < a.loss ? b : a));
      const why = reasons.find(({ code }) => code === "whole-runs-other-lower");
      const notes = triedFigure(result, en)?.notes ?? [];
      const said = en.trials.triedOther(formatLr(lowest.lr));
      if (why === undefined) {
        expect(here).toBe(lowest.loss);
        expect(notes.join(" ")).not.toContain("came lowest on this line");
      } else {
        expect(why.data).toMatchObject({ lr, otherLr: lowest.lr });
        expect((why.data as { difference: number }).difference).toBeCloseTo(here - lowest.loss, 9);
        expect(notes).toContain(said);
      }
    }
  });

  test("have several divisions, whose plain means would say something else", () => {
    expect(results.every((each) => divisionsTried(decidingTrials(each)).length > 1)).toBe(true);
    const misled = results.filter((each) => {
      const { lr, reasons } = found(each);
      if (reasons.some(({ code }) => code === "whole-runs-other-lower")) return false;
      return decidingTrials(each).some((other) => rawMean(each, other.lr) < rawMean(each, lr));
    });
    expect(misled.length).toBeGreaterThan(0);
  });
});

test.each(["standard", "trainer", "verified"])(
  "probes of %s: the lowest is the one that the reason names",
  (name) => {
    const file = `test/fixtures/documents/results/${name}.json`;
    const result = parseResult(readFileSync(repoFile(file), "utf8"), file);
    const { method, reasons } = found(result);
    expect(method).toBe("probes");
    const lowest = decidingTrials(result).reduce((a, b) => (b.loss < a.loss ? b : a));
    const why = reasons.find(({ code }) => code === "probes")?.data as {
      bestLr: number;
      bestLoss: number;
    };
    expect(lowest.lr).toBeCloseTo(why.bestLr, 12);
    expect(lowest.loss).toBeCloseTo(why.bestLoss, 12);
  },
);
