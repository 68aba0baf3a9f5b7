import { describe, expect, test } from "vitest";
import { random } from "../../src/core/random.ts";
import { fitLaw, type LawOptions, type LawRow } from "../../src/law/index.ts";

const LRS = Array.from({ length: 13 }, (_, i) => 10 ** (-4.5 + i / 4));

/** Trainings of cells whose best LR is known: a valley around it, and noise. */
function table(
  cells: readonly Readonly<Record<string, number>>[],
  best: (factors: Readonly<Record<string, number>>) => number,
  { noise = 0.002, seed = 1, lrs = LRS }: { noise?: number; seed?: number; lrs?: number[] } = {},
): LawRow[] {
  const draw = random(seed, "table");
  return cells.flatMap((factors) =>
    lrs.map((lr) => ({
      factors,
      lr,
      loss: 2 + 0.1 * (Math.log10(lr) - best(factors)) ** 2 + noise * draw.normal(),
    })),
  );
}

const lossOf = (row: LawRow) => ("loss" in row ? row.loss : Number.NaN);

const crossed = (sizes: readonly number[], batches: readonly number[]) =>
  sizes.flatMap((size) => batches.map((batch) => ({ size, batch })));

const kinds: LawOptions["factors"] = { size: "size", batch: "batch" };
const small = crossed([50, 100, 200], [16, 64, 256]);
/** Falls with the size by 0.5, rises with the square root of the batch until 128, then stays. */
const truth = ({ size = 1, batch = 1 }) =>
  -2 - 0.5 * Math.log10(size / 100) + 0.5 * Math.min(0, Math.log10(batch / 128));

