import { describe, expect, test } from "vitest";
import { forPurpose, type TrialHeldOut } from "../../../src/contract/index.ts";
import { formatLoss, formatLr } from "../../../src/core/format.ts";
import { random } from "../../../src/core/random.ts";
import type { Suggestion } from "../../../src/suggest/index.ts";
import { nextWholeRun } from "../../../src/suggest/whole-runs/next-whole-run.ts";
import { recommendFromWholeRuns } from "../../../src/suggest/whole-runs/recommend.ts";
import { bestWholeRun, scoreWholeRuns } from "../../../src/suggest/whole-runs/score.ts";
import type { Trial } from "../../../src/sweep/trial-types.ts";
import { probe } from "../probes/helpers.ts";

/** A whole run with given held-out losses on the way. */
function run(lr: number, heldOut: readonly number[], seed = 0): Trial {
  const trial = probe(lr, { steps: 400, heldOut, seed });
  return { ...trial, ...forPurpose({ kind: "whole-run", lr, schedule: "cosine" }) };
}

/** The same with row losses: the mean and so many alternating deviations from it. */
function noisy(lr: number, loss: number, noise: number, rows = 64): Trial {
  const rowLosses = Array.from({ length: rows }, (_, i) => loss + noise * (i % 2 === 0 ? 1 : -1));
  const point = (stepsDone: number): TrialHeldOut => ({
    ...{ stepsDone, loss, count: rows, standardError: noise / Math.sqrt(rows), rowLosses },
  });
  const trial = run(lr, [1.5, loss]);
  return { ...trial, heldOut: [{ stepsDone: 0, loss: 2 }, point(400)] };
}

/** A run on rows divided anew, whose losses are another level. */
function dividedRun(
  lr: number,
  heldOut: readonly number[],
  division: number,
  start: number,
): Trial {
  const { heldOut: points, ...trial } = run(lr, heldOut, division);
  const how = { order: division, divided: true } as const;
  const purpose = { kind: "whole-run", lr, schedule: "cosine", ...how } as const;
  const from = points.map((point) => (point.stepsDone === 0 ? { ...point, loss: start } : point));
  return { ...trial, heldOut: from, ...forPurpose(purpose) };
}

/** Makes whole runs on a landscape: end and best loss by log10 LR and repeat. */
function search(
  loss: (log10Lr: number, repeat: number) => readonly [end: number, best: number],
  options: { most?: number; canReseed?: boolean; highestLr?: number; aim?: "end" | "best" } = {},
) {
  const { most = 12, canReseed = false, highestLr = 100, aim = "end" } = options;
  const done: Trial[] = [];
  const tried: [number, number][] = [];
  while (done.length < most) {
    const next = nextWholeRun(
      { centreLr: 0.01, highestLr, canReseed, aim, optimizer: "adam" },
      done,
    );
    if (next === null) break;
    const log10Lr = Number(Math.log10(next.lr).toFixed(6));
    const [end, best] = loss(log10Lr, next.repeat);
    done.push(run(next.lr, [best, end], next.repeat));
    tried.push([log10Lr, next.repeat]);
  }
  return { tried, lrs: tried.map(([lr]) => lr), done };
}

const bowl = (at: number) => (x: number) =>
  [0.3 + (x - at) ** 2 / 10, 0.3 + (x - at) ** 2 / 10] as const;

describe("where the next whole run is", () => {
  test("down first, then up, until the best lies between two others; then a quarter beside it", () => {
    expect(search(bowl(-2)).lrs).toEqual([-2, -2.5, -1.5, -2.25]);
    expect(search(bowl(-3)).lrs).toEqual([-2, -2.5, -3, -3.5, -3.25]);
    expect(search(bowl(-0.8)).lrs).toEqual([-2, -2.5, -1.5, -1, -0.5, -0.75]);
  });

  test("with another data order the best three again instead, the least known first", () => {
    const { tried } = search(bowl(-2), { canReseed: true, most: 8 });
    expect(tried).toEqual([
      [-2, 0],
      [-2.5, 0],
      [-1.5, 0],
      [-2, 1],
      [-2.5, 1],
      [-1.5, 1],
      [-2, 2],
      [-2.5, 2],
    ]);
  });

  test("never above the highest LR", () => {
    expect(Math.max(...search(bowl(1), { highestLr: 0.05 }).lrs)).toBeLessThanOrEqual(-1.3);
  });

  test("not up for a tie, as between networks that a high LR has killed", () => {
    const dead = (x: number) => (x < -2.2 ? ([0.5 - x / 100, 0.4] as const) : ([1, 0.9] as const));
    expect(Math.max(...search(dead).lrs)).toBeLessThanOrEqual(-2);
  });
});

