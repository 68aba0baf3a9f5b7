import { describe, expect, test } from "vitest";
import { costFigure, pageText } from "./page.mjs";
import { tableText } from "./print.mjs";
import { clusteredInterval, winTieLoss } from "./statistics.mjs";
import { agreement, calibration, score, summarizeBy, summarizeFinders } from "./summary.mjs";
import { byTable, mainTable } from "./tables.mjs";
import { targetTable } from "./targets.mjs";

const pairs = [
  { id: "a/adam", task: "a", optimizer: "adam", horizon: 800, batch: 4, kind: "plain" as const },
  { id: "b/adam", task: "b", optimizer: "adam", horizon: 800, batch: 32, kind: "plain" as const },
  { id: "b/sgd", task: "b", optimizer: "sgd", horizon: 800, batch: 32, kind: "plain" as const },
];
const answer = (finder: string, pair: string, best: number, more: object = {}) => ({
  ...{ finder, pair, seed: 1, lr: 0.1, steps: 100, best, end: 2 * best },
  ...more,
});
const scored = [
  answer("valley", "a/adam", 0.2),
  answer("valley", "b/adam", 0.1),
  answer("valley", "b/sgd", 0.3),
  answer("quick", "a/adam", 0.1, { confidence: "high", codes: ["rule"] }),
  answer("quick", "a/adam", 0.3, { seed: 2, confidence: "low", codes: ["rule"], lr: null }),
  answer("quick", "b/adam", 0.05, { confidence: "high", codes: ["rule"] }),
  answer("quick", "b/sgd", 0.4, { confidence: "high", codes: ["rule"], steps: 40 }),
];

describe("clustered interval", () => {
  test("of one cluster is its mean", () => {
    expect(clusteredInterval([1, 2, 3], ["a", "a", "a"])).toEqual([2, 2]);
  });

  test("is as wide as the clusters differ, not as the values within them do", () => {
    const clusters = Array.from({ length: 40 }, (_, i) => `${i % 20}`);
    const within = clusteredInterval(
      clusters.map((_, i) => (i < 20 ? 0 : 1)),
      clusters,
    );
    expect(within).toEqual([0.5, 0.5]);
    // 20 clusters of 0 and 1: standard error 0.5 / sqrt 20 = 0.112.
    const [low, high] = clusteredInterval(
      clusters.map((name) => Number(name) % 2),
      clusters,
    );
    expect(high - low).toBeCloseTo(2 * 1.96 * 0.112, 1);
  });

  test("is the same each time, and NaN for nothing", () => {
    const values = [1, 5, 2, 8];
    expect(clusteredInterval(values, ["a", "b", "c", "d"])).toEqual(
      clusteredInterval(values, ["a", "b", "c", "d"]),
    );
    expect(clusteredInterval([], [])).toEqual([Number.NaN, Number.NaN]);
  });
});

test("a difference of 0.01 is a tie", () => {
  expect(winTieLoss([0.1, 0.109, 0.2, 0], [0.1, 0.1, 0.1, 0.1])).toEqual({
    win: 1,
    tie: 2,
    loss: 1,
  });
});

