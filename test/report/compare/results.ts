import type { Result } from "../../../src/result/types.ts";
import { makeResult, type Scene } from "../fixtures.ts";

/** What a made-up result was trained with. */
export interface Setup {
  readonly name?: string;
  readonly optimizer?: string;
  readonly batchSize?: number;
  readonly weightDecay?: number;
  readonly seed?: number;
  readonly lr?: number | null;
  readonly digest?: string;
  readonly shift?: number;
  readonly options?: Record<string, unknown>;
}

/** A result as the finder would write it for that setup. */
export function resultOf(setup: Setup = {}): Result {
  const { name = "digits", optimizer = "adam", batchSize = 32, seed = 0, lr = 2e-3 } = setup;
  const shift = setup.shift ?? 0;
  const scene: Scene = { name, seeds: [seed], loss: (at) => loss(at * 10 ** shift) };
  const base = makeResult(
    scene,
    lr === null ? { reason: "flat", message: "The loss does not move." } : undefined,
  );
  const { record, data } = base;
  const answer: Result =
    lr !== null && base.status === "found"
      ? { ...base, suggestion: { ...base.suggestion, lr, range: [lr / 2, lr * 2] } }
      : base;
  return {
    ...answer,
    options: {
      ...base.options,
      optimizer,
      batchSize,
      ...(setup.weightDecay === undefined
        ? {}
        : { optimizerOptions: { weightDecay: setup.weightDecay } }),
      ...setup.options,
    },
    data: data && { ...data, digest: setup.digest ?? data.digest },
    record: {
      ...record,
      options: { ...record.options, seed },
      info: { ...record.info, optimizer, batchSize },
    },
  };
}

/** A grid of optimizer, batch size and seed: n results, LRs that differ by optimizer. */
export function grid(n: number): Result[] {
  return Array.from({ length: n }, (_, i) => {
    const optimizer = ["adam", "sgd", "momentum"][i % 3] as string;
    const batchSize = [32, 128][Math.floor(i / 3) % 2] as number;
    const lr = { adam: 2e-3, sgd: 5e-2, momentum: 1e-2 }[optimizer] as number;
    const shift = { adam: 0, sgd: -1.2, momentum: -0.6 }[optimizer] as number;
    return resultOf({
      optimizer,
      batchSize,
      seed: Math.floor(i / 6),
      lr: lr * (1 + i / 50),
      shift,
    });
  });
}

function loss(lr: number): number {
  const x = Math.log10(lr);
  return 0.4 + 1.9 / (1 + Math.exp((x + 3) * 3.2)) + 0.6 * Math.exp((x + 0.7) * 3.4);
}