describe("which whole run is best", () => {
  const over = [
    run(0.001, [1.1, 0.9, 0.8, 0.8]),
    run(0.01, [0.8, 0.6, 0.8, 0.9]),
    run(0.1, [0.7, 0.3, 1.6, 1.9]),
  ];

  test("for the end and for the best checkpoint", () => {
    const scores = scoreWholeRuns(over);
    expect(scores.gain).toEqual({ end: 1.2, best: 1.7 });
    expect(bestWholeRun(scores, "end").lr).toBe(0.01);
    expect(bestWholeRun(scores, "best").lr).toBe(0.1);
  });

  test("the answer is for what was asked, and gives the other LR", () => {
    const none: Suggestion = { status: "none", reason: "flat", reasons: [] };
    const horizon = { totalSteps: 400, stepsPerEpoch: 400 };
    const end = recommendFromWholeRuns(over, none, horizon, "end");
    expect(end).toMatchObject({ lr: 0.01, for: "end", other: { for: "best", lr: 0.1 } });
    expect(end.reasons.map(({ code }) => code)).toContain("whole-runs-overfit");
    const best = recommendFromWholeRuns(over, none, horizon, "best");
    expect(best).toMatchObject({ lr: 0.1, for: "best", other: { for: "end", lr: 0.01 } });
  });

  test("one that broke counts as not trained, and none learned is what was known before", () => {
    const broken: Trial = { ...run(0.1, [Number.NaN]), stopReason: "non-finite" };
    const scores = scoreWholeRuns([run(0.01, [2.5, 2.4]), broken]);
    expect(scores.gain).toEqual({ end: 0, best: 0 });
    const before: Suggestion = {
      ...{ status: "found", lr: 0.03, range: [0.01, 0.1], confidence: "high", method: "probes" },
      reasons: [],
    };
    const horizon = { totalSteps: 400, stepsPerEpoch: 400 };
    const answer = recommendFromWholeRuns([run(0.01, [2.5, 2.4])], before, horizon, "end");
    expect(answer).toMatchObject({ lr: 0.03, confidence: "low" });
    expect(answer.reasons[0]?.code).toBe("whole-runs-no-gain");
  });
});

describe("how sure", () => {
  const none: Suggestion = { status: "none", reason: "flat", reasons: [] };
  const confidence = (
    runs: readonly Trial[],
    horizon: { totalSteps: number; stepsPerEpoch: number },
    aim: "end" | "best" = "end",
  ) => {
    const answer = recommendFromWholeRuns(runs, none, horizon, aim);
    return answer.status === "found" ? answer.confidence : "none";
  };
  const once = { totalSteps: 400, stepsPerEpoch: 400 };
  const often = { totalSteps: 400, stepsPerEpoch: 4 };
  const three = (noise: number, rows = 64) => [
    noisy(0.001, 1.2, noise / 2, rows),
    noisy(0.01, 1, noise, rows),
    noisy(0.1, 1.4, noise / 2, rows),
  ];

  test("high where other LRs are worse by more than noise, and lower as the noise of rows grows", () => {
    expect(confidence(three(0.1), once)).toBe("high");
    expect(confidence(three(5), once)).toBe("medium");
    expect(confidence(three(50), once)).toBe("low");
  });

  test("not high for the end where few rows judge many passes; the best checkpoint is another matter", () => {
    expect(confidence(three(0.1), often)).toBe("medium");
    expect(confidence(three(0.1), often, "best")).toBe("high");
    expect(confidence(three(0.1, 200), often)).toBe("high");
  });

  test("not high where no noise is known, nor at the edge of what was tried", () => {
    expect(confidence([run(0.001, [1.2]), run(0.01, [1]), run(0.1, [1.4])], once)).toBe("medium");
    const edge = [noisy(0.03, 1.4, 0.1), noisy(0.003, 1.2, 0.1), noisy(0.001, 1, 0.1)];
    expect(confidence(edge, once)).toBe("medium");
    // Of two, both are the edge.
    expect(confidence(edge.slice(1), once)).toBe("low");
    expect(confidence(edge.slice(2), once)).toBe("low");
  });
});

