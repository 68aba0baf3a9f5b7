import type { Aim } from "../contract/index.ts";

/**
 * What only measurement can fix in the recommendation. `npm run bench:regret-constants` chooses each
 * of them again leave-one-task-out on recorded sweeps and probes, and says what the choice is worth.
 */
export interface Constants {
  /** What the LR of a sweep's lowest loss is divided by (see `divisorFor`). */
  readonly divisors: {
    readonly averaging: number;
    readonly plain: number;
    readonly others: number;
  };
  /** Part of the way, in decades, that a sweep's pick is drawn to the optimizer's usual LR; 0 to 1. */
  readonly priorWeight: number;
  /** Decades between the minima of the held-out losses and of the training curve above which the latter is noise. */
  readonly minimaApart: number;
  /** Decades that the best stable LR falls as the run gets ten times longer. */
  readonly drift: number;
  /**
   * Decades that a run gets further than its sum of LRs says before it over-fits: a sweep rushes
   * through its last decades.
   */
  readonly sweepLag: number;
  /** Part that a sweep's evidence for over-fitting counts by; 0 to 1. */
  readonly sweepTrust: number;
  /** Gap between held-out and training loss over the held-out gain: no over-fitting, and certain over-fitting. */
  readonly gap: readonly [number, number];
  /** Passes over the data up to which nothing can over-fit, and from which on anything can. */
  readonly epochs: readonly [number, number];
  /** Part of the best probe's gain within which a lower LR is taken. */
  readonly asGoodAsBest: number;
  /** As `asGoodAsBest`, of what whole runs gain after their first losses; where all are at the floor that one counts. */
  readonly asGoodAsBestRun: number;
  /** Share of the starting loss above which the best probe has hardly learned. */
  readonly plateau: number;
  /** As `asGoodAsBest` there, where a higher LR is taken. */
  readonly bestOnPlateau: number;
  /**
   * Weight of the sweep's own answer beside a round of probes; 0 to 1. Both err by a few tenths of a
   * decade, for different reasons (noise of one training, half-decade steps; a curve read where
   * training breaks), so that a weighted mean errs less than either.
   */
  readonly sweepWeight: number;
  /**
   * Where nothing of it shows in a sweep yet: decades that the LR for the end is lowered by when a model
   * has so many parameters a row, and passes over its rows so often, that it learns them by heart;
   * not at all at the first number of each pair, entirely at the second, on log scales.
   */
  readonly heart: {
    readonly decades: number;
    readonly parametersARow: readonly [number, number];
    readonly passes: readonly [number, number];
  };
  /** Weight of the best checkpoint's loss, beside that of the end, where whole runs are compared; 0 to 1. */
  readonly mixture: Readonly<Record<Aim, number>>;
}

/** The ones in use. */
export const CONSTANTS: Constants = {
  divisors: { averaging: 4, plain: 1.5, others: 3 },
  priorWeight: 0.7,
  minimaApart: 0.8,
  drift: 0.1,
  sweepLag: 0.4,
  sweepTrust: 0.8,
  gap: [0.05, 0.25],
  epochs: [5, 60],
  asGoodAsBest: 0.005,
  asGoodAsBestRun: 0.002,
  plateau: 0.7,
  bestOnPlateau: 0.02,
  sweepWeight: 0.25,
  heart: { decades: 0.8, parametersARow: [2, 8], passes: [20, 60] },
  mixture: { end: 0.5, best: 0.85 },
};
