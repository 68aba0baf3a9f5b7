import type { CosinePlan } from "../../contract/index.ts";
import { formatCount, formatEndLr, formatLr } from "../../core/format.ts";
import { formulaOf } from "../../schedule/define.ts";
import type { Formula } from "../../schedule/index.ts";
import { warmupCosine, warmupCosineDefinition } from "../../schedule/kinds/warmup-cosine.ts";
import { decideFloor } from "./floor.ts";
import type { KindDefinition } from "./kind.ts";

function numbersOf({ peakLr, totalSteps, warmupSteps, warmupStartLr, floorLr }: CosinePlan) {
  return { peakLr, totalSteps, warmupSteps, warmupStartLr, floorLr };
}

/** The same as the kind's `schedule`, as a formula. */
export function cosineFormula(plan: CosinePlan): Formula {
  return formulaOf(warmupCosineDefinition, numbersOf(plan));
}

export const cosine: KindDefinition<CosinePlan> = {
  title: "Cosine",
  options: ["floorLr"],
  isExtendable: false,
  decide(circumstances, shared) {
    // Of an assumed length a run that goes on longer still learns.
    const floor = decideFloor(circumstances, circumstances.open ? 0.01 : 0);
    return { schedule: { kind: "cosine", ...shared, floorLr: floor.lr }, reasons: [floor.reason] };
  },
  schedule: (plan) => warmupCosine(numbersOf(plan)),
  shorten: (plan, { shared }) => ({ ...plan, ...shared }),
  describe: ({ peakLr, floorLr, totalSteps }) =>
    `a cosine from ${formatLr(peakLr)} to ${formatEndLr(floorLr)} over ${formatCount(totalSteps)} steps`,
};
