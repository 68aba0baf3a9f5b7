import { describe, expect, it } from "vitest";
import {
  diagnose,
  type Finding,
  type FindingCode,
  type TrainingLog,
} from "../../src/diagnose/index.ts";
import { codes, decay, logOf, noiseOf } from "./logs.ts";

type Found<Code> = Extract<Finding, { readonly code: Code }>;

const found = <Code extends FindingCode>(log: TrainingLog, code: Code): Found<Code> => {
  const { findings } = diagnose(log);
  const finding = findings.find((each): each is Found<Code> => each.code === code);
  if (finding === undefined) throw new Error(`no ${code} in ${codes({ findings })}`);
  return finding;
};

/** The same log at other scales and offsets: a diagnosis must not change with them. */
const SCALES: readonly (readonly [number, number])[] = [
  [1, 0],
  [1, -1000],
  [1e12, 0],
  [1e-9, 0],
];
const scaled = (log: TrainingLog, [factor, offset]: readonly [number, number]): TrainingLog => ({
  ...log,
  losses: log.losses.map((loss) => factor * (loss + offset)),
});

describe("non-finite losses", () => {
  const log = logOf(100, (share, i) => (i < 60 ? decay(3)(share) : Number.NaN), {
    every: 10,
    lr: () => 0.5,
  });

  it("is lost from the first one on, with an LR ten times lower to try", () => {
    const finding = found(log, "diverged");
    expect(finding).toMatchObject({ severity: "error", steps: [600, 990] });
    expect(finding.message).toContain("became NaN at step 600");
    expect(finding.advice[0]).toContain("from 0.5 to 0.05");
    expect(finding.advice.join(" ")).toMatch(/not the cause.*inputs or targets.*half precision/);
    expect(codes(diagnose(log))).toEqual(["diverged"]);
  });

  it("takes infinities alike, and a log of nothing else", () => {
    expect(
      found(
        logOf(9, () => Number.POSITIVE_INFINITY),
        "diverged",
      ).message,
    ).toContain("Infinity");
    expect(
      found(
        logOf(1, () => Number.NaN),
        "diverged",
      ).steps,
    ).toEqual([0, 0]);
  });

  it("calls one that comes back a spike", () => {
    const back = logOf(100, (share, i) => (i === 30 ? Number.NaN : decay(3)(share)));
    expect(found(back, "spike")).toMatchObject({ steps: [30, 30], data: { kind: "non-finite" } });
    expect(codes(diagnose(back))).toEqual(["spike"]);
  });
});

describe("diverged", () => {
  const noise = noiseOf(1);
  const log = logOf(
    200,
    (share, i) =>
      decay(3)(Math.min(share, 0.6)) + (i > 120 ? 1.1 ** (i - 120) - 1 : 0) + 0.02 * noise(),
  );

  it.each(SCALES)("scale %d, offset %d: since the rise", (...scale) => {
    const finding = found(scaled(log, scale), "diverged");
    expect(finding.steps[0]).toBeGreaterThan(110);
    expect(finding.steps[0]).toBeLessThan(150);
    expect(finding.steps[1]).toBe(199);
    expect(finding.message).toMatch(/diverged/);
  });

  it("sees a loss that rises from the start", () => {
    expect(codes(diagnose(logOf(30, (_, i) => 1 + 1.3 ** i)))).toEqual(["diverged"]);
  });

  it("still names the spike of before", () => {
    const losses = log.losses.map((loss, i) => (i === 50 ? loss + 5 : loss));
    expect(codes(diagnose({ ...log, losses }))).toEqual(["diverged", "spike"]);
  });

  it("calls a loss that comes back half of the way rising, not diverged", () => {
    const back = logOf(200, (share) => (share < 0.5 ? decay(6)(share) : 0.7) + 0.02 * noise());
    const finding = found(back, "rising");
    expect(finding.severity).toBe("warning");
    expect(finding.steps[0]).toBeGreaterThan(80);
    expect(codes(diagnose(back))).not.toContain("diverged");
  });

  it("does not call a warm restart rising", () => {
    const cycle = (share: number) => (2 * share) % 1;
    const cycled = logOf(200, (share) => 1 - 0.5 * cycle(share) - 0.4 * share, {
      lr: (share) => 0.1 * (1 - 0.95 * cycle(share)),
    });
    expect(codes(diagnose(cycled))).toEqual([]);
  });
});

