import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { makePlan, type Plan, type PlanOptions } from "../../src/plan/index.ts";

const base: PlanOptions = { lr: 0.1, optimizer: "sgd", totalSteps: 1000, stepsPerEpoch: 100 };
const planWith = (options: Partial<PlanOptions>): Plan => makePlan({ ...base, ...options });
const codes = (plan: Plan) => plan.reasons.map(({ code }) => code);
const reason = (plan: Plan, code: string) => {
  const found = plan.reasons.find((each) => each.code === code);
  if (found === undefined) throw new Error(`no reason ${code} in ${codes(plan)}`);
  return found;
};

describe("the plan of the doc comment", () => {
  const plan = makePlan(base);

  it("has the numbers that it states", () => {
    const shared = {
      peakLr: 0.1,
      warmupStartLr: 0.002,
      warmupSteps: 50,
      totalSteps: 1000,
      stepsPerEpoch: 100,
      per: "step",
    };
    expect(plan.initialLr).toBe(0.1);
    expect(plan.schedule).toEqual({ kind: "cosine", ...shared, floorLr: 0 });
    expect(plan.alternative).toEqual({
      kind: "step",
      ...shared,
      milestones: [500, 750],
      factor: 0.1,
    });
  });

  it("has a reason for each number, with the number in words and data", () => {
    const expected = ["initial-lr", "horizon-steps", "schedule-choice", "warmup", "floor"];
    expect(codes(plan)).toEqual(expected);
    expect(reason(plan, "initial-lr").data.lr).toBe(0.1);
    expect(reason(plan, "horizon-steps").message).toContain("1,000 steps");
    expect(reason(plan, "schedule-choice").message).toMatch(/500, 750.*mostly by little/);
    expect(reason(plan, "warmup").message).toMatch(/0\.002 to 0\.1 over the first 50 steps.*5 %/);
    expect(reason(plan, "floor").data.floorLr).toBe(0);
    for (const { message } of plan.reasons) expect(message).toMatch(/^[A-Z0-9].*\.$/);
  });

  it("is plain JSON", () => {
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });
});

describe("horizon", () => {
  const { totalSteps: _, ...open } = base;

  it("multiplies epochs, rounds, and never gives no step", () => {
    expect(makePlan({ ...open, epochs: 7 }).schedule.totalSteps).toBe(700);
    expect(makePlan({ ...open, epochs: 0.256 }).schedule.totalSteps).toBe(26);
    expect(makePlan({ ...open, epochs: 0.001 }).schedule.totalSteps).toBe(1);
    expect(codes(makePlan({ ...open, epochs: 7 }))).toContain("horizon-epochs");
  });

  it("takes both when they agree", () => {
    expect(planWith({ epochs: 10 }).schedule.totalSteps).toBe(1000);
  });

  it("without one holds the peak with a decay at the end, drawn over 20 epochs", () => {
    const plan = makePlan(open);
    expect(plan.schedule).toEqual({
      kind: "warmup-stable-decay",
      peakLr: 0.1,
      warmupStartLr: 0.001,
      warmupSteps: 100,
      decaySteps: 400,
      floorLr: 0,
      totalSteps: 2000,
      stepsPerEpoch: 100,
      per: "step",
    });
    expect(plan.alternative).toMatchObject({ kind: "cosine", totalSteps: 2000, floorLr: 0.001 });
    const own = ["initial-lr", "horizon-open", "schedule-choice", "warmup", "decay", "floor"];
    expect(codes(plan)).toEqual(own);
    expect(reason(plan, "horizon-open").data).toMatchObject({ epochs: 20, totalSteps: 2000 });
    expect(reason(plan, "decay").message).toMatch(/until step 1,600.*400 steps.*To train longer/);
  });

  it("assumes 20 epochs for a cosine that was asked for, says so, and keeps a floor for going on", () => {
    const plan = makePlan({ ...open, schedule: "cosine" });
    expect(plan.schedule).toMatchObject({ kind: "cosine", totalSteps: 2000, floorLr: 0.001 });
    expect(reason(plan, "horizon-assumed").data).toMatchObject({ epochs: 20, totalSteps: 2000 });
    expect(reason(plan, "floor").message).toContain("assumed");
  });

  it("holds and decays over a known length when asked for", () => {
    const plan = planWith({ schedule: "warmup-stable-decay" });
    expect(plan.schedule).toMatchObject({ decaySteps: 200, totalSteps: 1000, floorLr: 0 });
    expect(reason(plan, "decay").message).not.toContain("To train longer");
    expect(codes(plan)).toContain("horizon-steps");
  });
});

