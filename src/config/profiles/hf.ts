import {
  epochsOf,
  floatAt,
  integerAt,
  lacks,
  leftOut,
  lrAt,
  needed,
  type Profile,
  type ProfileEntry,
  type ProfileNames,
  textAt,
  unless,
} from "./profile.ts";

declare module "./profile.js" {
  interface ProfileNames {
    hf: true;
  }
}

/**
 * `TrainingArguments` of Hugging Face transformers, as JSON or YAML for `HfArgumentParser`:
 * `learning_rate`, `lr_scheduler_type`, `warmup_steps` or `warmup_ratio`, `max_steps` or
 * `num_train_epochs`, `lr_scheduler_kwargs`. A cosine that ends above 0 is `cosine_with_min_lr`
 * with `min_lr`; warmup-stable-decay is `warmup_stable_decay` with `num_decay_steps`,
 * `decay_type: 1-sqrt` and `min_lr_ratio`. There is no step decay.
 * (huggingface.co/docs/transformers: main_classes/trainer, main_classes/optimizer_schedules)
 */
export const hf: Profile<"hf"> = { write: trainingArguments("hf") };

/** How a library that takes `TrainingArguments` keeps a plan. */
export function trainingArguments(name: keyof ProfileNames): Profile["write"] {
  return ({ schedule }) => {
    const { warmupSteps, totalSteps, peakLr } = schedule;
    const kind: ProfileEntry[] = [];
    if (schedule.kind === "step") lacks(name, schedule, "cosine");
    else if (schedule.kind === "cosine") {
      const toZero = schedule.floorLr === 0;
      kind.push(needed(textAt("lr_scheduler_type", toZero ? "cosine" : "cosine_with_min_lr")));
      if (!toZero) kind.push(needed(lrAt("lr_scheduler_kwargs.min_lr", schedule.floorLr)));
    } else {
      const { decaySteps, floorLr } = schedule;
      kind.push(
        needed(textAt("lr_scheduler_type", "warmup_stable_decay")),
        needed(integerAt("lr_scheduler_kwargs.num_decay_steps", decaySteps)),
        needed(textAt("lr_scheduler_kwargs.decay_type", "1-sqrt")),
        unless(floorLr === 0, floatAt("lr_scheduler_kwargs.min_lr_ratio", floorLr / peakLr)),
      );
    }
    return {
      lrKeys: ["learning_rate"],
      entries: [
        ...kind,
        unless(
          warmupSteps === 0,
          integerAt("warmup_steps", warmupSteps),
          floatAt("warmup_ratio", warmupSteps / totalSteps),
        ),
        needed(
          integerAt("max_steps", totalSteps),
          floatAt("num_train_epochs", epochsOf(schedule, totalSteps)),
        ),
      ],
      notes:
        warmupSteps === 0
          ? []
          : [leftOut(name, "its warmup starts at 0", { warmupStartLr: schedule.warmupStartLr })],
    };
  };
}
