import { describe, expect, test } from "vitest";
import { RECORDERS, type RecorderName } from "../../src/curve/index.ts";
import { parseLog, sweepFromLog } from "../../src/logs/index.ts";
import { looksSmoothed, recognisedAverage } from "../../src/logs/smoothing.ts";
import { simulatedSweep } from "../curve/simulated-sweep.ts";

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);
const PLAIN = { lr: "lr", loss: "loss" };
const FASTAI = { lr: "lrs", loss: "losses" };

interface Kind {
  readonly mode: "exp" | "linear";
  readonly decades?: number;
}

/** Of 100 simulated sweeps, those whose losses are taken for a tool's average: undone, or warned of. */
function taken({ mode, decades }: Kind, names: typeof PLAIN, recordedBy: RecorderName | null) {
  const counts = { fastai: 0, lightning: 0, "torch-lr-finder": 0, looks: 0 };
  for (const seed of SEEDS) {
    const { lrs, losses: raw } = simulatedSweep(
      seed,
      mode,
      decades === undefined ? {} : { decades },
    );
    const losses = recordedBy === null ? raw : RECORDERS[recordedBy].smooth(raw);
    const found = recognisedAverage({ losses, lrs, names });
    if (found !== null) counts[found.tool] += 100 / SEEDS.length;
    else if (looksSmoothed(losses)) counts.looks += 100 / SEEDS.length;
  }
  return counts;
}

const LINEAR: Kind = { mode: "linear" };
const SHORT: Kind = { mode: "exp" };
const WIDE: Kind = { mode: "exp", decades: 7 };

describe("raw losses that fall fast", () => {
  test.each([LINEAR, SHORT, WIDE])("are left as they are: %j", (kind) => {
    const { fastai, lightning, looks } = taken(kind, PLAIN, null);
    expect(fastai + lightning).toBeLessThanOrEqual(1);
    expect(looks).toBeLessThanOrEqual(3);
  });

  test.each([LINEAR, SHORT, WIDE])("under fastai's names too, but for a few: %j", (kind) => {
    const { fastai, lightning } = taken(kind, FASTAI, null);
    expect(fastai + lightning).toBeLessThanOrEqual(kind.mode === "linear" ? 0 : 3);
  });
});

describe("averaged losses", () => {
  test("are found in sweeps as wide as the tools make them", () => {
    expect(taken(WIDE, FASTAI, "fastai").fastai).toBeGreaterThan(90);
    expect(taken(WIDE, PLAIN, "fastai").fastai).toBeGreaterThan(75);
    expect(taken(WIDE, PLAIN, "lightning").lightning).toBeGreaterThan(90);
    expect(taken(WIDE, PLAIN, "torch-lr-finder").looks).toBeGreaterThan(60);
  });

  test("of a linear sweep are warned of where they show, and never undone as fastai's", () => {
    for (const tool of ["lightning", "torch-lr-finder"] as const) {
      const { fastai, looks } = taken(LINEAR, PLAIN, tool);
      expect(fastai).toBe(0);
      expect(looks).toBeGreaterThan(25);
    }
  });
});

test("a raw linear log is read as it is, without a word of averages", () => {
  for (const seed of SEEDS.slice(0, 20)) {
    const { lrs, losses } = simulatedSweep(seed, "linear");
    const rows = lrs.map((lr, i) => `${lr},${losses[i]}`);
    const log = sweepFromLog(parseLog(["lr,loss", ...rows].join("\n"), "linear.csv"));
    expect(log.mode).toBe("linear");
    expect(log.runs[0]?.losses).toEqual(losses);
  }
});