describe("rows divided anew", () => {
  const none: Suggestion = { status: "none", reason: "flat", reasons: [] };
  const horizon = { totalSteps: 400, stepsPerEpoch: 400 };
  const first = [run(0.001, [0.6, 0.6]), run(0.01, [0.5, 0.5]), run(0.1, [0.52, 0.52])];
  const again = [dividedRun(0.01, [0.95, 0.95], 1, 2.4), dividedRun(0.1, [0.9, 0.9], 1, 2.4)];

  test("their level does not count, what they say of two LRs does", () => {
    const scored = scoreWholeRuns([...first, ...again]);
    const ends = scored.scores.map(({ losses }) => Number(losses.end.toFixed(6)));
    // The new rows are 0.415 higher: 0.45 - 0.415 and 0.38 - 0.415 are what the runs there add.
    expect(ends).toEqual([0.6, 0.5175, 0.5025]);
    expect(bestWholeRun(scored, "end").lr).toBe(0.1);
    expect(bestWholeRun(scoreWholeRuns(first), "end").lr).toBe(0.01);
  });

  test("one LR that over-fits on some rows does not make the others look better there", () => {
    const wild = dividedRun(1, [3, 3], 1, 2.4);
    const runs = [...first, run(1, [0.55, 0.55]), ...again, wild];
    const { scores } = scoreWholeRuns(runs);
    // The middle one of 0.45, 0.38 and 1.85 (at most what it started with) is the level.
    expect(scores[1]?.losses.end).toBeCloseTo((0.5 + 0.95 - 0.45) / 2);
  });

  test("the answer gives losses as they were measured, whatever they are brought to for comparison", () => {
    const { reasons } = recommendFromWholeRuns([...first, ...again], none, horizon, "end");
    const mean = (0.52 + 0.9) / 2;
    expect(reasons[0]?.data).toMatchObject({ lr: 0.1, startLoss: (2 + 2.4) / 2 });
    expect(reasons[0]?.data.endLoss).toBeCloseTo(mean);
    expect(reasons[0]?.data.bestLoss).toBeLessThanOrEqual(reasons[0]?.data.endLoss as number);
    expect(reasons[0]?.message).toContain(`to ${formatLoss(mean)} at the end`);
  });

  test("the answer says in how many ways the rows were divided", () => {
    const { reasons } = recommendFromWholeRuns([...first, ...again], none, horizon, "end");
    expect(reasons[0]).toMatchObject({ code: "whole-runs", data: { divisions: 2 } });
    expect(reasons[0]?.message).toContain("in 2 ways");
  });

  test("a run that broke there counts as not trained there", () => {
    const broken = {
      ...again[0],
      stopReason: "diverged",
      heldOut: again[0]?.heldOut.slice(0, 1),
    } as Trial;
    const { scores } = scoreWholeRuns([...first, broken, again[1] as Trial]);
    expect(scores[1]?.losses.end).toBeGreaterThan(scores[2]?.losses.end as number);
  });
});

test("an LR is not chosen for having one run more than the others, when that run broke", () => {
  const broke: Trial = { ...run(0.1, [Number.NaN], 2), stopReason: "diverged" };
  const runs = [
    run(0.01, [0.5, 0.5]),
    run(0.01, [0.5, 0.5], 1),
    run(0.1, [0.45, 0.45]),
    run(0.1, [0.45, 0.45], 1),
    broke,
  ];
  expect(bestWholeRun(scoreWholeRuns(runs.slice(0, -1)), "end").lr).toBe(0.1);
  expect(bestWholeRun(scoreWholeRuns(runs), "end").lr).toBe(0.01);
});

