import { expect, test } from "vitest";
import { parseLog, resultFromLogs, sweepFromLog } from "../../../src/logs/index.ts";
import {
  type Analysis,
  analyst,
  condense,
  recordingOf,
  settingsOf,
} from "../../../src/report/analysis/index.ts";
import { farAnalyst } from "../../../src/report/playground/app/far-analyst.ts";
import { healthyLoss } from "../fixtures.ts";

const rows = Array.from({ length: 24_000 }, (_, i) => {
  const lr = 1e-6 * 10 ** ((6 * i) / 24_000);
  return `${i},${lr},${healthyLoss(lr) + 0.05 * Math.sin(i * 12.9898)}`;
});
const whole = resultFromLogs(
  [sweepFromLog(parseLog(`step,lr,loss\n${rows.join("\n")}\n`, "a.csv"))],
  {
    name: "a",
    createdAt: "2026-01-01T00:00:00Z",
    versions: {},
    horizon: { schedule: "auto", per: "step" },
  },
);
const part = { ...whole, record: { ...whole.record, runs: condense(whole.record.runs).runs } };
const asRun = settingsOf(whole);
const there = analyst(recordingOf(whole));

/** An analyst far from its recording, and what was asked for there. */
function far() {
  const open: { answer(): Promise<void> }[] = [];
  let came = 0;
  const made = farAnalyst(
    part,
    (settings) =>
      new Promise<Analysis>((resolve) => {
        open.push({
          async answer() {
            resolve(there.full(settings));
            await Promise.resolve();
          },
        });
      }),
    () => came++,
  );
  return { made, open, came: () => came };
}

test("quick analyses are those of the whole recording", () => {
  const { made } = far();
  expect(part.record.runs[0]?.lrs.length).toBeLessThan(5001);
  for (const bandwidth of [0.05, 0.2, 0.6]) {
    const [here, all] = [made.quick({ ...asRun, bandwidth }), there.quick({ ...asRun, bandwidth })];
    expect(here.recommended).toEqual(all.recommended);
    expect(here.curve.smoothed).toEqual(all.curve.smoothed);
    expect(here.rules).toEqual(all.rules);
  }
  const onCurve = { ...asRun, rulesRead: "curve" } as const;
  expect(made.quick(onCurve).rules).toEqual(there.quick(onCurve).rules);
});

test("a full one is the quick one until it has come; then the rules of every point stay", async () => {
  const { made, open, came } = far();
  const settings = { ...asRun, fromLr: 1e-4 };
  const quick = made.full(settings);
  expect(quick.suggestion).toBeNull();
  expect(made.full({ ...settings })).toEqual(quick);
  expect(open).toHaveLength(1);
  await open[0]?.answer();
  expect(came()).toBe(1);
  const full = there.full(settings);
  expect(made.full({ ...settings })).toEqual(full);
  expect(made.quick({ ...settings, bandwidth: 0.3 }).rules.valley).toEqual(full.rules.valley);
  expect(full.rules.valley).not.toEqual(whole.rules.valley);
});

test("one that comes after another was asked for is left out", async () => {
  const { made, open, came } = far();
  made.full({ ...asRun, bandwidth: 0.2 });
  made.full({ ...asRun, bandwidth: 0.3 });
  await open[0]?.answer();
  expect(came()).toBe(0);
  await open[1]?.answer();
  expect(came()).toBe(1);
  expect(made.full({ ...asRun, bandwidth: 0.3 }).suggestion?.status).toBe("found");
});
