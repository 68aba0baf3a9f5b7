import {
  floatAt,
  integerAt,
  leftOut,
  lrAt,
  needed,
  type Profile,
  rateAt,
  textAt,
  wanted,
  whereThere,
} from "./profile.ts";

declare module "./profile.js" {
  interface ProfileNames {
    detectron2: true;
  }
}

/**
 * detectron2's YAML: `SOLVER.BASE_LR`, `LR_SCHEDULER_NAME` (`WarmupCosineLR` with `BASE_LR_END`, or
 * `WarmupMultiStepLR` with `STEPS` and `GAMMA`), `MAX_ITER`, `WARMUP_ITERS`, `WARMUP_FACTOR`; lengths in
 * steps. `BIAS_LR_FACTOR` multiplies and stays. (detectron2.readthedocs.io: modules/config, yaml reference)
 */
export const detectron2: Profile<"detectron2"> = {
  write({ schedule, initialLr }) {
    const at = (name: string) => `SOLVER.${name}`;
    const { peakLr, warmupSteps, warmupStartLr, totalSteps, kind } = schedule;
    const decay =
      schedule.kind === "cosine"
        ? [
            wanted(textAt(at("LR_SCHEDULER_NAME"), "WarmupCosineLR")),
            whereThere(lrAt(at("BASE_LR_END"), schedule.floorLr)),
          ]
        : schedule.kind === "step"
          ? [
              whereThere(textAt(at("LR_SCHEDULER_NAME"), "WarmupMultiStepLR")),
              wanted({ path: at("STEPS"), value: schedule.milestones, as: "integers" }),
              wanted(floatAt(at("GAMMA"), schedule.factor)),
            ]
          : [];
    const lacks = `it has no ${kind} schedule: the one that is there is kept`;
    return {
      lrKeys: [],
      entries: [
        needed(rateAt(at("BASE_LR"), initialLr)),
        ...decay,
        wanted(integerAt(at("MAX_ITER"), totalSteps)),
        wanted(integerAt(at("WARMUP_ITERS"), warmupSteps)),
        ...(warmupSteps > 0 ? [wanted(floatAt(at("WARMUP_FACTOR"), warmupStartLr / peakLr))] : []),
      ],
      notes: decay.length > 0 ? [] : [leftOut("detectron2", lacks, {})],
    };
  },
  rates: {
    recognises: (config) => config.has("SOLVER.BASE_LR"),
    keys: () => ["SOLVER.BASE_LR"],
  },
};