describe("too slow", () => {
  const noise = noiseOf(2);
  const steady = logOf(200, (share) => 2.3 - 0.2 * share + 0.01 * noise(), { lr: () => 1e-4 });

  it.each(SCALES)("scale %d, offset %d: as steep at the end as at the start", (...scale) => {
    const finding = found(scaled(steady, scale), "too-slow");
    expect(finding.data.kind).toBe("steady");
    expect(finding.steps).toEqual([0, 199]);
    expect(finding.advice[0]).toContain("from 0.0001 to between 0.0005 and 0.001");
  });

  it("takes a log of half a time constant for slow, and one of three for healthy", () => {
    expect(codes(diagnose(logOf(100, decay(0.5))))).toEqual(["too-slow"]);
    expect(codes(diagnose(logOf(100, decay(3))))).toEqual([]);
  });

  it("sees a loss that does not move at all", () => {
    const flat = logOf(200, () => 2.3 + 0.05 * noise());
    expect(found(flat, "too-slow").data.kind).toBe("still");
    expect(
      found(
        logOf(60, () => 0.7),
        "too-slow",
      ).message,
    ).toContain("not moved from 0.7");
  });

  it("does not count a warmup that the LRs show", () => {
    const warming = (share: number) => (share < 0.5 ? 2 * share : 1);
    const log = logOf(60, (share) => 2 - share, { lr: warming });
    // From half of the peak LR on there are 45 losses; of 40 losses there are too few.
    expect(codes(diagnose(log))).toEqual(["too-slow"]);
    expect(codes(diagnose(logOf(50, (share) => 2 - share, { lr: warming })))).toEqual([]);
  });
});

describe("oscillating", () => {
  const noise = noiseOf(3);

  it.each(SCALES)("scale %d, offset %d: swings of the level", (...scale) => {
    const log = logOf(
      600,
      (share) => decay(8)(share) + 0.3 * Math.sin(2 * Math.PI * 6 * share) + 0.03 * noise(),
    );
    const finding = found(scaled(log, scale), "oscillating");
    if (finding.data.kind !== "swings") throw new Error(`seen in ${finding.data.kind}`);
    expect(finding.data.rises).toBeGreaterThanOrEqual(4);
  });

  it.each([2, 3, 8, 40])("a period of %d losses", (length) => {
    const log = logOf(
      800,
      (share, i) =>
        decay(8)(share) + 0.2 * Math.sin((2 * Math.PI * (i + 0.3)) / length) + 0.02 * noise(),
      { every: 5 },
    );
    const finding = found(log, "oscillating");
    if (finding.data.kind === "swings") return;
    if (finding.data.kind !== "periodic") throw new Error(`seen in ${finding.data.kind}`);
    expect(Math.abs(finding.data.periodSteps / (5 * length) - 1)).toBeLessThan(0.2);
  });

  it("growing jumps while the level stands still", () => {
    const log = logOf(300, (share) => decay(12)(share) + (share > 2 / 3 ? 0.2 : 0.03) * noise(), {
      lr: () => 0.3,
    });
    const finding = found(log, "oscillating");
    expect(finding).toMatchObject({ steps: [200, 299], data: { kind: "unsettled" } });
    expect(finding.advice[0]).toContain("from 0.3 to between 0.03 and 0.1");
  });
});

describe("plateau", () => {
  const noise = noiseOf(4);
  const log = logOf(400, (share) => 1 + decay(15)(share) + 0.03 * noise(), {
    every: 10,
    lr: () => 0.01,
  });

  it.each(SCALES)("scale %d, offset %d: since it stands still", (...scale) => {
    const finding = found(scaled(log, scale), "plateau");
    expect(finding.steps[0]).toBeGreaterThan(300);
    expect(finding.steps[0]).toBeLessThan(2000);
    expect(finding.steps[1]).toBe(3990);
  });

  it("says to try a minimum first, then a saddle, with LRs and steps", () => {
    const { advice, data } = found(log, "plateau");
    expect(advice[0]).toMatch(/^First .*minimum.* ten times to 0\.001 and train \d+ steps/);
    expect(advice[1]).toMatch(/saddle.*between 0\.03 and 0\.05/);
    expect(advice[0]).toContain(`train ${Math.round(data.length / 10)} steps`);
  });

  it("is not the end of an annealed run", () => {
    const annealed = { ...log, lrs: log.steps.map((step) => (step < 400 ? 0.01 : 1e-4)) };
    expect(codes(diagnose(annealed))).not.toContain("plateau");
  });

  it("is not claimed where noise hides whether the loss falls", () => {
    const noisy = logOf(60, (share) => decay(15)(share) + 0.6 * noise());
    expect(codes(diagnose(noisy))).not.toContain("plateau");
  });
});

describe("over-fitting", () => {
  const noise = noiseOf(5);
  const base = logOf(300, (share) => decay(4)(share) + 0.03 * noise());
  const held = (loss: (share: number) => number) =>
    Array.from({ length: 15 }, (_, i) => ({ step: 20 * (i + 1) - 1, loss: loss((i + 1) / 15) }));

  it("names the best step and the rise since", () => {
    const heldOut = held((share) => 0.4 + decay(8)(share) + Math.max(0, share - 0.4));
    const finding = found({ ...base, heldOut }, "over-fitting");
    expect(finding.data.bestStep).toBe(119);
    expect(finding.steps[0]).toBeGreaterThan(119);
    expect(finding.steps[1]).toBe(299);
    expect(finding.advice[0]).toContain("checkpoint of step 119");
  });

  it("sees it from the start on", () => {
    const heldOut = held((share) => 1 + share);
    expect(found({ ...base, heldOut }, "over-fitting").data.bestStep).toBe(19);
  });

  it("is not a noisy held-out loss, nor one that levels off", () => {
    const level = held((share) => 0.4 + decay(8)(share) + 0.05 * noise());
    expect(codes(diagnose({ ...base, heldOut: level }))).toEqual([]);
  });

  it("is not claimed when the training loss rises as well", () => {
    const bad = logOf(300, (share) => (share < 0.4 ? decay(6)(share) : 0.8) + 0.03 * noise());
    const heldOut = held((share) => (share < 0.4 ? 1 - share : 1.2));
    expect(codes(diagnose({ ...bad, heldOut }))).not.toContain("over-fitting");
  });
});

