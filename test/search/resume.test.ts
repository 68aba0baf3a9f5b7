import { describe, expect, test } from "vitest";
import { type FindOptions, findLearningRate } from "../../src/search/index.ts";
import {
  type JournalHeader,
  journalLine,
  type RunEvent,
  readJournal,
} from "../../src/sweep/index.ts";
import { createSyntheticTrainer } from "../../src/trainer/synthetic/index.ts";
import type { Trainer } from "../../src/trainer/types.ts";

const horizon = { totalSteps: 800 };
const searches: Readonly<Record<string, FindOptions>> = {
  "a sweep with probes": { horizon, sweep: { steps: 40, evaluateEvery: 7 } },
  "repeats and two rounds": { horizon, sweep: { steps: 30, repeats: 2 }, budget: "thorough" },
  "a verification": { horizon, sweep: { steps: 30 }, budget: "quick", verify: { steps: 20 } },
  "a ladder": { horizon, strategy: "ladder", sweep: { steps: 20 } },
};

/** Skips every ninth update, as mixed precision would, and counts what it is asked for. */
function skippingTrainer(): { trainer: Trainer; asked: { steps: number } } {
  const inner = createSyntheticTrainer("noisy-valley", { heldOutRows: 200 });
  const asked = { steps: 0 };
  let done = 0;
  let saved = 0;
  const trainer: Trainer = {
    ...inner,
    async step(lr) {
      asked.steps += 1;
      done += 1;
      return done % 9 === 0 ? { loss: Number.NaN, skipped: true } : inner.step(lr);
    },
    async snapshot() {
      saved = done;
      await inner.snapshot();
    },
    async restore() {
      done = saved;
      await inner.restore();
    },
  };
  return { trainer, asked };
}

/** A search as a journal's lines and a result without what a clock decides. */
async function searched(options: FindOptions) {
  const { trainer, asked } = skippingTrainer();
  const lines: string[] = [];
  const onEvent = (event: RunEvent) => void lines.push(`${journalLine(event)}\n`);
  const { result } = await findLearningRate(trainer, { ...options, onEvent, createdAt: "now" });
  const { cost, ...rest } = result;
  return { lines, asked: asked.steps, result: { ...rest, cost: { ...cost, seconds: 0 } } };
}

describe.each(Object.entries(searches))("%s, killed at any line and resumed", (_name, options) => {
  test("comes to the same result, counts included, and trains only what was not finished", async () => {
    const whole = await searched(options);
    expect(whole.result.cost.trainSteps).toBe(whole.asked);
    const header: JournalHeader = {
      type: "header",
      version: 1,
      options: whole.result.record.options,
      info: whole.result.record.info,
      setup: {},
    };
    const kills = Array.from({ length: 12 }, (_, i) => Math.round((i / 11) * whole.lines.length));
    for (const kill of kills) {
      const text = [`${journalLine(header)}\n`, ...whole.lines.slice(0, kill)].join("");
      const { finishedRuns, finishedTrials } = readJournal(text);
      const resumed = await searched({ ...options, finishedRuns, finishedTrials });
      expect(resumed.result).toEqual(whole.result);
      const kept = [...finishedRuns, ...finishedTrials];
      const steps = kept.reduce((sum, { losses, skipped = 0 }) => sum + losses.length + skipped, 0);
      expect(resumed.asked).toBe(whole.asked - steps);
    }
  });
});