describe("warmup", () => {
  const warmup = (options: Partial<PlanOptions>) => planWith(options).schedule.warmupSteps;

  it.each([
    ["sgd", 10_000, 500],
    ["momentum", 400, 20],
    ["rmsprop", 1000, 50],
    ["adam", 1000, 100],
    ["adamw", 10_000, 1000],
    ["adam", 100_000, 2000],
    ["torch.optim.NAdam", 100_000, 2000],
  ])("%s, %i steps: %i", (optimizer, totalSteps, steps) => {
    expect(warmup({ optimizer, totalSteps })).toBe(steps);
  });

  it("follows beta2", () => {
    expect(warmup({ optimizer: "adam", beta2: 0.99, totalSteps: 10_000 })).toBe(200);
  });

  it("is longer for fine-tuning, and says why", () => {
    const plan = planWith({ initialLossDropShare: 0.042 });
    expect(plan.schedule.warmupSteps).toBe(100);
    expect(reason(plan, "warmup").message).toContain("4.2 %");
    expect(warmup({ initialLossDropShare: 0.5 })).toBe(50);
  });

  it.each([1, 2, 5, 9, 19, 29])("%i steps: none", (totalSteps) => {
    const plan = planWith({ totalSteps });
    expect(plan.schedule).toMatchObject({ warmupSteps: 0, warmupStartLr: 0.1 });
    expect(reason(plan, "warmup").message).toMatch(/^No warmup: .*less than 2 steps/);
    expect(codes(plan)).toContain("short-horizon");
  });

  it("is at least 2 and at most a tenth of the run where there is one", () => {
    for (let totalSteps = 1; totalSteps < 400; totalSteps++) {
      for (const optimizer of ["sgd", "adam"]) {
        const steps = warmup({ totalSteps, optimizer });
        expect(steps === 0 || (steps >= 2 && steps <= totalSteps / 10)).toBe(true);
      }
    }
  });

  it("is longer where the useful LRs span less than half a decade", () => {
    expect(warmup({ range: [0.06, 0.15] })).toBe(100);
    expect(warmup({ range: [0.03, 0.15] })).toBe(50);
    const { message, data } = reason(planWith({ range: [0.06, 0.15] }), "warmup");
    expect(message).toContain("only 0.4 decades");
    expect(data.rule).toBe("narrow");
  });

  it("is as given, 0 included", () => {
    expect(planWith({ warmupSteps: 7 }).schedule).toMatchObject({
      warmupSteps: 7,
      warmupStartLr: 0.1 / 7,
    });
    expect(warmup({ warmupSteps: 0 })).toBe(0);
    expect(reason(planWith({ warmupSteps: 0 }), "warmup").message).toBe("No warmup: as given.");
  });
});

describe("step decay", () => {
  const milestones = (options: Partial<PlanOptions>) => {
    const { schedule } = planWith({ schedule: "step", ...options });
    return schedule.kind === "step" ? schedule.milestones : null;
  };

  it.each([
    [4999, [2500, 3749]],
    [5000, [1500, 3000, 4500]],
    [4, [2, 3]],
    [3, [2]],
    [2, [1]],
    [1, []],
  ])("%i steps drop at %j", (totalSteps, expected) => {
    expect(milestones({ totalSteps })).toEqual(expected);
  });

  it("keeps the suggested LR, and swaps plan and alternative", () => {
    const plan = planWith({ schedule: "step" });
    expect([plan.initialLr, plan.schedule.kind, plan.schedule.peakLr]).toEqual([0.1, "step", 0.1]);
    expect(plan.alternative.kind).toBe("cosine");
    expect(reason(plan, "initial-lr").message).toContain("the same for cosine and step decay");
    expect(reason(plan, "schedule-choice").message).toMatch(
      /^Step decay, as asked for.*mostly by little/,
    );
    expect(codes(plan)).toContain("milestones");
    expect(codes(plan)).not.toContain("floor");
  });

  it("is what auto takes when its numbers are given", () => {
    expect(planWith({ milestones: [600, 900] }).schedule).toMatchObject({
      kind: "step",
      milestones: [600, 900],
    });
    expect(planWith({ factor: 0.3 }).schedule).toMatchObject({ kind: "step", factor: 0.3 });
    expect(planWith({}).schedule.kind).toBe("cosine");
  });

  it("says that a run is too short for a drop", () => {
    const plan = planWith({ schedule: "step", totalSteps: 1 });
    expect(reason(plan, "milestones").message).toMatch(/too short for a drop/);
  });
});

