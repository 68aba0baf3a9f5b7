import { expect } from "vitest";
import type { Result } from "../../src/result/index.ts";
import { findLearningRate } from "../../src/search/index.ts";
import { type PresetName, presetRule, RULE_NAMES, type RuleName } from "../../src/suggest/index.ts";
import { scriptedTrainer } from "../helpers/scripted-trainer.ts";

/** What another finder did on one of the models: see `fixtures/presets/make-recorded.py`. */
export interface RecordedPreset {
  readonly preset: PresetName;
  readonly model: string;
  readonly lrs: readonly number[];
  readonly losses: readonly number[];
  readonly picks: Readonly<Partial<Record<RuleName, number>>>;
}

/** Our sweep with the preset, where the trainer's losses are those that the other finder met. */
export async function expectSameNumbers(recorded: RecordedPreset): Promise<void> {
  const { preset, lrs, losses, picks } = recorded;
  const trainer = scriptedTrainer((_, step) => losses[step] ?? Number.NaN);
  const { result } = await findLearningRate(trainer, { preset });
  const run = result.record.runs[0];
  // As many steps: the range, the number of steps and the stop rule are the same.
  expect(run?.lrs).toHaveLength(lrs.length);
  for (const [i, lr] of lrs.entries()) expectRatio(run?.lrs[i], lr, 1e-6);
  expectSamePicks(result, picks);
  expect(result).toMatchObject({ status: "found", suggestion: { method: presetRule[preset] } });
  if (result.status !== "found") throw new Error("no suggestion");
  expectRatio(result.suggestion.lr, picks[presetRule[preset]] as number, 1e-3);
}

/** What our rules say of a run, beside what theirs said. */
export function expectSamePicks({ methods }: Result, picks: RecordedPreset["picks"]): void {
  for (const rule of RULE_NAMES) {
    const lr = picks[rule];
    if (lr !== undefined) expectRatio(methods[rule], lr, 1e-3);
  }
}

export function expectRatio(ours: number | null | undefined, theirs: number, within: number): void {
  expect(Math.abs((ours as number) / theirs - 1), `${ours} for ${theirs}`).toBeLessThan(within);
}