describe("where runs break or hardly learn", () => {
  /** Whole runs on a landscape where LRs break at random from some place on. */
  const tried = (
    loss: (log10Lr: number) => number | null,
    options: { start?: number; most?: number; highestLr?: number } = {},
  ) => {
    const { start = 2, most = 12, highestLr = Number.POSITIVE_INFINITY } = options;
    const done: Trial[] = [];
    const search = {
      centreLr: 0.01,
      highestLr,
      canReseed: true,
      aim: "end",
      optimizer: "sgd",
    } as const;
    while (done.length < most) {
      const next = nextWholeRun(search, done);
      if (next === null) break;
      const value = loss(Math.log10(next.lr));
      const made = run(next.lr, [value ?? start]);
      const [before, ...after] = made.heldOut;
      done.push({
        ...made,
        seed: next.repeat,
        heldOut: [{ ...before, loss: start } as TrialHeldOut, ...(value === null ? [] : after)],
        ...(value === null && { stopReason: "diverged" as const }),
      });
    }
    return done;
  };
  const lrs = (done: readonly Trial[]) =>
    done.map(({ peakLr }) => Number(Math.log10(peakLr).toFixed(3)));

  test("below runs that broke it goes down faster and faster, then closes in", () => {
    const done = tried((x) => (x > -6.2 ? null : 1 + (x + 7) ** 2 / 10));
    expect(lrs(done).slice(0, 7)).toEqual([-2, -2.5, -3.5, -5.5, -7.5, -8, -7]);
    const { scores } = scoreWholeRuns(done);
    expect(Math.log10(scores.find(({ losses }) => losses.end < 1.01)?.lr as number)).toBeCloseTo(
      -7,
    );
  });

  test("where runs end above their start it goes down until one moves nothing, and no further", () => {
    const done = tried((x) => (x < -5 ? 2 : 2.5), { start: 2 });
    expect(lrs(done)).toEqual([-2, -2.5, -3.5, -5.5]);
  });

  test("one that came through above one that broke is luck: it goes on below", () => {
    const done = tried((x) =>
      Math.abs(x + 2) < 0.1 ? 1.3 : x > -4.1 ? null : 1 + (x + 5) ** 2 / 10,
    );
    expect(lrs(done).slice(0, 4)).toEqual([-2, -2.5, -3, -4]);
    expect(bestWholeRun(scoreWholeRuns(done), "end").lr).toBeLessThan(1e-4);
  });

  test("where the best has hardly learned, upwards by decades before anything is trained again", () => {
    const done = tried((x) => (x > 0.9 ? null : x > -0.6 ? 0.2 : 1.8 + (x + 2) ** 2 / 100));
    expect(bestWholeRun(scoreWholeRuns(done), "end").losses.end).toBeCloseTo(0.2);
  });

  test("of raw targets, where the best has hardly learned, downwards by two decades", () => {
    const loss = (x: number) => (x > -2.2 ? null : x > -5.7 ? 999 : 10 + (x + 6) ** 2);
    const done = tried(loss, { start: 1000 });
    expect(bestWholeRun(scoreWholeRuns(done), "end").losses.end).toBeLessThan(12);
  });

  test("nothing where the held-out loss is no number before training", () => {
    expect(lrs(tried(() => Number.NaN, { start: Number.NaN }))).toEqual([-2]);
    const runs = tried(() => Number.NaN, { start: Number.NaN });
    expect(scoreWholeRuns(runs).gain).toEqual({ end: 0, best: 0 });
  });

  test("quarters of a decade for every centre, so that seeds that agree give the same LR", () => {
    const at = (centreLr: number) =>
      nextWholeRun({ centreLr, highestLr: 1, canReseed: true, aim: "end", optimizer: "sgd" }, [])
        ?.lr;
    expect(at(0.009)).toBe(at(0.012));
    expect(at(0.9)).toBeCloseTo(1);
    expect(
      nextWholeRun(
        { centreLr: 0.5, highestLr: 0.6, canReseed: true, aim: "end", optimizer: "sgd" },
        [],
      )?.lr,
    ).toBeCloseTo(0.562, 3);
  });

  test("an LR whose runs broke in part, and one that learned next to nothing, are low", () => {
    const none: Suggestion = { status: "none", reason: "flat", reasons: [] };
    const horizon = { totalSteps: 400, stepsPerEpoch: 400 };
    const broke: Trial = { ...run(0.01, [0.9], 1), stopReason: "diverged" };
    const some = [run(0.001, [1.9]), run(0.01, [0.2]), broke, run(0.1, [1.9])];
    const first = recommendFromWholeRuns(some, none, horizon, "end");
    expect(first).toMatchObject({ lr: 0.01, confidence: "low" });
    expect(first.reasons.map(({ code }) => code)).toContain("whole-runs-broke");
    const hardly = [run(0.001, [1.999]), run(0.01, [1.998]), run(0.1, [1.999])];
    const second = recommendFromWholeRuns(hardly, none, horizon, "end");
    expect(second).toMatchObject({ lr: 0.01, confidence: "low" });
    expect(second.reasons.map(({ code }) => code)).toContain("whole-runs-hardly");
  });
});