describe("summaries", () => {
  const of = (name: string) =>
    summarizeFinders(scored, pairs, "best").find(({ finder }) => finder === name);

  test("a pair counts once, with the mean over its seeds", () => {
    expect(of("quick")).toMatchObject({
      pairs: 3,
      worst: 0.4,
      win: 1,
      tie: 1,
      loss: 1,
      none: 1,
      answers: 4,
    });
    expect(of("quick")?.mean).toBeCloseTo((0.2 + 0.05 + 0.4) / 3, 10);
    expect(of("quick")?.median).toBeCloseTo(0.2, 10);
    expect(of("quick")?.within5).toBeCloseTo(1 / 3, 10);
    expect(of("quick")?.mostSteps).toBe(100);
  });

  test("by a property", () => {
    const by = summarizeBy(scored, pairs, "end", ({ optimizer }) => optimizer);
    expect(by.columns).toEqual(["adam", "sgd"]);
    expect(by.counts).toEqual([2, 1]);
    const quick = by.rows.find(({ finder }) => finder === "quick");
    expect(quick?.means.map((value) => Number(value?.toFixed(6)))).toEqual([0.25, 0.8]);
  });

  test("no suggestion costs the regret of the default LR", () => {
    const grids = {
      "a/adam": { log10Lrs: [-3, -1], regrets: { best: [0.7, 0], end: [0.9, 0] } },
    };
    const given = [{ finder: "quick", pair: "a/adam", seed: 1, lr: null, steps: 9 }];
    expect(score(given, grids, { "a/adam": "adam" })).toEqual([
      { ...given[0], best: 0.7, end: 0.9 },
    ]);
  });

  test("another LR for a measure counts there", () => {
    const grids = {
      "a/adam": { log10Lrs: [-3, -1], regrets: { best: [0.7, 0], end: [0.2, 0.9] } },
    };
    const other = { for: "best" as const, lr: 0.1 };
    const given = [{ finder: "full", pair: "a/adam", seed: 1, lr: 1e-3, steps: 9, other }];
    expect(score(given, grids, { "a/adam": "adam" })).toMatchObject([{ best: 0, end: 0.2 }]);
  });

  test("calibration counts single answers", () => {
    const [high, medium, low] = calibration(scored, pairs);
    expect(high).toMatchObject({ confidence: "high", answers: 3, share: 0.75 });
    expect(high?.good).toBeCloseTo(1 / 3, 10);
    expect(high?.interval[0]).toBeLessThan(high?.interval[1] as number);
    expect(medium).toMatchObject({ answers: 0, good: null });
    expect(low).toMatchObject({ answers: 1, good: 0 });
  });

  test("an answer is good in the measure that it is for", () => {
    const sure = { confidence: "high", end: 0.5 };
    const answers = [
      answer("full", "a/adam", 0.01, { ...sure, for: "end" }),
      answer("full", "b/adam", 0.01, { ...sure, for: "best" }),
    ];
    expect(calibration(answers, pairs)[0]?.good).toBe(0.5);
  });

  test("seeds agree within half a decade, on the pairs that every seed calls high", () => {
    const of = (pair: string, lrs: number[], confidence = "high") =>
      lrs.map((lr, i) => answer("full", pair, 0.1, { lr, seed: i, confidence }));
    expect(agreement([...of("a/adam", [0.1, 0.3]), ...of("b/adam", [0.1, 0.4])], "full")).toEqual({
      pairs: 2,
      share: 0.5,
    });
    const unsure = [...of("a/adam", [0.1]), ...of("a/adam", [9], "medium")];
    expect(agreement(unsure, "full")).toBe(null);
  });
});

