import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { array, generator, zip } from "@tensorflow/tfjs-data";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { loadTrainerModule, trainerFromParts } from "../../../../src/trainer/index.ts";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";
import type { PartsSettings, TrainerParts } from "../../../../src/trainer/tfjs/index.ts";

beforeAll(() => startEngine("cpu"));

/** Rows whose target is their own number, so that a loss sees which ones it is shown. */
const numbered = (rows: number) => ({
  xs: Array.from({ length: rows }, (_, i) => [i / rows]),
  ys: Array.from({ length: rows }, (_, i) => [i]),
});

/** What a pass of training steps is shown, and what is judged on, as sorted row numbers. */
async function shown(parts: Partial<TrainerParts>, settings: PartsSettings = {}) {
  let seen: number[] = [];
  const loss = (yTrue: tf.Tensor, yPred: tf.Tensor) => {
    seen.push(...yTrue.dataSync());
    return tf.squaredDifference(yTrue, yPred);
  };
  const model = tfl.sequential({ layers: [tfl.layers.dense({ inputShape: [1], units: 1 })] });
  const trainer = await trainerFromParts(
    { model, optimizer: "sgd", loss, batchSize: 1, data: numbered(20), ...parts },
    { engine: "cpu", ...settings },
  );
  await trainer.snapshot();
  const pass = async () => {
    seen = [];
    for (let i = 0; i < trainer.info.stepsPerEpoch; i++) await trainer.step(1e-6);
    return [...new Set(seen)].sort((a, b) => a - b);
  };
  const train = await pass();
  const again = await pass();
  seen = [];
  await trainer.evaluate?.();
  const heldOut = [...seen].sort((a, b) => a - b);
  const identity = await trainer.identity?.();
  await trainer.close();
  return {
    train,
    again,
    heldOut,
    identity,
    steps: trainer.info.stepsPerEpoch,
    notes: trainer.warnings,
  };
}

const all = (rows: number) => Array.from({ length: rows }, (_, i) => i);
const sorted = (rows: readonly number[]) => [...rows].sort((a, b) => a - b);

const batches = (rows: number, size: number) => {
  const { xs, ys } = numbered(rows);
  return zip({ xs: array(xs), ys: array(ys) }).batch(size);
};