test("at the floor an LR far above what is usual has to be better by 3 %", () => {
  const runs = [run(0.01, [0.04]), run(0.3, [0.02]), run(10, [0.001])];
  expect(bestWholeRun(scoreWholeRuns(runs), "end", "sgd").lr).toBe(0.3);
  const far = [run(0.01, [0.3]), run(10, [0.001])];
  expect(bestWholeRun(scoreWholeRuns(far), "end", "sgd").lr).toBe(10);
});

describe("losses far below what training gains", () => {
  const none: Suggestion = { status: "none", reason: "flat", reasons: [] };
  const horizon = { totalSteps: 400, stepsPerEpoch: 400, optimizer: "sgd" };
  const answer = (noise: number) =>
    recommendFromWholeRuns(
      [noisy(0.01, 0.02, noise), noisy(0.03, 0.004, noise), noisy(0.1, 0.002, noise)].concat(
        noisy(0.3, 0.006, noise),
      ),
      none,
      horizon,
      "end",
    );

  test("are told apart where one is clearly above another, for the LR as for the range", () => {
    // As paired rows tell: sure to a tenth of the difference.
    expect(answer(0)).toMatchObject({ lr: 0.1, range: [0.1 / 10 ** 0.25, 0.1 * 10 ** 0.25] });
    expect(answer(0).reasons.map(({ code }) => code)).not.toContain("whole-runs-other-lower");
  });

  test("where nothing is known of the noise, from twice the lowest on", () => {
    const plain = (lr: number, loss: number) => run(lr, [1.5, loss]);
    const of = (loss: number) =>
      bestWholeRun(
        scoreWholeRuns([plain(0.03, 0.02), plain(0.1, 0.002), plain(0.3, loss)]),
        "end",
        "sgd",
      ).lr;
    expect([of(0.0035), of(0.0045)]).toEqual([0.3, 0.1]);
  });

  test("few rows make no LR about as good that lost most of what training gains", () => {
    const of = (lr: number, loss: number) => noisy(lr, loss, lr < 0.02 ? 20 : 100 * lr, 4);
    const runs = [of(0.01, 0.3), of(0.03, 0.01), of(0.1, 0.4), of(0.3, 1.6)];
    const found = recommendFromWholeRuns(runs, none, horizon, "end");
    if (found.status === "none") throw new Error(found.reason);
    expect(found.range[0]).toBeLessThan(0.01);
    expect(found.range[1]).toBeLessThan(0.3);
    const wide = [of(0.03, 0.01), of(0.3, 1.6), of(1, 1360)];
    const answer = recommendFromWholeRuns(wide, none, horizon, "end");
    const said = answer.reasons.find(({ code }) => code === "whole-runs-noise");
    expect(said?.data.share).toBe(0);
  });

  test("an LR at the edge is no reason to go on where one inside came lower", () => {
    const runs = [run(0.03, [1.5, 0.02]), run(0.1, [1.5, 0.002]), run(0.3, [1.5, 0.0035])];
    const { reasons } = recommendFromWholeRuns(runs, none, horizon, "end");
    const codes = reasons.map(({ code }) => code);
    expect(codes).toContain("whole-runs-other-lower");
    expect(codes).not.toContain("whole-run-at-edge");
  });
});