describe("auto", () => {
  it("takes step decay where a cosine per epoch could not come down: up to six epochs", () => {
    const kinds = [1, 2, 5, 6, 7, 10].map(
      (epochs) => planWith({ per: "epoch", totalSteps: 100 * epochs }).schedule.kind,
    );
    expect(kinds).toEqual(["cosine", "step", "step", "step", "cosine", "cosine"]);
    // (1 + cos(4 pi / 5)) / 2 = 0.0954915...
    const { message, data } = reason(
      planWith({ per: "epoch", totalSteps: 500 }),
      "schedule-choice",
    );
    expect(data.rule).toBe("coarse-epochs");
    expect(message).toContain("its last one at 9.5 % of the peak");
  });

  it("says what the other would have cost, in numbers that can be checked", () => {
    const { data, message } = reason(planWith({ warmupSteps: 0 }), "schedule-choice");
    // Half a cosine: mean 1/2, below a tenth for 1 - acos(-0.8) / pi. Steps: 500 + 25 + 2.5 of 1000.
    expect(data.meanShare).toBeCloseTo(0.5005, 6);
    expect(data.lowShare).toBeCloseTo(1 - Math.acos(-0.8) / Math.PI, 2);
    expect(data.alternativeMeanShare).toBeCloseTo(0.5275, 6);
    expect(data.alternativeLowShare).toBe(0.5);
    expect(message).toMatch(/depends on the task.*50 % of the peak.*53 %/);
  });
});

describe("fine-tuning", () => {
  it("takes a third of the LR and warms up for a tenth of the run", () => {
    const plan = planWith({ fineTune: true, lr: 0.3 });
    expect(plan.initialLr).toBeCloseTo(0.1, 12);
    expect(plan.schedule).toMatchObject({ peakLr: plan.initialLr, warmupSteps: 100 });
    expect(reason(plan, "initial-lr").message).toMatch(/0\.1: a third of the suggested 0\.3/);
    expect(reason(plan, "warmup").message).toContain("fine-tuned");
  });

  it("does not go below the range of LRs that are as good", () => {
    expect(planWith({ fineTune: true, range: [0.05, 0.2] }).initialLr).toBe(0.05);
    expect(planWith({ fineTune: true, range: [0.01, 0.2] }).initialLr).toBeCloseTo(0.1 / 3, 12);
  });
});

describe("circumstances", () => {
  it.each([
    ["sgd", "rises"],
    ["nesterov", "rises"],
    ["adam", "disputed"],
    ["NAdam", "disputed"],
    ["lion", undefined],
  ])(
    "says what the LR of %s is for, and what the literature says of other batches",
    (optimizer, direction) => {
      const { message, data } = reason(planWith({ batchSize: 32, optimizer }), "batch-size");
      expect(data).toEqual({ batchSize: 32, exponent: null, ...(direction && { direction }) });
      expect(message).toMatch(/^This LR is for batches of 32\..* run the finder again\.$/);
      // A direction stands with its source, and no exponent stands anywhere.
      expect(/arXiv \d{4}\.\d{5}/.test(message)).toBe(direction !== undefined);
      expect(message).not.toMatch(/power|-?0\.\d/);
    },
  );

  it("warns of noisy losses, and says over how many to take a mean", () => {
    expect(reason(planWith({ noiseShare: 1 }), "noise").data.window).toBe(40);
    expect(codes(planWith({ noiseShare: 0.2 }))).not.toContain("noise");
  });

  it("offers the lower LR or early stopping where over-fitting decides", () => {
    const overfitting = { stableLr: 0.4 };
    const { message, data } = reason(planWith({ overfitting }), "over-fitting");
    expect(message).toContain("Either train with 0.1");
    expect(message).toContain("with 0.4 and stop early, after about 250 steps");
    expect(data.offers).toEqual([
      { kind: "lower-lr", lr: 0.1 },
      { kind: "early-stopping", lr: 0.4, evaluateEvery: 25, patience: 125 },
    ]);
    expect(planWith({ overfitting }).initialLr).toBe(0.1);
  });
});