describe("every source whose rows are seen", () => {
  it.each<[string, Partial<TrainerParts>, PartsSettings, number, number]>([
    ["nothing said", {}, {}, 16, 4],
    ["a share", { heldOut: 0.5 }, {}, 10, 10],
    ["Keras' share", { validationSplit: 0.1 }, {}, 18, 2],
    ["a share of the settings", { heldOut: 0.5 }, { heldOut: 0.25 }, 15, 5],
    ["a share beside the rows", { data: { ...numbered(20), heldOut: 0.25 } }, {}, 15, 5],
    ["a dataset", { data: batches(20, 2) }, {}, 16, 4],
    ["a share of a dataset", { data: batches(20, 2), heldOut: 0.5 }, {}, 10, 10],
    ["a cap", {}, { maxHeldOutRows: 3 }, 17, 3],
  ])("is divided: %s", async (_name, parts, settings, training, held) => {
    const { train, again, heldOut, steps, notes, identity } = await shown(parts, settings);
    expect([train.length, heldOut.length]).toEqual([training, held]);
    expect(again).toEqual(train);
    expect(sorted([...train, ...heldOut])).toEqual(all(20));
    expect(identity?.heldOut).toMatch(/^[0-9a-f]{64}$/);
    const isDataset = "iterator" in (parts.data ?? {});
    expect(steps).toBe(isDataset ? training / 2 : training);
    const [note] = notes;
    expect(note).toMatchObject({
      code: "rows-held-out",
      data: {
        interface: "api",
        of: isDataset ? "batches" : "rows",
        total: isDataset ? 10 : 20,
        heldOut: isDataset ? held / 2 : held,
      },
    });
    expect(note?.message).toMatch(/held out to judge learning rates on.*`heldOut`.*change that/);
  });

  it("has no row on both sides where the caller gives the held-out ones", async () => {
    const { train, heldOut, notes } = await shown({
      heldOut: { xs: [[0], [1]], ys: [[50], [51]] },
    });
    expect([train, heldOut, notes]).toEqual([all(20), [50, 51], []]);
  });

  it("holds out the same rows for the same seed, others for another", async () => {
    const [a, b, c] = [await shown({}), await shown({}), await shown({}, { seed: 1 })];
    expect(a.identity?.heldOut).toBe(b.identity?.heldOut);
    expect(a.heldOut).not.toEqual(c.heldOut);
  });

  it("keeps the classes' shares", async () => {
    const classes = all(50).map((i) => (i % 5 === 0 ? 1 : 0));
    const held = async (loss: string, units: number, ys: number[][]) => {
      const layer = tfl.layers.dense({ inputShape: [1], units, activation: "softmax" });
      const trainer = await trainerFromParts(
        {
          model: tfl.sequential({ layers: [layer] }),
          optimizer: "sgd",
          loss,
          data: { xs: all(50).map((i) => [i]), ys },
        },
        { engine: "cpu" },
      );
      await trainer.close();
      return trainer.warnings[0]?.data.how;
    };
    const oneHot = classes.map((c) => [1 - c, c]);
    expect(await held("categoricalCrossentropy", 2, oneHot)).toBe("by-class");
    expect(
      await held(
        "sparseCategoricalCrossentropy",
        2,
        classes.map((c) => [c]),
      ),
    ).toBe("by-class");
    expect(
      await held(
        "binaryCrossentropy",
        1,
        classes.map((c) => [c]),
      ),
    ).toBe("by-class");
    expect(await held("binaryCrossentropy", 2, oneHot)).toBe("shuffled");
    expect(
      await held(
        "meanSquaredError",
        1,
        classes.map((c) => [c]),
      ),
    ).toBe("shuffled");
  });
});

describe("groups and order", () => {
  const groups = all(20).map((i) => `patient ${Math.floor(i / 4)}`);

  it("keeps a group on one side", async () => {
    for (const seed of [0, 1, 2]) {
      const { train, heldOut, notes } = await shown({ groups }, { seed });
      expect(sorted([...train, ...heldOut])).toEqual(all(20));
      const there = new Set(train.map((row) => groups[row]));
      expect(heldOut.length).toBe(4);
      expect(heldOut.filter((row) => there.has(groups[row] as string))).toEqual([]);
      expect(notes[0]).toMatchObject({ data: { how: "groups", groups: 5, heldOutGroups: 1 } });
      expect(notes[0]?.message).toContain("1 of 5 groups");
    }
  });

  it.each<[string, Partial<TrainerParts>, PartsSettings]>([
    ["rows", { ordered: true }, {}],
    ["rows, by the settings", {}, { ordered: true }],
    ["a dataset", { data: batches(20, 2), ordered: true }, {}],
  ])("holds out the last of %s", async (_name, parts, settings) => {
    const { train, again, heldOut, notes } = await shown(parts, settings);
    expect([train, again, heldOut]).toEqual([all(16), all(16), [16, 17, 18, 19]]);
    expect(notes[0]).toMatchObject({ data: { how: "ordered" } });
  });
});