test("the range is of what is gained after the first losses on the way", () => {
  const raw = (lr: number, losses: readonly number[]): Trial => {
    const trial = run(lr, losses);
    const heldOut = trial.heldOut.map((point) =>
      point.stepsDone === 0 ? { ...point, loss: 1e6 } : point,
    );
    return { ...trial, heldOut };
  };
  const none: Suggestion = { status: "none", reason: "flat", reasons: [] };
  const horizon = { totalSteps: 400, stepsPerEpoch: 400 };
  const runs = [raw(0.001, [10, 8]), raw(0.01, [9, 1]), raw(0.1, [9, 1.1])];
  const answer = recommendFromWholeRuns(runs, none, horizon, "end");
  if (answer.status !== "found") throw new Error(answer.reason);
  expect(answer.range[0]).toBeGreaterThan(0.001);
  expect(answer.range[1]).toBeGreaterThan(0.1);
});

test("a plateau, and an LR below one that broke where little is at stake, are medium", () => {
  const none: Suggestion = { status: "none", reason: "flat", reasons: [] };
  const horizon = { totalSteps: 4000, stepsPerEpoch: 4000 };
  const again = (runs: Trial[]) => runs.flatMap((each) => [each, { ...each, seed: 1 }]);
  const of = (runs: Trial[]) => recommendFromWholeRuns(again(runs), none, horizon, "end");
  const plateau = of([run(0.001, [1.9]), run(0.01, [1.5]), run(0.1, [1.9])]);
  expect(plateau).toMatchObject({ lr: 0.01, confidence: "medium" });
  expect(of([run(0.001, [1.9]), run(0.01, [1]), run(0.1, [1.9])]).status).toBe("found");
  const broke: Trial = { ...run(0.1, [Number.NaN]), stopReason: "diverged" };
  const edge = of([run(0.001, [0.5, 0.45]), run(0.01, [0.42, 0.4]), broke]);
  expect(edge).toMatchObject({ lr: 0.01, confidence: "medium" });
  expect(edge.reasons.map(({ code }) => code)).toContain("whole-runs-next-broke");
  const inside = of([run(0.001, [1.4, 1]), run(0.01, [1.2, 0.4]), broke]);
  expect(inside).toMatchObject({ lr: 0.01, confidence: "high" });
});

describe("another LR that came lower", () => {
  const before: Suggestion = { status: "none", reason: "flat", reasons: [] };
  // Seeded landscapes: each LR a loss at the end and one at its best checkpoint.
  const answers = Array.from({ length: 200 }, (_, seed) => {
    const stream = random(seed, "other-lower");
    const near = seed % 2 === 0 ? 0.002 : 0.5;
    const runs = [0.001, 0.00316, 0.01, 0.0316].map((lr) => {
      const end = 0.02 + near * stream.float();
      return run(lr, [1, Math.max(0.001, end - near * stream.float()), end]);
    });
    const more =
      seed % 3 === 0
        ? runs.slice(0, 2).flatMap((each) => [
            { ...each, seed: 1 },
            { ...each, seed: 2 },
          ])
        : [];
    return (["end", "best"] as const).map((aim) => {
      const trials = [...runs, ...more];
      const answer = recommendFromWholeRuns(
        trials,
        before,
        { totalSteps: 400, stepsPerEpoch: 200, optimizer: "adam" },
        aim,
      );
      if (answer.status === "none") throw new Error("none");
      return { answer, scores: scoreWholeRuns(trials).scores, aim };
    });
  }).flat();

  test("is named wherever there is one, with by how much and why it was not chosen", () => {
    const whys = new Set<unknown>();
    for (const { answer, scores, aim } of answers) {
      const lowest = scores.reduce((a, b) => (b.losses[aim] < a.losses[aim] ? b : a));
      const own = scores.find(({ lr }) => lr === answer.lr);
      const said = answer.reasons.find(({ code }) => code === "whole-runs-other-lower");
      const apart = (own?.losses[aim] ?? 0) - lowest.losses[aim];
      expect(said !== undefined).toBe(apart > 0);
      if (said === undefined) continue;
      expect(said.data.otherLr).toBe(lowest.lr);
      expect(said.data.difference).toBeCloseTo(apart, 12);
      expect(said.message).toContain(formatLr(lowest.lr));
      whys.add(said.data.why);
    }
    expect([...whys].sort()).toEqual(["as-good", "both-losses", "fewer-runs", "usual"]);
  });
});