describe("a law", () => {
  test("that made the cells is found, and carried to a point that none of them is near", () => {
    const at = { size: 2000, batch: 64 };
    const law = fitLaw(table(small, truth), { factors: kinds, at });
    if (law.status === "none") throw new Error(law.reason);
    expect(Math.abs(Math.log10(law.lr) - truth(at))).toBeLessThan(0.12);
    expect(Math.log10(law.interval80[0])).toBeLessThan(truth(at));
    expect(Math.log10(law.interval80[1])).toBeGreaterThan(truth(at));
    expect(law.interval95[0]).toBeLessThan(law.interval80[0]);
    expect(law.interval95[1]).toBeGreaterThan(law.interval80[1]);
    const { size } = law.factors;
    if (!size?.interval80) throw new Error("no exponent");
    expect(size.interval80[0]).toBeLessThan(-0.5);
    expect(size.interval80[1]).toBeGreaterThan(-0.5);
    expect(law.factors.batch?.bend).toBeLessThan(0);
  });

  test("80 % intervals hold the truth in about 80 % of tables, whatever the exponents", () => {
    const draw = random(11, "coverage");
    let held = 0;
    const tables = 40;
    for (let i = 0; i < tables; i++) {
      const exponents = { size: -0.24 + 0.27 * draw.normal(), below: 0.55 + 0.15 * draw.normal() };
      const knee = 64 * 10 ** (0.5 * draw.normal());
      const own = ({ size = 1, batch = 1 }) =>
        -2.5 +
        exponents.size * Math.log10(size / 100) +
        exponents.below * Math.min(0, Math.log10(batch / knee));
      const cells = small.map((cell) => ({ ...cell }));
      const scattered = new Map(cells.map((cell) => [cell, 0.06 * draw.normal()]));
      const rows = cells.flatMap((cell) =>
        table([cell], (f) => own(f) + (scattered.get(cell) as number), { seed: i }),
      );
      const at = { size: 1500, batch: 512 };
      const law = fitLaw(rows, { factors: kinds, at, optimizer: "adam" });
      if (law.status === "none") throw new Error(law.reason);
      const [low, high] = law.interval80.map(Math.log10) as [number, number];
      // What no law knows grows with the distance, in the world as in the interval.
      const there = own(at) + 0.125 * (law.distanceLog10 as number) * draw.normal();
      if (low <= there && there <= high) held++;
    }
    expect(held / tables).toBeGreaterThan(0.7);
    expect(held / tables).toBeLessThan(0.98);
  });

  test("the further the point, the wider the interval", () => {
    const widths = [200, 600, 2000, 8000].map((size) => {
      const law = fitLaw(table(small, truth), { factors: kinds, at: { size, batch: 64 } });
      return law.status === "found"
        ? Math.log10(law.interval80[1] / law.interval80[0])
        : Number.NaN;
    });
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(widths.every(Number.isFinite)).toBe(true);
  });

  test("the order of rows and of cells, and another unit of the LR, change nothing", () => {
    const rows = table(small, truth);
    const options = { factors: kinds, at: { size: 1000, batch: 128 } };
    const law = fitLaw(rows, options);
    const order = rows.map((_, i) => i);
    random(2, "order").shuffle(order);
    const shuffled = order.map((i) => rows[i] as LawRow);
    expect(fitLaw(shuffled, options)).toMatchObject({
      lr: expect.closeTo((law as { lr: number }).lr, 4),
    });
    const scaled = fitLaw(
      rows.map((row) => ({ ...row, lr: row.lr * 1000 })),
      options,
    );
    if (law.status === "none" || scaled.status === "none") throw new Error("no law");
    expect(Math.log10(scaled.lr / law.lr)).toBeCloseTo(3, 2);
  });

  test("a horizon in updates and the same in examples are one law", () => {
    const cells = crossed([100], [16, 64, 256]).flatMap(({ batch }) =>
      [400, 1600].map((steps) => ({ batch, steps, examples: batch * steps })),
    );
    const own = ({ batch = 1, examples = 1 }) =>
      -2 - 0.2 * Math.log10(examples / 1e5) + 0.4 * Math.log10(batch / 64);
    const rows = table(cells, own);
    const at = { batch: 256, steps: 6400 };
    const inUpdates = fitLaw(rows, {
      factors: { batch: "batch", steps: { kind: "horizon", unit: "updates" } },
      at,
    });
    const inExamples = fitLaw(rows, {
      factors: { batch: "batch", examples: "horizon" },
      at: { batch: 256, examples: 256 * 6400 },
    });
    if (inUpdates.status === "none" || inExamples.status === "none") throw new Error("no law");
    expect(Math.log10(inUpdates.lr / inExamples.lr)).toBeCloseTo(0, 1);
  });

  test("best LRs with their errors are read as cells", () => {
    const rows = small.map((factors) => ({
      factors,
      lr: 10 ** truth(factors),
      standardErrorLog10: 0.05,
    }));
    const at = { size: 1000, batch: 256 };
    const law = fitLaw(rows, { factors: kinds, at });
    if (law.status === "none") throw new Error(law.reason);
    expect(Math.abs(Math.log10(law.lr) - truth(at))).toBeLessThan(0.15);
  });

  test("the next measurement is no cell that is there, costs at most a quarter, and narrows", () => {
    const law = fitLaw(table(small, truth), { factors: kinds, at: { size: 4000, batch: 64 } });
    if (law.status === "none" || law.nextMeasurement === null) throw new Error("none");
    const { factors, narrowsTo, costShare, lrs } = law.nextMeasurement;
    expect(small).not.toContainEqual(factors);
    expect(costShare).toBeLessThanOrEqual(0.25);
    expect(narrowsTo[1] / narrowsTo[0]).toBeLessThan(law.interval80[1] / law.interval80[0]);
    expect(lrs.length).toBeGreaterThanOrEqual(5);
    // What was expected: measuring it does narrow.
    const measured = fitLaw([...table(small, truth), ...table([factors], truth, { seed: 9 })], {
      factors: kinds,
      at: { size: 4000, batch: 64 },
    });
    if (measured.status === "none") throw new Error(measured.reason);
    const width = ({ interval80: [low, high] }: { interval80: readonly [number, number] }) =>
      Math.log10(high / low);
    expect(width(measured)).toBeLessThan(width(law));
  });

  test("of a thousand cells the nearest are used, and it says so", () => {
    const many = crossed(
      Array.from({ length: 45 }, (_, i) => 20 + 10 * i),
      Array.from({ length: 10 }, (_, i) => 8 * (i + 1)),
    );
    const rows = many.map((factors) => ({
      factors,
      lr: 10 ** truth(factors),
      standardErrorLog10: 0.05,
    }));
    const law = fitLaw(rows, { factors: kinds, at: { size: 1000, batch: 64 } });
    expect(law.status).toBe("found");
    expect(law.warnings.map(({ code }) => code)).toContain("law-nearest-cells");
  });
});

