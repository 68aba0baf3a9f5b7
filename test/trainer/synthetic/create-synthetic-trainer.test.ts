import { describe, expect, it } from "vitest";
import type { Evaluation } from "../../../src/contract/index.ts";
import { InputError, TrainerError } from "../../../src/core/errors.ts";
import { measureHeldOut } from "../../../src/sweep/held-out.ts";
import {
  createSyntheticTrainer,
  SYNTHETIC_KINDS,
  type SyntheticKind,
} from "../../../src/trainer/synthetic/index.ts";
import type { Trainer } from "../../../src/trainer/types.ts";

async function losses(trainer: Trainer, lr: number, steps: number): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < steps; i++) all.push((await trainer.step(lr)).loss);
  return all;
}

describe("createSyntheticTrainer", () => {
  it("follows gradient descent on the bowl: x shrinks by 1 - lr c each step", async () => {
    const trainer = createSyntheticTrainer("bowl", { curvature: 20 });
    const curvatures = Array.from({ length: 8 }, (_, i) => 20 * 100 ** (-i / 7));
    const expected = (step: number) =>
      curvatures.reduce((sum, c) => sum + (c / 2) * (1 - 0.03 * c) ** (2 * step), 0);
    const seen = await losses(trainer, 0.03, 10);
    seen.forEach((loss, step) => {
      expect(loss).toBeCloseTo(expected(step), 10);
    });
  });

  it("has the bowl's edge at 2 / curvature", async () => {
    const below = await losses(createSyntheticTrainer("bowl", { curvature: 20 }), 0.099, 300);
    const above = await losses(createSyntheticTrainer("bowl", { curvature: 20 }), 0.101, 300);
    expect(below.at(-1)).toBeLessThan(below[0] as number);
    expect(above.at(-1)).toBeGreaterThan(above[0] as number);
  });

  it.each(SYNTHETIC_KINDS)("restores %s exactly, as often as asked", async (kind) => {
    const trainer = createSyntheticTrainer(kind, { seed: 4, noise: 0.1, spikeStep: 3 });
    await losses(trainer, 0.008, 2);
    await trainer.snapshot();
    const first = await losses(trainer, 0.008, 20);
    await trainer.restore();
    expect(await losses(trainer, 0.008, 20)).toEqual(first);
    await trainer.restore();
    await trainer.reseed?.(5);
    expect(await losses(trainer, 0.008, 20)).not.toEqual(first);
    await trainer.restore();
    expect(await losses(trainer, 0.008, 20)).toEqual(first);
  });

  it("behaves as each kind says", async () => {
    const run = (kind: SyntheticKind, lr: number) => losses(createSyntheticTrainer(kind), lr, 60);
    expect(Math.max(...(await run("negative", 0.05)))).toBeLessThan(-900);
    expect((await run("huge", 0.05))[0]).toBeGreaterThan(1e12);
    expect((await run("nan", 0.02))[1]).toBeNaN();
    expect((await run("nan", 0.005)).every(Number.isFinite)).toBe(true);
    expect(new Set(await run("flat", 1))).toEqual(new Set([1]));
    const spike = await run("spike", 0.01);
    expect(spike[30]).toBeGreaterThan(100 * (spike[29] as number));
    expect(spike[31]).toBeLessThan(spike[29] as number);
    const rising = await run("rising", 0.1);
    expect(rising.every((loss, i) => i === 0 || loss > (rising[i - 1] as number))).toBe(true);
    const falling = await run("falling", 1e6);
    expect(falling.at(-1)).toBeLessThan(1e-6);
    expect(Math.max(...(await run("cliff", 0.15)))).toBeGreaterThan(1e5);
  });

  it("evaluates without noise and without moving the stream", async () => {
    const trainer = createSyntheticTrainer("noisy-valley", { seed: 1 });
    await trainer.snapshot();
    const plain = await losses(trainer, 0.01, 5);
    await trainer.restore();
    const clean = await trainer.evaluate?.();
    expect(clean).toBe(await createSyntheticTrainer("bowl").evaluate?.());
    expect(await losses(trainer, 0.01, 5)).toEqual(plain);
  });

  it("tells the losses of held-out rows, always the same, with the mean that it tells without", async () => {
    for (const kind of ["bowl", "negative", "huge"] as const) {
      const trainer = createSyntheticTrainer(kind, { heldOutRows: 300 });
      const loss = (await createSyntheticTrainer(kind).evaluate?.()) as number;
      const told = await trainer.evaluate?.();
      expect(told).toEqual({ loss, losses: expect.any(Array) });
      expect(new Set((told as Evaluation).losses).size).toBe(300);
      expect(await measureHeldOut(trainer)).toMatchObject({ loss, count: 300 });
      await trainer.reseed?.(7);
      expect(await trainer.evaluate?.()).toEqual(told);
    }
    const loss = await createSyntheticTrainer("bowl").evaluate?.();
    const one = createSyntheticTrainer("bowl", { heldOutRows: 1 });
    expect(await one.evaluate?.()).toEqual({ loss, losses: [loss] });
  });

  it("rejects bad options by name and a restore without a snapshot", async () => {
    expect(() => createSyntheticTrainer("bowls" as "bowl")).toThrow(/Did you mean "bowl"/);
    expect(() => createSyntheticTrainer("bowl", { curvature: 0 })).toThrow(/`curvature`/);
    expect(() => createSyntheticTrainer("bowl", { heldOutRows: 0 })).toThrow(/`heldOutRows`/);
    expect(() => createSyntheticTrainer("bowl", { noise: Number.NaN })).toThrow(InputError);
    await expect(createSyntheticTrainer("bowl").restore()).rejects.toThrow(TrainerError);
  });
});