describe("spikes", () => {
  const noise = noiseOf(6);
  const base = logOf(200, (share) => decay(3)(share) + 0.03 * noise(), { every: 2 });
  const withSpikes = (...at: number[]) => ({
    ...base,
    losses: base.losses.map((loss, i) => (at.includes(i) ? loss + 4 : loss)),
  });

  it.each(SCALES)("scale %d, offset %d: one is worth a look", (...scale) => {
    const finding = found(scaled(withSpikes(90), scale), "spike");
    expect(finding).toMatchObject({ severity: "info", steps: [180, 180], data: { count: 1 } });
  });

  it("counts neighbours as one, and warns of many", () => {
    expect(found(withSpikes(90, 91, 92), "spike").data.count).toBe(1);
    const many = found(withSpikes(40, 80, 120, 160), "spike");
    expect(many).toMatchObject({ severity: "warning", data: { at: [80, 160, 240, 320] } });
  });
});

describe("a schedule that ended early", () => {
  const noise = noiseOf(7);
  const lr = (share: number) =>
    1e-3 + (share < 0.5 ? 0.1 * (1 + Math.cos(2 * Math.PI * share)) : 0);

  it("while the loss still falls", () => {
    const log = logOf(400, (share) => 2 - share + 0.01 * noise(), { lr });
    const finding = found(log, "schedule-ended");
    expect(finding).toMatchObject({ steps: [200, 399], data: { kind: "still-falling" } });
    expect(finding.message).toContain("floor (0.001) since step 200");
  });

  it("and stopped the loss", () => {
    const log = logOf(400, (share) => 2 - Math.min(share, 0.5) + 0.01 * noise(), {
      lr: (share) => (share < 0.5 ? 0.1 * (1 - 2 * share) : 0),
    });
    const finding = found(log, "schedule-ended");
    expect(finding).toMatchObject({ data: { kind: "frozen" } });
    expect(finding.advice[0]).toContain("plan for 399 steps");
  });

  it("is not a cosine to the end, nor a constant LR", () => {
    const cosine = (share: number) => 0.05 * (1 + Math.cos(Math.PI * share));
    expect(codes(diagnose(logOf(400, decay(3), { lr: cosine })))).toEqual([]);
    expect(codes(diagnose(logOf(400, decay(3), { lr: () => 0.1 })))).toEqual([]);
  });
});

describe("the diagnosis", () => {
  it("of a healthy log says so", () => {
    const { status, summary, steps, count } = diagnose(logOf(100, decay(3), { every: 5 }));
    expect([status, steps, count]).toEqual(["healthy", [0, 495], 100]);
    expect(summary).toMatch(/^Healthy: the loss fell from 1 to 0\.\d+/);
  });

  it("of too little is unclear", () => {
    expect(diagnose({ steps: [], losses: [] })).toMatchObject({ status: "unclear", steps: null });
    expect(diagnose(logOf(5, decay(3))).summary).toContain("Too little");
  });

  it("is plain JSON, gravest first", () => {
    const log = logOf(200, (share, i) =>
      i === 199 ? Number.NaN : decay(3)(share) + (i === 90 ? 9 : 0),
    );
    const diagnosis = diagnose(log);
    expect(codes(diagnosis)).toEqual(["diverged", "spike"]);
    expect(JSON.parse(JSON.stringify(diagnosis))).toEqual(diagnosis);
  });

  it.each([
    [{ steps: [1, 2], losses: [1] }, "`losses`"],
    [{ steps: [1, 1], losses: [1, 1] }, "`steps[1]`"],
    [{ steps: [2, 1], losses: [1, 1] }, "`steps[1]`"],
    [{ steps: [Number.NaN], losses: [1] }, "`steps[0]`"],
    [{ steps: [1], losses: [1], lrs: [] }, "`lrs`"],
    [{ steps: [1], losses: [1], lrs: [-1] }, "`lrs[0]`"],
    [{ steps: [1], losses: [1], lrs: [Number.NaN] }, "`lrs[0]`"],
    [
      {
        steps: [1],
        losses: [1],
        heldOut: [
          { step: 1, loss: 1 },
          { step: 1, loss: 1 },
        ],
      },
      "heldOut",
    ],
  ])("%j is refused by name", (log, name) => {
    expect(() => diagnose(log)).toThrow(name);
  });
});
