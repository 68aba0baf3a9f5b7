import { describe, expect, test } from "vitest";
import {
  purposeLabel,
  type StopCode,
  type StopOf,
  type TrialPurpose,
} from "../../src/contract/index.ts";
import { runSweep } from "../../src/sweep/index.ts";
import type { Trainer } from "../../src/trainer/types.ts";
import { LANGUAGES, stopText, trialText, wordsOf } from "../../src/words/index.ts";
import { healthyLoss } from "../report/fixtures.ts";

const [en, zh] = [wordsOf("en"), wordsOf("zh")];
const at = { stepIndex: 22, steps: 40, lr: 0.03 };
const crossed = { limit: 4, inARow: 3, startLoss: 2, bestLoss: 1, at };
const STOPS: { readonly [Code in StopCode]: readonly StopOf<Code>[] } = {
  completed: [{ code: "completed", steps: 40 }],
  "loss-above": [{ code: "loss-above", ...crossed }],
  "drop-lost": [{ code: "drop-lost", ...crossed }],
  "smoothed-above": [{ code: "smoothed-above", smoothed: 5, limit: 4, factor: 4, bestLoss: 1, at }],
  diverged: [{ code: "diverged" }, { code: "diverged", at }],
  "loss-not-finite": [{ code: "loss-not-finite", loss: Number.NaN, at }],
  "updates-skipped": [{ code: "updates-skipped" }, { code: "updates-skipped", inARow: 20, at }],
  abandoned: [{ code: "abandoned", stepsDone: 30 }],
  cancelled: [
    { code: "cancelled", stepsDone: 0 },
    { code: "cancelled", stepsDone: 22, at },
  ],
  "trainer-failed": [{ code: "trainer-failed", message: "out of memory", at }],
  "journal-ends": [{ code: "journal-ends" }],
  "log-ends": [{ code: "log-ends", lr: 0.1 }],
  "log-not-finite": [
    { code: "log-not-finite", loss: Number.POSITIVE_INFINITY, lr: 0.1, entry: 24 },
  ],
  "no-sweep": [{ code: "no-sweep", rungs: 4, steps: 100 }],
  "no-step": [{ code: "no-step" }],
};
const INFO: Trainer["info"] = {
  optimizer: "adam",
  batchSize: 32,
  stepsPerEpoch: 50,
  parameterCount: 10,
  seed: 0,
  engine: { name: "made up", version: "1", why: "a test" },
};

/** A trainer whose loss is a function of step and LR. */
function trainer(step: (index: number, lr: number) => number): Trainer {
  let index = 0;
  return {
    info: INFO,
    step: async (lr) => ({ loss: step(index++, lr) }),
    async snapshot() {},
    async restore() {},
    async close() {},
  };
}

const sweep = async (
  step: Parameters<typeof trainer>[0],
  hooks: Parameters<typeof runSweep>[2] = {},
) => {
  const { record } = await runSweep(trainer(step), { steps: 40 }, hooks);
  return record.runs[0] as (typeof record.runs)[number];
};

describe("why a sweep ended, as it is really recorded", () => {
  test("completed", async () => {
    const run = await sweep((_, lr) => healthyLoss(Math.min(lr, 1e-2)));
    expect(stopText(run, en)).toBe("all 40 steps were taken");
    expect(stopText(run, zh)).toBe("全部 40 步已完成");
  });

  test("diverged, with step and LR of the last loss", async () => {
    const run = await sweep((index) => (index < 20 ? 2 - index / 20 : 50 + index));
    expect(stopText(run, en)).toMatch(/^the loss was .*above.* at step 23 of 40, LR /);
    expect(stopText(run, zh)).toMatch(
      /^损失在第 23 步（共 40 步，学习率 0\.033?\d*）发散：连续 3 步高于 .*（起始 .*，最低 .*）$/,
    );
  });

  test("not a number", async () => {
    const run = await sweep((index) => (index === 9 ? Number.NaN : 1));
    expect(stopText(run, zh)).toMatch(/^损失在第 10 步（共 40 步，学习率 .*）变为 NaN$/);
  });

  test("cancelled", async () => {
    const control = new AbortController();
    const run = await sweep(
      (index) => {
        if (index === 4) control.abort();
        return 1;
      },
      { signal: control.signal },
    );
    expect(stopText(run, en)).toMatch(/^cancelled before step 6 of 40, LR /);
    expect(stopText(run, zh)).toMatch(/^在第 6 步（共 40 步，学习率 .*）之前已取消$/);
  });

  test("a trainer's own words stay, shown for what they are and not at any length", async () => {
    const run = await sweep(() => {
      throw new Error(`out of memory \u202E${"x".repeat(1000)}`);
    });
    for (const words of [en, zh]) {
      expect(stopText(run, words)).toContain("out of memory [U+202E]xxx");
      expect(stopText(run, words).length).toBeLessThan(330);
    }
    expect(stopText(run, zh)).toMatch(
      /^训练程序在第 1 步（共 40 步，学习率 .*）出错：out of memory/,
    );
  });

  test.each(
    Object.values(STOPS)
      .flat()
      .map((stop) => [stop.code, stop] as const),
  )("%s, in every language", (_, stop) => {
    for (const words of LANGUAGES.map(wordsOf).filter(({ stops }) => stops !== null)) {
      const text = stopText({ stop, stopDetail: "only in English" }, words);
      expect(text).not.toBe("only in English");
      expect(text).not.toMatch(/undefined|null|[{}]/);
    }
    expect(stopText({ stop, stopDetail: "as it was written" }, en)).toBe("as it was written");
  });

  test("a stop of a later version, or none, keeps its own words", () => {
    expect(stopText({ stopDetail: "the sky fell" }, zh)).toBe("the sky fell");
  });
});

test("what a training was for", () => {
  const adam = { kind: "verification", lr: 0.1, optimizer: "adam" } as const;
  const purposes: [TrialPurpose, string, string][] = [
    [{ kind: "probe", lr: 0.01 }, "probe at 0.01", "学习率 0.01 的试训"],
    [{ kind: "ladder", lr: 1e-4 }, "ladder at 0.0001", "阶梯中的学习率 0.0001"],
    [{ ...adam, role: "plan", schedule: "cosine" }, "verification: the plan", "验证：计划"],
    [
      { ...adam, role: "default-lr", schedule: null },
      "verification: constant 0.1 (the default of adam)",
      "验证：恒定 0.1（adam 的默认值）",
    ],
    [
      { ...adam, role: "runner-up", schedule: "step" },
      "verification: step decay from 0.1",
      "验证：阶梯衰减，最高 0.1",
    ],
  ];
  for (const [purpose, english, chinese] of purposes) {
    const trial = { label: purposeLabel(purpose), peakLr: 0.5, purpose };
    expect(trialText(trial, en)).toBe(english);
    expect(trialText(trial, zh)).toBe(chinese);
  }
  expect(trialText({ label: "a name of its own", peakLr: 0.5 }, zh)).toBe("a name of its own");
  expect(trialText({ label: "", peakLr: 0.5 }, zh)).toBe("0.5");
});
