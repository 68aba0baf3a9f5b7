import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { numberFromJson } from "../../../src/core/json.ts";
import { buildCurve } from "../../../src/curve/index.ts";
import {
  allRules,
  type RuleName,
  recommend,
  rules,
  slideIndex,
  steepestIndex,
  steepIndex,
  valleyIndex,
} from "../../../src/suggest/index.ts";
import { indexGradient, smallestIndex } from "../../../src/suggest/rules/gradient.ts";

interface Vector {
  name: string;
  plannedSteps: number;
  expect: string;
  minimumLr?: number;
  picks: Record<string, number | null>;
  lrs: number[];
  losses: (number | string)[];
}

const load = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/curves/${file}`, import.meta.url), "utf8"));
const vectors: Vector[] = load("vectors.json");
const lossesOf = (vector: Vector) => vector.losses.map((loss) => numberFromJson(loss) as number);

describe("the peers' rules on the reference curves", () => {
  for (const vector of vectors) {
    for (const [name, lr] of Object.entries(vector.picks)) {
      it(`${name} on ${vector.name}`, () => {
        const pick = rules[name as RuleName](vector.lrs, lossesOf(vector), vector.plannedSteps);
        if (lr === null) {
          expect(pick).toMatchObject({ lr: null, code: "rule-too-few-points" });
        } else {
          expect(pick.lr).toBeCloseTo(lr, 12 - Math.ceil(Math.log10(lr)));
        }
      });
    }
  }
});

interface Recorded extends Vector {
  optimizer: string;
  horizon: number;
  goodLr: [number, number];
}
const recorded: Recorded[] = load("recorded.json");

describe("the peers' rules on recorded sweeps", () => {
  for (const vector of recorded) {
    for (const [name, lr] of Object.entries(vector.picks)) {
      it(`${name} on ${vector.name}`, () => {
        const pick = rules[name as RuleName](vector.lrs, lossesOf(vector), vector.plannedSteps);
        if (lr === null) expect(pick.lr).toBeNull();
        else expect((pick.lr as number) / lr).toBeCloseTo(1, 9);
      });
    }
  }
});

describe("the recommended rule on recorded sweeps", () => {
  // The training losses of one sweep alone: within a decade of the LRs that full trainings found good.
  for (const vector of recorded) {
    it(vector.name, () => {
      const curve = buildCurve([{ lrs: vector.lrs, losses: lossesOf(vector) }]);
      const { optimizer, horizon: totalSteps } = vector;
      const answer = recommend(curve, { optimizer, totalSteps });
      if (answer.status === "none") {
        // Batches of four rows: without held-out losses nothing can be read off this one.
        expect(vector.name).toBe("teacher-b4/sgd");
        return;
      }
      expect(answer.lr).toBeGreaterThan(vector.goodLr[0] / 10);
      expect(answer.lr).toBeLessThan(vector.goodLr[1] * 10);
    });
  }
});

describe("the recommended rule on the reference curves", () => {
  for (const vector of vectors) {
    it(vector.name, () => {
      const run = { lrs: vector.lrs, losses: lossesOf(vector) };
      const curve = buildCurve([run]);
      const answer = recommend(curve, {
        optimizer: "sgd",
        rules: allRules(run, vector.plannedSteps),
      });
      expect(answer.status === "none" ? answer.reason : answer.status).toBe(vector.expect);
      if (answer.status === "found" && vector.minimumLr !== undefined) {
        expect(Math.abs(Math.log10((answer.lr * 2) / vector.minimumLr))).toBeLessThan(0.4);
      }
    });
  }
});

describe("the rules without smoothing and trims", () => {
  const lrs = Array.from({ length: 20 }, (_, i) => 10 ** (-6 + i / 4));
  for (const raw of load("raw-vectors.json")) {
    it(raw.name, () => {
      expect(valleyIndex(raw.losses)).toBe(raw.valley);
      expect(slideIndex(raw.losses)).toBe(raw.slide);
      expect(smallestIndex(raw.losses)).toBe(raw.minimum);
      expect(steepestIndex(raw.losses)).toBe(raw.steepest);
      expect(smallestIndex(indexGradient(raw.losses))).toBe(raw.steepest);
      if (raw.steep !== null) expect(steepIndex(lrs, raw.losses)).toBe(raw.steep);
    });
  }
});
