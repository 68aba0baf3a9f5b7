import { wholeEpochs } from "../schedule-edits.ts";
import {
  floatAt,
  integerAt,
  lacks,
  leftOut,
  lrAt,
  needed,
  type Profile,
  type ProfileEntry,
  textAt,
  unless,
} from "./profile.ts";

declare module "./profile.js" {
  interface ProfileNames {
    timm: true;
  }
}

/**
 * Arguments of timm's `train.py` (`--config FILE.yaml`): `lr`, `sched` (`cosine`, `multistep`),
 * `epochs`, `warmup_epochs`, `warmup_lr`, `min_lr`, `decay_milestones`, `decay_rate`. All lengths
 * are whole epochs, so plan with `--per epoch`; with `sched_on_updates` timm changes the LR at every
 * step of them. There is no warmup-stable-decay.
 * (pytorch-image-models: train.py, timm/scheduler/scheduler_factory.py)
 */
export const timm: Profile<"timm"> = {
  write({ schedule }) {
    if (schedule.kind !== "cosine" && schedule.kind !== "step") {
      return lacks("timm", schedule, "cosine or step");
    }
    const epochs = (field: string, steps: number) => wholeEpochs(schedule, field, steps);
    const warmup = epochs("warmupEpochs", schedule.warmupSteps);
    const decay: ProfileEntry[] =
      schedule.kind === "cosine"
        ? [needed(textAt("sched", "cosine")), needed(lrAt("min_lr", schedule.floorLr))]
        : [
            needed(textAt("sched", "multistep")),
            needed({
              path: "decay_milestones",
              value: schedule.milestones.map((step) => epochs("milestoneEpochs", step)),
              as: "integers",
            }),
            needed(floatAt("decay_rate", schedule.factor)),
          ];
    return {
      lrKeys: ["lr"],
      entries: [
        ...decay,
        needed(integerAt("epochs", epochs("totalEpochs", schedule.totalSteps))),
        needed(integerAt("warmup_epochs", warmup)),
        unless(warmup === 0, lrAt("warmup_lr", schedule.warmupStartLr)),
      ],
      notes:
        schedule.per === "epoch"
          ? []
          : [leftOut("timm", "set sched_on_updates to true, as the plan is per step", {})],
    };
  },
};