describe("per epoch", () => {
  it("begins a decay at an epoch", () => {
    const plan = planWith({ per: "epoch", totalSteps: 2350, schedule: "warmup-stable-decay" });
    // A fifth is 470 steps: the decay begins at epoch 19, not at step 1880.
    expect(plan.schedule).toMatchObject({ decaySteps: 450 });
  });

  it("moves warmup and milestones to whole epochs", () => {
    const plan = planWith({ per: "epoch", totalSteps: 2350, schedule: "step" });
    // 5 % is 118 steps, about 1 epoch; 50 and 75 % are 11.75 and 17.6 epochs.
    expect(plan.schedule).toMatchObject({
      warmupSteps: 100,
      warmupStartLr: 0.05,
      milestones: [1200, 1800],
    });
    expect(codes(plan)).toContain("per-epoch");
  });

  it("leaves out a warmup that is less than half an epoch", () => {
    const plan = planWith({ per: "epoch", totalSteps: 900 });
    expect(plan.schedule.warmupSteps).toBe(0);
    expect(reason(plan, "warmup").message).toContain("half an epoch");
  });

  it("says that a single epoch has a single LR", () => {
    const plan = planWith({ per: "epoch", totalSteps: 80, schedule: "step" });
    expect(plan.schedule).toMatchObject({ milestones: [], warmupSteps: 0 });
    expect(reason(plan, "per-epoch").message).toContain("stays the same");
  });
});

describe("bad input", () => {
  const rows: [Partial<Record<keyof PlanOptions, unknown>>, ...string[]][] = [
    [{ lr: 0 }, "lr"],
    [{ lr: Number.NaN }, "lr"],
    [{ range: [0.2, 0.1] }, "range[1]", "0.2"],
    [{ range: [0, 0.1] }, "range[0]"],
    [{ optimizer: "" }, "optimizer"],
    [{ totalSteps: 0 }, "totalSteps"],
    [{ totalSteps: -1 }, "totalSteps"],
    [{ totalSteps: 10.5 }, "totalSteps"],
    [{ epochs: 0, totalSteps: undefined }, "epochs"],
    [{ epochs: 1e300, totalSteps: undefined }, "epochs"],
    [{ epochs: 5 }, "totalSteps", "500", "1000"],
    [{ stepsPerEpoch: 0 }, "stepsPerEpoch"],
    [{ schedule: "cosin" }, "schedule", '"cosine"'],
    [{ per: "batch" }, "per"],
    [{ floorLr: 0.2 }, "floorLr", "0.1"],
    [{ floorLr: -1 }, "floorLr"],
    [{ floorLr: 0.01, schedule: "step" }, "floorLr", "left out"],
    [{ floorLr: 0.01, milestones: [500] }, "floorLr", "left out"],
    [{ milestones: [500], schedule: "cosine" }, "milestones", "left out"],
    [{ factor: 0.5, schedule: "cosine" }, "factor", "left out"],
    [{ factor: 0 }, "factor"],
    [{ factor: 1 }, "factor"],
    [{ factor: 2 }, "factor"],
    [{ milestones: [700, 300] }, "milestones[1]", "700"],
    [{ milestones: [300, 300] }, "milestones[1]"],
    [{ milestones: [20] }, "milestones[0]", "warmup"],
    [{ milestones: [1000] }, "milestones[0]", "below the total"],
    [{ milestones: [10.5] }, "milestones[0]"],
    [{ milestones: 500 }, "milestones", "array"],
    [{ milestones: [550], per: "epoch" }, "milestones[0]", "multiple"],
    [{ warmupSteps: 1000 }, "warmupSteps", "below the total"],
    [{ warmupSteps: -1 }, "warmupSteps"],
    [{ warmupSteps: 50, per: "epoch" }, "warmupSteps", "multiple"],
    [{ beta2: 1, optimizer: "adam" }, "beta2"],
    [{ initialLossDropShare: 2 }, "initialLossDropShare"],
    [{ factor: 0.5, schedule: "warmup-stable-decay" }, "factor", "left out"],
    [{ fineTune: "yes" }, "fineTune", "true or false"],
    [{ batchSize: 0 }, "batchSize"],
    [{ noiseShare: -1 }, "noiseShare"],
    [{ overfitting: { stableLr: 0 } }, "overfitting.stableLr"],
  ];

  it.each(rows)("%j", (options, name, ...parts) => {
    const given = { ...base, ...options };
    if ("totalSteps" in options && options.totalSteps === undefined) delete given.totalSteps;
    try {
      makePlan(given as PlanOptions);
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(InputError);
      const { message } = thrown as InputError;
      expect(message).toContain(`\`${name}\` must be`);
      for (const part of parts) expect(message).toContain(part);
      return;
    }
    throw new Error("no error was thrown");
  });
});