describe("tables", () => {
  test("the best finder comes first, valley has no record against itself", () => {
    const table = mainTable(scored, pairs, "best", { id: "all", title: "All pairs" });
    expect(table.rows.map(([name]) => name)).toEqual(["valley", "quick"]);
    expect(table.rows[0]?.[9]).toBe("");
    expect(table.rows[0]?.[8]).toBe("0.13");
    expect(table.rows[1]?.slice(9)).toEqual(["1/1/1", "1 of 4"]);
  });

  test("the floor stands beside every table, a finder with fewer pairs says so", () => {
    const floor = pairs.map(({ id }) => answer("grid of one seed", id, 0.02));
    const some = [...scored, ...floor, answer("some", "a/adam", 0.01)];
    const table = mainTable(some, pairs, "end", { id: "all", title: "All pairs" });
    expect(table.caption).toContain("best / end: mean 0.020 / 0.040, p90 0.020 / 0.040");
    expect(table.rows.map(([name]) => name)).toContain("some (1 pairs)");
    const by = byTable(some, pairs, "end", {
      ...{ id: "kind", title: "kind", ours: [], property: ({ kind }) => kind },
    });
    expect(by.caption).toContain("best / end: mean 0.020 / 0.040");
    expect(targetTable(some, pairs, []).caption).toContain("p90 0.020 / 0.040");
  });

  test("a column in which ours loses to valley is marked", () => {
    const by = { id: "optimizer", title: "optimizer", ours: ["quick"] };
    const property = ({ optimizer }: { readonly optimizer: string }) => optimizer;
    const table = byTable(scored, pairs, "best", { ...by, property });
    expect(table.rows.find(([name]) => name === "quick")).toEqual(["quick", "0.125", "0.400 !"]);
  });

  test("aims are met or not", () => {
    const property = ({ optimizer }: { readonly optimizer: string }) => optimizer;
    const table = targetTable(scored, pairs, [{ property }]);
    const rows = table.rows.filter(([finder]) => finder === "quick");
    const row = (start: string) => rows.find(([, what]) => what?.startsWith(start))?.slice(2);
    expect(row("best: mean")).toEqual(["0.217", "≤ 0.035", "not met"]);
    expect(row("most steps")?.at(-1)).toBe("met");
    expect(row("called high: regret")?.slice(1)).toEqual(["≥ 95 % (90 %)", "not met"]);
    expect(row("called high, of")).toEqual(["75 %", "≥ 50 %", "met"]);
    expect(row("columns")).toEqual(["sgd (best), sgd (end)", "none", "not met"]);
  });

  test("a budget is held against the best search of its cost, on the pairs of both", () => {
    const of = (finder: string, best: number, ids: string[]) =>
      ids.map((id) => answer(finder, id, best, { steps: 800 }));
    const [all, two] = [pairs.map(({ id }) => id), ["a/adam", "b/adam"]];
    const answers = [
      ...of("200%", 0.1, two),
      ...of("200%", 0.9, ["b/sgd"]),
      ...of("optuna tpe 2", 0.2, two),
      ...of("random runs 2", 0.05, two),
      ...of("random runs 4", 0.01, all),
    ];
    const { rows } = targetTable(answers, pairs, [], ["200%"]);
    expect(rows.find(([, what]) => what === "best: mean against the searches of 2 runs")).toEqual([
      ...["200%", "best: mean against the searches of 2 runs"],
      ...["0.100", "≤ 0.050 (random runs 2)", "not met"],
    ]);
  });

  test("where the loss saturates, no answer may be worse than the default LR", () => {
    const saturating = pairs.map((pair) => ({ ...pair, kind: "saturation" as const }));
    const answers = [
      answer("default LR", "a/adam", 0.1),
      answer("default LR", "b/adam", 0.1),
      answer("quick", "a/adam", 0.05, { for: "end", end: 0.3 }),
      answer("quick", "b/adam", 0.1),
    ];
    const { rows } = targetTable(answers, saturating, [], ["quick"]);
    expect(rows.find(([, what]) => what?.startsWith("saturation"))?.slice(2)).toEqual([
      ...["1 of 2", "0", "not met"],
    ]);
  });

  test("as Markdown", () => {
    const shown = tableText({
      title: "T",
      caption: "C.",
      columns: ["a", "b"],
      rows: [["x", "10"]],
    });
    expect(shown).toBe("### T\n\nC.\n\n| a   |   b |\n|-----|----:|\n| x   |  10 |\n");
  });
});

describe("the page", () => {
  test("joins what nothing beats in both steps and regret", () => {
    const more = [...scored, answer("free", "a/adam", 0.9, { steps: 0 })];
    const figure = costFigure(more, pairs.slice(0, 1), "best");
    expect(figure.front).toEqual(["free", "valley"]);
    expect(figure.points.map(({ finder }) => finder)).toEqual(["free", "valley", "quick"]);
  });

  test("joins the points of a family, and leaves out what lacks some of the pairs", () => {
    const every = (finder: string, steps: number) =>
      pairs.map(({ id }) => answer(finder, id, 0.1, { steps }));
    const more = [...scored, ...every("optuna tpe 1", 800), ...every("optuna tpe 4", 3200)];
    const floor = pairs.map(({ id }) => answer("grid of one seed", id, 0.02, { steps: null }));
    const figure = costFigure([...more, ...floor, answer("free", "a/adam", 0)], pairs, "end", [
      "quick",
    ]);
    expect(figure.points.map(({ family, runs }) => [family, runs])).toEqual([
      ["lr-finder", expect.closeTo(0.10625, 5)],
      ["valley", 0.125],
      ["optuna tpe", 1],
      ["optuna tpe", 4],
    ]);
    expect(figure.floor).toBeCloseTo(0.04, 10);
  });

  test("holds its tables, escaped, and fetches nothing", async () => {
    const about = {
      ...{ pairs: 3, tasks: 2, seeds: [1], date: "2026-01-01", versions: { node: "20" } },
      truth: { script: "truth.mjs", date: "2026-01-01" },
    };
    const table = {
      title: "<T>",
      caption: "",
      columns: ["a & b"],
      rows: [["1 < 2"]],
      folded: true,
    };
    const page = await pageText({ about, tables: [table], scored, figurePairs: pairs, ours: [] });
    expect(page).toContain("<h2>&lt;T&gt;</h2>");
    expect(page).toContain("<td>1 &lt; 2</td>");
    const own = page.replace(/<script type="text\/plain" id="plotly">[^<]*<\/script>/, "");
    expect(own).not.toMatch(/(src|href)="(?!data:)/);
  });
});
