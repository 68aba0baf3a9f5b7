import {
  type Budget,
  climbLadder,
  decideHorizon,
  type FindOptions,
  type FindOutcome,
  findLearningRate,
  resolveLadder,
  VERIFY_SIDES,
  verifySteps,
} from "../../search/index.ts";
import type { ResolvedSweepOptions } from "../../sweep/index.ts";
import type { Trainer } from "../../trainer/types.ts";
import type { RunRequest } from "./request.ts";

/** Searches by sweep and probes, or by the manual ladder. */
export function search(
  trainer: Trainer,
  request: RunRequest,
  options: FindOptions,
): Promise<FindOutcome> {
  const verify = request.verify === undefined ? {} : { verify: request.verify };
  if (request.strategy === "sweep") return findLearningRate(trainer, { ...options, ...verify });
  const {
    sweep: _s,
    preset: _p,
    budget: _b,
    finishedRuns: _r,
    finishedTrials: _t,
    ...rest
  } = options;
  const { steps, seed } = request.sweep;
  return climbLadder(trainer, {
    ...rest,
    ...verify,
    ...(request.ladder === undefined ? {} : { lrs: request.ladder }),
    ...(steps === undefined ? {} : { steps }),
    ...(seed === undefined ? {} : { seed }),
  });
}

/** The training steps that a search will take at most, by what they are for. */
export interface SearchSteps {
  /** Sweep and probes, or the given rungs of the ladder. */
  readonly search: number;
  /** All sides of the verification together. */
  readonly verification: number;
}

/**
 * How much a search will train.
 *
 * @throws InputError for a ladder or a verification that cannot be made
 */
export function searchSteps(
  { info }: Pick<Trainer, "info">,
  request: RunRequest,
  { sweep, budget }: { sweep: ResolvedSweepOptions; budget: Budget },
): SearchSteps {
  const { totalSteps } = decideHorizon(request.horizon, info.stepsPerEpoch);
  const verification =
    request.verify === undefined ? 0 : VERIFY_SIDES * verifySteps(request.verify, totalSteps);
  if (request.strategy === "ladder") {
    const { lrs, steps } = ladderOf(request, totalSteps);
    return { search: lrs.length * steps, verification };
  }
  const swept = sweep.steps * sweep.repeats;
  return {
    search: budget.name === "quick" ? swept : Math.max(swept, budget.steps),
    verification,
  };
}

/** The rungs that a request asks for. */
export function ladderOf(
  { ladder, sweep }: Pick<RunRequest, "ladder" | "sweep">,
  totalSteps: number,
): ReturnType<typeof resolveLadder> {
  return resolveLadder(
    {
      ...(ladder === undefined ? {} : { lrs: ladder }),
      ...(sweep.steps === undefined ? {} : { steps: sweep.steps }),
    },
    totalSteps,
  );
}
