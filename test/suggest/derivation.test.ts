import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OPTIMIZER_NAMES } from "../../src/contract/optimizers/index.ts";
import { formatLr } from "../../src/core/format.ts";
import { buildCurve } from "../../src/curve/index.ts";
import { parseResult } from "../../src/result/index.ts";
import {
  type Circumstances,
  gridPoints,
  recommend,
  recommendFromGrid,
  recommendFromTrials,
  type Suggestion,
} from "../../src/suggest/index.ts";
import { noteText, wordsOf } from "../../src/words/index.ts";
import { repoFile } from "../helpers/cli.ts";
import { falling, probe } from "./probes/helpers.ts";
import { ladder, SHAPES, sweep } from "./sweeps.ts";

type Found = Extract<Suggestion, { status: "found" }>;

/** Three digits on either side of the sign. */
const PRINTED = 0.011;

/** Follows every "divided by … is" and "times … is" of the first reason from its first number on. */
function follow(text: string, words: { divided: RegExp; step: RegExp }): number {
  const first = words.divided.exec(text);
  let at = Number(first?.[1]);
  let steps = 0;
  for (const [, sign, by, is] of text.matchAll(words.step)) {
    const wanted = /divid|除/.test(sign as string) ? at / Number(by) : at * Number(by);
    expect(Math.abs(Number(is) / wanted - 1), text).toBeLessThan(PRINTED);
    at = Number(is);
    steps += 1;
  }
  expect(steps, text).toBeGreaterThan(0);
  return at;
}

const NUMBER = String.raw`(\d[\d.]*(?:e[-+]?\d+)?)`;
const EN = {
  divided: new RegExp(`${NUMBER} divided by`),
  step: new RegExp(`(divided by|times) ${NUMBER} is ${NUMBER},`, "g"),
};
const ZH = {
  divided: new RegExp(`${NUMBER} 除以`),
  step: new RegExp(`(除以|乘以) ${NUMBER} 得 ${NUMBER}（`, "g"),
};

function derivationOf({ reasons }: Found) {
  const reason = reasons.find(({ code }) => code === "centred-minimum");
  if (reason === undefined) throw new Error("no derivation");
  return reason;
}

/** The same in both languages and as data, down to the LR of the answer. */
function holds(answer: Found): void {
  const reason = derivationOf(answer);
  const chinese = noteText(reason, wordsOf("zh"));
  for (const end of [follow(reason.message, EN), follow(chinese, ZH)]) {
    expect(formatLr(end)).toBe(formatLr(answer.lr));
  }
  const { minimumLr, steps, lowest } = reason.data as {
    minimumLr: number;
    steps: { factor: number; lr: number }[];
    lowest: {
      read: string;
      curveLr: number;
      bottom: [number, number];
      trainingLr: number;
      heldOutLr?: number;
    };
  };
  let at = minimumLr;
  for (const { factor, lr } of steps) {
    expect(lr / (at * factor)).toBeCloseTo(1, 9);
    at = lr;
  }
  expect(Math.sqrt(lowest.bottom[0] * lowest.bottom[1]) / lowest.trainingLr).toBeCloseTo(1, 9);
  const held = lowest.heldOutLr as number;
  if (lowest.read === "both")
    expect(Math.sqrt(lowest.trainingLr * held) / minimumLr).toBeCloseTo(1, 9);
  if (lowest.read === "training") expect(lowest.trainingLr / minimumLr).toBeCloseTo(1, 9);
  if (lowest.read === "held-out") expect(held / minimumLr).toBeCloseTo(1, 9);
  expect(reason.message).toContain(
    `LR ${formatLr(lowest.read === "floor" ? minimumLr : lowest.curveLr)}`,
  );
}

const circumstances: fc.Arbitrary<Circumstances> = fc.record(
  {
    optimizer: fc.constantFrom(...OPTIMIZER_NAMES, "unknown", "torch.optim.NAdam"),
    totalSteps: fc.constantFrom(20, 600, 801, 12_345, 3e9),
    stepsPerEpoch: fc.constantFrom(1, 20, 400),
    parametersARow: fc.constantFrom(0.5, 20),
    aim: fc.constantFrom("end" as const, "best" as const),
  },
  { requiredKeys: ["optimizer"] },
);

