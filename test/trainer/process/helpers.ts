import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import type { TrainerError } from "../../../src/core/errors.ts";
import { runSweep, type SweepOutcome } from "../../../src/sweep/index.ts";
import type { SweepRun } from "../../../src/sweep/types.ts";
import {
  createProcessTrainer,
  type ProcessTrainer,
  type ProcessTrainerOptions,
} from "../../../src/trainer/process/index.ts";
import { membersOf } from "../../../src/trainer/process/members.ts";
import { repoFile } from "../../helpers/cli.ts";

/** The command of a trainer of test/fixtures/trainers. */
export function fixture(name: string, ...args: string[]): string[] {
  return [process.execPath, repoFile(`test/fixtures/trainers/${name}.mjs`), ...args];
}

/** Starts a fixture; it is closed with the test. */
export async function start(
  command: readonly string[],
  options: Partial<ProcessTrainerOptions> = {},
): Promise<ProcessTrainer> {
  const trainer = await createProcessTrainer({ command, killGraceMs: 2000, ...options });
  onTestFinished(() => trainer.close());
  return trainer;
}

/** No process of this group is left; what ends takes its time on a busy machine. */
export async function expectNobodyLeft(group: number): Promise<void> {
  for (let i = 0; i < 100 && membersOf(group).living().length > 0; i++) await delay(20);
  expect(membersOf(group).living()).toEqual([]);
}

export interface Failed {
  readonly failure: TrainerError;
  /** The message, without the stderr that follows. */
  readonly message: string;
  readonly run: SweepRun;
  readonly output: string[];
}

/** Sweeps a fixture that fails on the way; nothing is left of it when this returns. */
export async function sweepUntilFailure(
  command: readonly string[],
  options: Partial<ProcessTrainerOptions> = {},
): Promise<Failed> {
  const output: string[] = [];
  const onOutput = (line: string) => void output.push(line);
  const { record, failure } = await sweepAndClose(command, { onOutput, ...options });
  expect(failure).not.toBeNull();
  const error = failure as TrainerError;
  return {
    failure: error,
    message: error.message.split("\n")[0] as string,
    run: record.runs[0] as SweepRun,
    output,
  };
}

/** A sweep of 20 steps over a fixture, which is closed in any case (also in concurrent tests). */
export async function sweepAndClose(
  command: readonly string[],
  options: Partial<ProcessTrainerOptions> = {},
  evaluateEvery = 0,
): Promise<SweepOutcome> {
  const trainer = await createProcessTrainer({ command, killGraceMs: 2000, ...options });
  const group = trainer.pid as number;
  try {
    const outcome = await runSweep(trainer, {
      steps: 20,
      startLr: 1e-4,
      endLr: 1e-2,
      stopRule: { kind: "none" },
      evaluateEvery,
    });
    if (outcome.failure !== null) expect(membersOf(group).living()).toEqual([]);
    return outcome;
  } finally {
    await trainer.close();
    expect(membersOf(group).living()).toEqual([]);
  }
}