describe("what cells do not carry", () => {
  const at = { size: 1000, batch: 64 };
  const codes = (law: { warnings: readonly { code: string }[] }) =>
    law.warnings.map(({ code }) => code);

  test("one cell answers for itself alone", () => {
    const [one] = small;
    const rows = table([one as (typeof small)[number]], truth);
    expect(fitLaw(rows, { factors: kinds, at: one })).toMatchObject({ status: "found" });
    expect(fitLaw(rows, { factors: kinds, at })).toMatchObject({ reason: "too-few-cells" });
  });

  test("more than two decades beyond is refused", () => {
    const law = fitLaw(table(small, truth), { factors: kinds, at: { size: 30_000, batch: 64 } });
    expect(law).toMatchObject({ status: "none", reason: "too-far" });
  });

  test("a factor of one value is unknown, not zero; elsewhere along it only beliefs are left", () => {
    const rows = table(crossed([100], [16, 64, 256]), truth);
    const here = fitLaw(rows, { factors: kinds, at: { size: 100, batch: 1024 } });
    expect(here.factors.size).toMatchObject({ exponent: null, interval80: null });
    expect(codes(here)).toContain("law-one-value");
    const near = fitLaw(rows, { factors: kinds, at: { size: 500, batch: 64 } });
    expect(codes(near)).toContain("law-not-varied");
    expect(near.factors.size?.exponent).toBeNull();
    const far = fitLaw(rows, { factors: kinds, at: { size: 5000, batch: 64 } });
    expect(far).toMatchObject({ status: "none", reason: "not-varied" });
  });

  test("losses that fall to the edge in every cell are no minimum", () => {
    const rows = table(small, () => 2);
    expect(fitLaw(rows, { factors: kinds, at })).toMatchObject({ reason: "no-minimum" });
  });

  test("a cell at the edge counts only where the law would put it inside", () => {
    const hidden = crossed([400], [64]);
    const lrs = LRS.filter((lr) => Math.log10(lr) <= -2.8);
    const rows = [...table(small, truth), ...table(hidden, truth, { lrs })];
    const law = fitLaw(rows, { factors: kinds, at });
    expect(law.cells.find(({ atEdge }) => atEdge)).toMatchObject({
      factors: hidden[0],
      side: "highest",
    });
    expect(codes(law)).toContain("law-edge-cells");
    const plain = fitLaw(table(small, truth), { factors: kinds, at });
    if (law.status === "none" || plain.status === "none") throw new Error("none");
    expect(Math.abs(Math.log10(law.lr / plain.lr))).toBeLessThan(0.05);
  });

  test("cells whose every training broke say nothing, and are told", () => {
    const rows = [
      ...table(small, truth),
      ...LRS.map((lr) => ({ factors: { size: 400, batch: 64 }, lr, loss: Number.NaN })),
    ];
    expect(codes(fitLaw(rows, { factors: kinds, at }))).toContain("law-broke-cells");
  });

  test("a loss that is null, as JSON has it, is a training that broke", () => {
    const rows = table(small, truth);
    const at = { size: 100, batch: 64 };
    const broken = rows.map((row) => ({ ...row, loss: row.lr > 0.05 ? Number.NaN : lossOf(row) }));
    const asJson = JSON.parse(JSON.stringify(broken)) as LawRow[];
    expect(fitLaw(asJson, { factors: kinds, at })).toEqual(fitLaw(broken, { factors: kinds, at }));
  });

  test("cells that contradict each other are refused", () => {
    const draw = random(4, "contradict");
    const rows = table(small, (f) => truth(f) + 0.8 * draw.normal(), { noise: 0 });
    const byCell = small.flatMap((cell) => {
      const off = 0.8 * draw.normal();
      return table([cell], (f) => truth(f) + off, { noise: 0 });
    });
    expect(rows.length).toBe(byCell.length);
    expect(fitLaw(byCell, { factors: kinds, at })).toMatchObject({ reason: "contradicting-cells" });
  });

  test("a factor of the wrong kind is told", () => {
    const cells = crossed([20, 60, 200, 600, 2000], [4, 16, 64, 256, 1024, 4096]);
    const rows = table(cells, truth);
    const swapped: LawOptions["factors"] = { size: "size", batch: "plain" };
    const law = fitLaw(rows, { factors: swapped, at });
    const doubt = law.warnings.find(({ code }) => code === "law-kind-doubt");
    expect(doubt?.data).toMatchObject({ factor: "batch", kind: "plain", other: "batch" });
    expect(codes(fitLaw(rows, { factors: kinds, at }))).not.toContain("law-kind-doubt");
  });

  test("no point: no LR, but exponents and cells", () => {
    const law = fitLaw(table(small, truth), { factors: kinds });
    expect(law).toMatchObject({ status: "none", reason: "no-point" });
    expect(law.factors.size?.exponent).toBeCloseTo(-0.5, 1);
    expect(law.cells).toHaveLength(small.length);
  });

  test("the same row twice counts once", () => {
    const rows = table(small, truth);
    const law = fitLaw([...rows, ...rows.slice(0, 5)], { factors: kinds, at });
    expect(law.warnings.find(({ code }) => code === "law-duplicates")?.data).toEqual({ rows: 5 });
    const once = fitLaw(rows, { factors: kinds, at });
    if (law.status === "none" || once.status === "none") throw new Error("none");
    expect(law.lr).toBe(once.lr);
  });
});

