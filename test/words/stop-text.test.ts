import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runSweep } from "../../src/sweep/index.ts";
import type { Trainer } from "../../src/trainer/types.ts";
import { stopText, trialLabel, wordsOf } from "../../src/words/index.ts";
import { healthyLoss } from "../report/fixtures.ts";

const [en, zh] = [wordsOf("en"), wordsOf("zh")];
const INFO: Trainer["info"] = {
  optimizer: "adam",
  batchSize: 32,
  stepsPerEpoch: 50,
  parameterCount: 10,
  seed: 0,
  engine: { name: "made up", version: "1", why: "a test" },
};

const sourceText = (file: string) =>
  readFileSync(new URL(`../../src/${file}`, import.meta.url), "utf8");

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
    expect(stopText(run, zh)).toMatch(/^损失在第 23 步（学习率 0\.033?\d*）发散$/);
  });

  test("not a number", async () => {
    const run = await sweep((index) => (index === 9 ? Number.NaN : 1));
    expect(stopText(run, zh)).toMatch(/^损失在第 10 步（学习率 .*）变为 NaN$/);
  });

  test("cancelled, before and after the first step", async () => {
    const control = new AbortController();
    const run = await sweep(
      (index) => {
        if (index === 4) control.abort();
        return 1;
      },
      { signal: control.signal },
    );
    expect(stopText(run, zh)).toBe("5 步后已取消");
    expect(stopText({ ...run, losses: [], lrs: [] }, zh)).toBe("在第一步之前已取消");
  });

  test("a trainer's own words stay, shown for what they are and not at any length", async () => {
    const run = await sweep(() => {
      throw new Error(`out of memory \u202E${"x".repeat(1000)}`);
    });
    for (const words of [en, zh]) {
      expect(stopText(run, words)).toContain("out of memory [U+202E]xxx");
      expect(stopText(run, words).length).toBeLessThan(330);
    }
    expect(stopText(run, zh)).toMatch(/^训练程序出错：/);
  });

  test("given up, skipped, cut off, and a reason of a later version", () => {
    const run = { lrs: [0.1, 0.2], losses: [1, 2], stopDetail: "the journal ends here" };
    expect(stopText({ ...run, stopReason: "abandoned" }, zh)).toBe("明显落后，2 步后提前放弃");
    expect(stopText({ ...run, stopReason: "trainer-ended" }, zh)).toBe("记录到此为止");
    expect(stopText({ ...run, stopReason: "non-finite", stepIndices: [3, 7] }, zh)).toBe(
      "在第 8 步（学习率 0.2）之后的更新接连被跳过",
    );
    expect(stopText({ ...run, stopReason: "constructor" }, zh)).toBe("the journal ends here");
  });
});

describe("what a training was for", () => {
  test.each([
    ["probe at 0.01", "学习率 0.01 的试训"],
    ["ladder at 1e-4", "阶梯中的学习率 1e-4"],
    ["verification: the plan", "验证：计划"],
    ["verification: constant 0.001 (the default of adam)", "验证：恒定 0.001（adam 的默认值）"],
    ["cosine from 0.1", "余弦衰减，最高 0.1"],
    ["verification: step decay from 0.1", "验证：阶梯衰减，最高 0.1"],
    ["warmup-stable-decay from 0.1", "预热–稳定–衰减，最高 0.1"],
    ["probe at $1 and more", "probe at $1 and more"],
  ])("%s", (label, chinese) => {
    expect(trialLabel(label, zh)).toBe(chinese);
    expect(trialLabel(label, en)).toBe(label);
  });

  test("the finder still gives these labels", () => {
    expect(sourceText("search/probes.ts")).toContain("label: `probe at ${");
    expect(sourceText("search/ladder.ts")).toContain("label: `ladder at ${");
    const verify = sourceText("search/verify.ts");
    for (const part of ["`verification: ${", "the plan", "} from ${", "(the default of ${"]) {
      expect(verify).toContain(part);
    }
  });
});
