import { random } from "../../src/core/random.ts";
import type { TrainingLog } from "../../src/diagnose/index.ts";

/** A log of `count` losses, one every `every` steps, from a function of the share 0 to 1 of the run. */
export function logOf(
  count: number,
  loss: (share: number, index: number) => number,
  more: { readonly every?: number; readonly lr?: (share: number) => number } = {},
): TrainingLog {
  const { every = 1, lr } = more;
  const index = [...Array(count).keys()];
  return {
    steps: index.map((i) => i * every),
    losses: index.map((i) => loss(i / count, i)),
    ...(lr === undefined ? {} : { lrs: index.map((i) => lr(i / count)) }),
  };
}

/** Noise of a seed, a standard deviation of 1. */
export function noiseOf(seed: number): () => number {
  const stream = random(seed, "log");
  return () => stream.normal();
}

/** A loss that falls as exp(-t / tau), `lengths` time constants long, from 1 to 0. */
export const decay = (lengths: number) => (share: number) => Math.exp(-lengths * share);

/** The codes of the findings, in order. */
export const codes = (diagnosis: { readonly findings: readonly { readonly code: string }[] }) =>
  diagnosis.findings.map(({ code }) => code);