describe("what cannot be read is refused with its place", () => {
  test.each([
    ["no options", [table(small, truth)], /fitLaw needs options with factors/],
    [
      "no list of rows",
      ["rows.csv", { factors: kinds }],
      /fitLaw needs an array of rows.*rows\.csv/,
    ],
  ])("%s", (_name, given, message) => {
    expect(() => Reflect.apply(fitLaw, undefined, given)).toThrow(message);
  });

  const rows = table(small, truth);
  test.each([
    ["a point with an unknown factor", rows, { factors: kinds, at: { sice: 1, batch: 2 } }, /size/],
    ["a point that lacks a factor that varies", rows, { factors: kinds, at: { size: 1 } }, /batch/],
    ["a point at 0", rows, { factors: kinds, at: { size: 0, batch: 1 } }, /size/],
    ["two batch sizes", rows, { factors: { size: "batch", batch: "batch" } }, /batch size/],
    [
      "an unknown kind",
      rows,
      { factors: { size: "sise" as "size", batch: "batch" } },
      /factors\.size.*Did you mean "size"/,
    ],
    [
      "a row without a factor",
      [...rows, { factors: { size: 1 }, lr: 1, loss: 1 }],
      { factors: kinds },
      /row 118.*batch/,
    ],
    [
      "an LR of 0",
      [{ factors: { size: 1, batch: 1 }, lr: 0, loss: 1 }],
      { factors: kinds },
      /row 1.*learning rate/,
    ],
    ["an unknown option", rows, { factors: kinds, point: { size: 1 } } as LawOptions, /point/],
  ] satisfies [string, LawRow[], LawOptions, RegExp][])("%s", (_name, given, options, message) => {
    expect(() => fitLaw(given, options)).toThrow(message);
  });
});