/** Sweeps of all shapes, that may end too early, with held-out losses that are lowest elsewhere. */
const sweeps = fc
  .record({
    shape: fc.constantFrom(...Object.values(SHAPES)),
    noise: fc.constantFrom(0, 0.02, 0.1),
    seed: fc.nat(1000),
    last: fc.constantFrom(1e-3, 3e-2, 0.2, 1e2),
    shift: fc.constantFrom(0.01, 0.3, 1, 2, 50),
    held: fc.boolean(),
    scale: fc.constantFrom(1, 1e-4, 300),
    floor: fc.boolean(),
  })
  .map(({ shape, noise, seed, last, shift, held, scale, floor }) => {
    const loss = (lr: number) => {
      const at = shape.loss(lr / scale);
      return floor ? Math.max(0.001, at - 0.4) : at;
    };
    const run = sweep(loss, noise, seed, ladder(100, 1e-6, last));
    const heldOut = run.lrs
      .filter((_, i) => i % 4 === 3)
      .map((lr) => ({ lr, loss: loss(lr / shift) }));
    return held ? { ...run, heldOut } : run;
  });

describe("what the sweep alone recommends", () => {
  it("says each step to it with its number, in any language", () => {
    fc.assert(
      fc.property(sweeps, circumstances, (run, known) => {
        const answer = recommend(buildCurve([run]), known);
        if (answer.status === "found") holds(answer);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  const folder = repoFile("test/fixtures/documents/results");
  it.each(readdirSync(folder))("also of the recorded sweep of %s", (file) => {
    const { curve, record } = parseResult(readFileSync(`${folder}/${file}`, "utf8"), file);
    for (const totalSteps of [100, 5000]) {
      const answer = recommend(curve, { optimizer: record.info.optimizer, totalSteps });
      if (answer.status === "found") holds(answer);
    }
  });

  it("has no number beyond what was swept without a clear word", () => {
    fc.assert(
      fc.property(sweeps, circumstances, (run, known) => {
        const curve = buildCurve([run]);
        const answer = recommend(curve, { ...known, endLr: run.lrs.at(-1) as number });
        if (answer.status === "none") return;
        const [first, last] = [curve.lrs[0] as number, curve.lrs.at(-1) as number];
        const numbers = [answer.lr, ...answer.range, ...(answer.other ? [answer.other.lr] : [])];
        expect(Math.max(...numbers)).toBeLessThanOrEqual(last * (1 + 1e-9));
        if (Math.min(...numbers) >= first * (1 - 1e-9)) return;
        expect(answer.confidence).toBe("low");
        expect(answer.reasons.map(({ code }) => code)).toContain("starts-too-high");
      }),
      { numRuns: 150, seed: 2 },
    );
  });

  it("is less than sure where the curve rises again, and says what put it there", () => {
    let risen = 0;
    fc.assert(
      fc.property(sweeps, circumstances, (run, known) => {
        const answer = recommend(buildCurve([run]), known);
        if (answer.status === "none") return;
        const { lowest } = derivationOf(answer).data as {
          lowest: { curveLr: number; bottom: [number, number] };
        };
        const edge = Math.max(lowest.curveLr, lowest.bottom[1]);
        const said = answer.reasons.some(({ code }) => code === "above-lowest");
        expect(said).toBe(formatLr(answer.lr) !== formatLr(edge) && answer.lr > edge);
        if (!said) return;
        risen += 1;
        expect(answer.confidence).not.toBe("high");
      }),
      { numRuns: 150, seed: 3 },
    );
    expect(risen).toBeGreaterThan(3);
  });
});

it("refuses a sweep whose held-out losses still fall at its end, however noisy its training losses", () => {
  const lrs = ladder(100, 1e-6, 1e-5);
  const falling = (lr: number) => 1.2 - 0.3 * Math.log10(lr / 1e-6) ** 2;
  for (let seed = 0; seed < 20; seed++) {
    const run = sweep(() => 1.2, 0.1, seed, lrs);
    const heldOut = lrs.filter((_, i) => i % 5 === 4).map((lr) => ({ lr, loss: falling(lr) }));
    const answer = recommend(buildCurve([{ ...run, heldOut }]), {
      optimizer: "adam",
      totalSteps: 600,
    });
    expect(answer).toMatchObject({ status: "none", reason: "still-falling" });
  }
});

it("is never sure beside a range of a factor of a hundred, or of a run far longer than the sweep", () => {
  let sure = 0;
  fc.assert(
    fc.property(sweeps, circumstances, (run, known) => {
      const answer = recommend(buildCurve([run]), known);
      if (answer.status === "none") return;
      const times = (known.totalSteps ?? 0) / run.lrs.length;
      const said = answer.reasons.some(({ code }) => code === "short-sweep");
      expect(said).toBe(times > 25);
      if (times > 100) expect(answer.confidence).toBe("low");
      if (answer.confidence !== "high") return;
      sure += 1;
      expect(answer.range[1] / answer.range[0]).toBeLessThanOrEqual(100);
    }),
    { numRuns: 150, seed: 6 },
  );
  expect(sure).toBeGreaterThan(3);
});

describe("what trainings recommend", () => {
  const lrs = fc.uniqueArray(fc.integer({ min: -16, max: 8 }), { minLength: 1, maxLength: 6 });
  const losses = fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), {
    minLength: 6,
    maxLength: 6,
  });
  const swept = buildCurve([
    sweep((SHAPES["small drop"] as (typeof SHAPES)[string]).loss, 0.02, 1),
  ]);

  it("lies with its range within what was swept or tried", () => {
    fc.assert(
      fc.property(
        lrs,
        losses,
        fc.constantFrom(80, 3000, 1e7),
        fc.constantFrom(...OPTIMIZER_NAMES),
        (places, ends, totalSteps, optimizer) => {
          const trials = places.map((place, i) =>
            probe(10 ** (place / 4), { heldOut: falling(ends[i] as number) }),
          );
          const answer = recommendFromTrials(swept, trials, {
            optimizer,
            totalSteps,
            stepsPerEpoch: 20,
          });
          if (answer.status === "none") return;
          const tried = [...swept.lrs, ...trials.map(({ peakLr }) => peakLr)];
          const numbers = [answer.lr, ...answer.range, ...(answer.other ? [answer.other.lr] : [])];
          expect(Math.max(...numbers)).toBeLessThanOrEqual(Math.max(...tried) * (1 + 1e-9));
          if (Math.min(...numbers) >= Math.min(...tried) * (1 - 1e-9)) return;
          expect(answer.confidence).toBe("low");
          expect(answer.reasons.map(({ code }) => code)).toContain("starts-too-high");
        },
      ),
      { numRuns: 200, seed: 4 },
    );
  });

  it("of a grid lies within it, and its range holds every LR that may be as good", () => {
    let noisy = 0;
    fc.assert(
      fc.property(lrs, losses, losses, (places, first, second) => {
        const rows = places.flatMap((place, i) =>
          [first[i] as number, second[i] as number].map((loss) => ({
            lr: 10 ** (place / 4),
            loss,
          })),
        );
        const points = gridPoints(rows, false);
        const answer = recommendFromGrid(points);
        if (answer.status === "none") return;
        const [low, high] = answer.range;
        const [least, most] = [points[0]?.lr as number, points.at(-1)?.lr as number];
        expect(low).toBeGreaterThanOrEqual(least * (1 - 1e-9));
        expect(high).toBeLessThanOrEqual(most * (1 + 1e-9));
        const said = answer.reasons.find(({ code }) => code === "grid-noise");
        for (const other of (said?.data.others ?? []) as number[]) {
          noisy += 1;
          expect(low <= other && other <= high).toBe(true);
        }
      }),
      { numRuns: 200, seed: 5 },
    );
    expect(noisy).toBeGreaterThan(5);
  });
});
