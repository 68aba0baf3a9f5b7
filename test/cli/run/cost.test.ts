import { expect, test } from "vitest";
import { durationWords } from "../../../src/cli/progress.ts";
import { type CostWords, costNotice, costWords } from "../../../src/cli/run/cost.ts";
import { planSearch, type SearchRequest } from "../../../src/search/index.ts";
import { cli, repoFile } from "../../helpers/cli.ts";

const info = {
  ...{ name: "t", optimizer: "adam", batchSize: 32, stepsPerEpoch: 30, parameterCount: 2660 },
  ...{ engine: { name: "none", version: "0", why: "a test" }, seed: 0 },
} as const;
const plan = (request: SearchRequest) => planSearch({ info, evaluate: async () => 1 }, request);

test("what all updates take is said in words", () => {
  const short = costWords(plan({ horizon: { totalSteps: 4000 } }), 5);
  expect(short).toEqual({
    cost: expect.stringMatching(/^about \d+ seconds: at most [\d,]+ steps of 5\.0 ms$/),
    advice: null,
  });
  expect(costWords(plan({ budget: "quick" }), 5).cost).toBe(
    "less than a second: 100 steps of 5.0 ms",
  );
});

test("where it is long it is said why, and what to do about just that", () => {
  const long = (request: SearchRequest, stepMs = 10) => costWords(plan(request), stepMs).advice;
  const epochs = { epochs: 1e6 };
  expect(long({ horizon: epochs })).toMatch(
    /grows with the run of 30,000,000 steps.*--budget quick.*Ctrl-C/,
  );
  expect(long({ horizon: epochs, budget: "quick" })).toBeNull();
  expect(long({ horizon: epochs, budget: "quick" }, 60_000)).toMatch(/give fewer --steps/);
  expect(long({ horizon: epochs, budget: "quick" }, 60_000)).not.toContain("--budget quick");
  expect(long({ horizon: { totalSteps: 1000 }, budget: "quick", verify: {} }, 400)).toMatch(
    /--verify/,
  );
  expect(long({ horizon: epochs, strategy: "ladder" }, 60_000)).toMatch(/--steps/);
});

test("what a search cannot come to is not said to be its cost", () => {
  const timed = plan({ horizon: { totalSteps: 30 }, budget: "10h" }).timed;
  for (const huge of [plan({ horizon: { totalSteps: 30 }, budget: 1e7 }), timed?.at(4_185_370)]) {
    expect(costWords(huge ?? plan({}), 8)).toEqual({
      cost: "about 11 seconds: at most 1,340 steps of 8.0 ms",
      advice: null,
    });
  }
});

test("a budget that is a number is not said to grow with the run", () => {
  const { advice } = costWords(plan({ horizon: { totalSteps: 1e5 }, budget: 1e6 }), 10);
  expect(advice).toMatch(/^that is long/);
  expect(advice).not.toContain("grows");
});

test("it is said once, from the first updates, less what need not be trained again", () => {
  const said: CostWords[] = [];
  let clock = 0;
  const searched = plan({ horizon: { totalSteps: 4000 } });
  const notice = costNotice(
    searched,
    100,
    (words) => void said.push(words),
    () => clock,
  );
  for (let stepIndex = 0; stepIndex < 50; stepIndex++) {
    clock += stepIndex < 3 ? 900 : 100;
    notice({ type: "step", run: 0, stepIndex, lr: 1e-3, loss: 1 });
  }
  expect(said).toEqual([costWords(searched, 100, 100)]);
  const fast: CostWords[] = [];
  const again = costNotice(
    searched,
    0,
    (words) => void fast.push(words),
    () => clock,
  );
  for (let stepIndex = 0; stepIndex < 50; stepIndex++) {
    clock += stepIndex < 3 ? 50 : 2;
    again({ type: "step", run: 0, stepIndex, lr: 1e-3, loss: 1 });
  }
  expect(fast).toEqual([costWords(searched, 2)]);
});

test("a long run of the command line says it, with --dry-run too", {
  timeout: 60_000,
}, async () => {
  const data = [
    "run",
    "--data",
    repoFile("datasets/blobs.csv"),
    "--target",
    "kind",
    "--engine",
    "cpu",
  ];
  const dry = await cli([...data, "--epochs", "1e6", "--dry-run"]);
  expect(dry.err).toBe("");
  expect(dry.out).toMatch(/about \d+ (?:hours|days): at most 3,000,000 steps/);
  expect(dry.out).toContain("--budget quick");
});

test("durations", () => {
  expect([0.2, 1, 60, 100, 5400, 240_000, 6e5].map(durationWords)).toEqual([
    ...[
      "less than a second",
      "1 second",
      "60 seconds",
      "2 minutes",
      "2 hours",
      "67 hours",
      "7 days",
    ],
  ]);
});