describe("where nothing is held out", () => {
  const unknown = generator(function* () {
    yield* all(20).map((i) => ({ xs: tf.tensor2d([[i]]), ys: tf.tensor2d([[i]]) }));
  });

  it.each<[string, Partial<TrainerParts>, string, number]>([
    ["asked", { heldOut: 0 }, "asked", 20],
    ["asked, of a dataset", { data: batches(20, 2), validationSplit: 0 }, "asked", 20],
    ["a stream", { data: unknown, stepsPerEpoch: 20 }, "unknown-length", 20],
    ["a shuffled dataset", { data: batches(20, 2).shuffle(10) }, "not-repeatable", 20],
    ["few rows", { data: numbered(9) }, "too-few-rows", 9],
    ["few batches", { data: batches(20, 5) }, "too-few-rows", 20],
    ["few rows of a dataset", { data: batches(8, 1) }, "too-few-rows", 8],
  ])("says so, and how to give some: %s", async (_name, parts, cause, rows) => {
    const { train, heldOut, notes } = await shown(parts);
    expect([train, heldOut]).toEqual([all(rows), []]);
    expect(notes).toMatchObject([
      { code: "training-loss-only", data: { interface: "api", cause } },
    ]);
    expect(notes[0]?.message).toMatch(/Give rows that are not trained on: `heldOut: \{ xs, ys \}`/);
  });
});

describe("a module", () => {
  const load = (name: string, settings: PartsSettings = {}) =>
    loadTrainerModule(fileURLToPath(new URL(`./fixtures/${name}.mjs`, import.meta.url)), {
      engine: "cpu",
      ...settings,
    });

  it("is told in its own words what is held out, and how to give some", async () => {
    const trainer = await load("default-function");
    await trainer.close();
    expect(trainer.warnings).toMatchObject([
      { data: { interface: "module", cause: "too-few-rows" } },
    ]);
    expect(trainer.warnings[0]?.message).toContain(
      "export `heldOut = { xs, ys }` (or a dataset) from the module",
    );
  });

  it("that gives held-out rows is refused a share, and a whole trainer too", async () => {
    await expect(load("parts", { heldOut: 0.2 })).rejects.toThrow(
      "`validationData` of parts.mjs and `heldOut` are both given",
    );
    await expect(load("whole", { heldOut: 0.2 })).rejects.toThrow("exports a whole trainer");
  });
});

describe("what cannot be meant", () => {
  const given = { xs: [[1]], ys: [[1]] };

  it.each<[string, Partial<TrainerParts>, PartsSettings, RegExp]>([
    [
      "rows and a share",
      { heldOut: given, validationSplit: 0.2 },
      {},
      /`heldOut` and `validationSplit` are both/,
    ],
    [
      "two names of rows",
      { heldOut: given, validationData: given },
      {},
      /`heldOut` and `validationData`/,
    ],
    [
      "two places",
      { heldOut: given, data: { ...numbered(20), heldOut: given } },
      {},
      /`heldOut` and `heldOut` of `data`/,
    ],
    ["rows, and a share of the settings", { heldOut: given }, { heldOut: 0.2 }, /both given/],
    ["two shares of the settings", {}, { heldOut: 0.2, validationSplit: 0.2 }, /both given/],
    ["groups and order", { groups: all(20), ordered: true }, {}, /`groups` and `ordered`/],
    ["groups beside rows", { heldOut: given, groups: all(20) }, {}, /`groups` has no effect/],
    ["an order of none", { heldOut: 0, ordered: true }, {}, /`ordered` has no effect/],
    ["a share of 1", { heldOut: 1 }, {}, /`heldOut` must be a number from 0 to below 1/],
    ["a negative share", { validationSplit: -0.1 }, {}, /`validationSplit` must be/],
    ["a text", { heldOut: "0.2" as never }, {}, /`heldOut` must be rows/],
    ["ids that are missing", { groups: all(19) }, {}, /`groups` must be 20 ids/],
    ["an id that is none", { groups: [...all(19), Number.NaN] }, {}, /`groups\[19\]` must be/],
    ["one group", { groups: all(20).fill(1) }, {}, /`groups` must be of two or more/],
    ["groups of a dataset", { data: batches(20, 2), groups: all(20) }, {}, /`groups` needs rows/],
    [
      "a share of a stream",
      { data: batches(20, 2).shuffle(10), heldOut: 0.2 },
      {},
      /`heldOut` cannot divide `data`: it gives other batches/,
    ],
    ["a share of few rows", { data: numbered(9), heldOut: 0.2 }, {}, /of 9 too few/],
  ])("is refused: %s", async (_name, parts, settings, message) => {
    await expect(shown(parts, settings)).rejects.toMatchObject({
      name: "InputError",
      message: expect.stringMatching(message),
    });
  });
});

