import type { StepResult, Trainer } from "../../src/trainer/types.ts";

/** What a scripted trainer does and what was asked of it. */
export interface ScriptedTrainer extends Trainer {
  readonly asked: number[];
  readonly calls: string[];
  /** Number of updates since the snapshot: the whole state. */
  state: number;
}

/**
 * A trainer whose loss is a function of the LR and the step since the snapshot. Everything that a
 * sweep does to it is written down in `calls`.
 */
export function scriptedTrainer(
  loss: (lr: number, step: number, seed: number) => number | StepResult,
  parts: Partial<Trainer> = {},
): ScriptedTrainer {
  let saved = 0;
  let seed = 0;
  const trainer: ScriptedTrainer = {
    asked: [],
    calls: [],
    state: 7,
    info: {
      optimizer: "sgd",
      batchSize: 32,
      stepsPerEpoch: 10,
      parameterCount: 3,
      engine: { name: "synthetic", version: "1", why: "a test" },
      seed: 0,
    },
    async step(lr) {
      trainer.asked.push(lr);
      const result = loss(lr, trainer.state - saved, seed);
      trainer.state += 1;
      return typeof result === "number" ? { loss: result } : result;
    },
    async snapshot() {
      trainer.calls.push("snapshot");
      saved = trainer.state;
    },
    async restore() {
      trainer.calls.push("restore");
      trainer.state = saved;
      seed = 0;
    },
    async reseed(next) {
      trainer.calls.push(`reseed ${next}`);
      seed = next;
    },
    async close() {
      trainer.calls.push("close");
    },
    ...parts,
  };
  return trainer;
}
