import { makePlan } from "../plan/index.ts";
import type { Horizon } from "../result/index.ts";
import type { TrainerInfo } from "../trainer/types.ts";

/**
 * The horizon with its defaults.
 *
 * @throws InputError when no plan can be made for it, e.g. steps and epochs that do not agree
 */
export function checkHorizon(info: TrainerInfo, horizon: Partial<Horizon> = {}): Horizon {
  const complete: Horizon = { schedule: "auto", per: "step", ...horizon };
  // Any learning rate will do: what counts is whether the numbers fit together.
  makePlan({
    ...complete,
    lr: 1e-3,
    optimizer: info.optimizer,
    stepsPerEpoch: info.stepsPerEpoch,
  });
  return complete;
}