describe("rows divided again", () => {
  /** The trainer, and what a pass and an evaluation show of it. */
  async function open(parts: Partial<TrainerParts>, settings: PartsSettings = {}) {
    let seen: number[] = [];
    const loss = (yTrue: tf.Tensor, yPred: tf.Tensor) => {
      seen.push(...yTrue.dataSync());
      return tf.squaredDifference(yTrue, yPred);
    };
    const model = tfl.sequential({ layers: [tfl.layers.dense({ inputShape: [1], units: 1 })] });
    const trainer = await trainerFromParts(
      { model, optimizer: "sgd", loss, batchSize: 1, data: numbered(40), ...parts },
      { engine: "cpu", ...settings },
    );
    const of = async (work: () => Promise<unknown>) => {
      seen = [];
      await work();
      return seen;
    };
    const step = async (count: number) => {
      for (let i = 0; i < count; i++) await trainer.step(1e-6);
    };
    return {
      trainer,
      pass: (steps = trainer.info.stepsPerEpoch) => of(() => step(steps)),
      heldOut: async () => sorted(await of(async () => trainer.evaluate?.())),
    };
  }

  it("trains and judges on other rows, the same for a seed, and a restore puts the first ones back", async () => {
    const { trainer, pass, heldOut } = await open({});
    await pass(5);
    await trainer.snapshot();
    const first = { next: await pass(), heldOut: await heldOut() };
    const divided: number[][] = [];
    for (const seed of [7, 8, 7]) {
      await trainer.restore();
      await trainer.divideAgain?.(seed);
      const held = await heldOut();
      const train = await pass();
      expect(sorted([...new Set([...train, ...held])])).toEqual(all(40));
      expect(train.filter((row) => held.includes(row))).toEqual([]);
      divided.push([...held, ...train]);
    }
    expect(divided[0]).toEqual(divided[2]);
    expect(divided[0]).not.toEqual(divided[1]);
    expect(divided[0]?.slice(0, 8)).not.toEqual(first.heldOut);
    // A snapshot of a division holds it.
    await trainer.snapshot();
    const inside = { next: await pass(), heldOut: await heldOut() };
    await trainer.divideAgain?.(9);
    await trainer.restore();
    expect({ next: await pass(), heldOut: await heldOut() }).toEqual(inside);
    await trainer.close();
  });

  it("keeps groups together, and leaves rows as they are where a group is most of them", async () => {
    const groups = all(40).map((row) => (row < 24 ? 0 : row));
    const { trainer, heldOut } = await open({ groups });
    await trainer.snapshot();
    for (let seed = 1; seed < 30; seed++) {
      await trainer.restore();
      await trainer.divideAgain?.(seed);
      const held = await heldOut();
      expect(held.filter((row) => row < 24).length % 24).toBe(0);
      expect(held.length).toBeLessThanOrEqual(20);
      expect(held.length).toBeGreaterThan(0);
    }
    await trainer.close();
  });

  it("is not there where the caller says which rows are held out, for ordered and for many rows", async () => {
    for (const [parts, settings] of [
      [{ heldOut: numbered(10) }, {}],
      [{}, { ordered: true }],
      [{}, { heldOut: 0 }],
      [{ data: numbered(1000), batchSize: 100 }, {}],
      [{ data: batches(40, 2) }, {}],
    ] as const) {
      const { trainer } = await open(parts, settings);
      expect(trainer.divideAgain).toBeUndefined();
      await trainer.close();
    }
  });
});
