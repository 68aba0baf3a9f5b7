import { roundLr } from "../../core/format.ts";
import {
  floatAt,
  integerAt,
  lacks,
  leftOut,
  lrAt,
  needed,
  type Profile,
  prefixIn,
  textAt,
  unless,
} from "./profile.ts";

declare module "./profile.js" {
  interface ProfileNames {
    keras: true;
  }
}

/**
 * A serialised Keras learning-rate schedule, `{class_name, config}`, in an optimizer's config or
 * alone. `CosineDecay`: `initial_learning_rate` (where the warmup starts), `warmup_target`,
 * `warmup_steps`, `decay_steps` (without the warmup), `alpha` (floor / peak).
 * `PiecewiseConstantDecay`: `boundaries`, the last steps at the old LR, and `values`, one more.
 * There is no warmup-stable-decay. (keras.io/api/optimizers/learning_rate_schedules)
 */
export const keras: Profile<"keras"> = {
  write({ schedule }, config) {
    const at = prefixIn(config, [
      "learning_rate",
      "config.learning_rate",
      "optimizer.learning_rate",
      "optimizer.config.learning_rate",
    ]);
    const key = (name: string) => `${at}.config.${name}`;
    const { peakLr, warmupSteps, warmupStartLr } = schedule;
    const warms = warmupSteps > 0;
    if (schedule.kind === "step") {
      const values = [1, ...schedule.milestones].map((_, i) =>
        roundLr(peakLr * schedule.factor ** i),
      );
      const boundaries = schedule.milestones.map((step) => step - 1);
      const warmup = `PiecewiseConstantDecay has no warmup: the plan's ${warmupSteps} steps are left out`;
      return {
        lrKeys: [],
        entries: [
          needed(textAt(`${at}.class_name`, "PiecewiseConstantDecay")),
          needed({ path: key("boundaries"), value: boundaries, as: "integers" }),
          needed({ path: key("values"), value: values, as: "floats" }),
        ],
        notes: warms ? [leftOut("keras", warmup, { warmupSteps })] : [],
      };
    }
    if (schedule.kind !== "cosine") return lacks("keras", schedule, "cosine or step");
    return {
      lrKeys: [],
      entries: [
        needed(textAt(`${at}.class_name`, "CosineDecay")),
        needed(
          warms
            ? lrAt(key("initial_learning_rate"), warmupStartLr)
            : { path: key("initial_learning_rate"), value: roundLr(peakLr), as: "lr" },
        ),
        unless(!warms, { path: key("warmup_target"), value: roundLr(peakLr), as: "lr" }),
        unless(!warms, integerAt(key("warmup_steps"), warmupSteps)),
        needed(integerAt(key("decay_steps"), schedule.totalSteps - warmupSteps)),
        unless(schedule.floorLr === 0, floatAt(key("alpha"), schedule.floorLr / peakLr)),
      ],
      notes: [],
    };
  },
};
