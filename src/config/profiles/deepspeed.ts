import { InputError } from "../../core/errors.ts";
import type { ConfigEdit } from "../edit.ts";
import {
  floatAt,
  integerAt,
  leftOut,
  lrAt,
  type Profile,
  type ProfileEntry,
  rateAt,
  whereThere,
} from "./profile.ts";

declare module "./profile.js" {
  interface ProfileNames {
    deepspeed: true;
  }
}

const RATE = "optimizer.params.lr";
const MAX = "scheduler.params.warmup_max_lr";
const CYCLE = "scheduler.params.cycle_max_lr";
const AUTO = "auto";

/**
 * DeepSpeed's JSON: `optimizer.params.lr`, and in the place of it the scheduler's own `warmup_max_lr`
 * (`WarmupLR`, `WarmupDecayLR`) or `cycle_max_lr` (`OneCycle`). `WarmupCosineLR` takes ratios of the
 * optimizer's. The scheduler that is there is kept: each class refuses the arguments of the others.
 * `auto` is left as it is, as it stands for an argument of Transformers' trainer.
 * (deepspeed.readthedocs.io: schedulers; huggingface.co/docs/transformers: deepspeed)
 */
export const deepspeed: Profile<"deepspeed"> = {
  write({ schedule, initialLr }, config) {
    const { peakLr, warmupSteps, warmupStartLr, totalSteps } = schedule;
    const type = config.value("scheduler.type");
    const at = (name: string) => `scheduler.params.${name}`;
    const own = (edit: ConfigEdit): ProfileEntry[] =>
      config.value(edit.path) === AUTO ? [] : [whereThere(edit)];
    const rates = [RATE, MAX, CYCLE];
    const isThere = rates.filter((path) => config.has(path));
    if (isThere.length > 0 && isThere.every((path) => config.value(path) === AUTO)) {
      throw new InputError(
        "lr-is-auto",
        `The learning rates of the profile deepspeed are "auto" here (${isThere.join(", ")}): Transformers fills them in. Write learning_rate of its TrainingArguments instead (--profile hf)`,
        { data: { profile: "deepspeed", paths: isThere } },
      );
    }
    const rate: ProfileEntry = {
      keys: [rateAt(RATE, initialLr)],
      missing: isThere.length > 0 ? "leave" : "create",
    };
    const isCosine = type === "WarmupCosineLR" && schedule.kind === "cosine";
    const kept =
      type === undefined
        ? `its schedule (${schedule.kind}) is left out, as the config has no scheduler`
        : `${String(type)} is kept: it does not end as the plan's ${schedule.kind} does`;
    return {
      lrKeys: [],
      entries: [
        ...(config.value(RATE) === AUTO ? [] : [rate]),
        ...own(rateAt(MAX, peakLr)),
        ...own(lrAt(at("warmup_min_lr"), warmupStartLr)),
        ...own(integerAt(at("warmup_num_steps"), warmupSteps)),
        ...own(floatAt(at("warmup_min_ratio"), warmupStartLr / peakLr)),
        ...own(integerAt(at("total_num_steps"), totalSteps)),
        ...(isCosine ? own(floatAt(at("cos_min_ratio"), schedule.floorLr / peakLr)) : []),
        ...own(rateAt(CYCLE, peakLr)),
        ...own(lrAt(at("cycle_min_lr"), warmupStartLr)),
        ...own(integerAt(at("cycle_first_step_size"), warmupSteps)),
        ...own(integerAt(at("cycle_second_step_size"), totalSteps - warmupSteps)),
      ],
      notes: isCosine ? [] : [leftOut("deepspeed", kept, {})],
    };
  },
  rates: {
    recognises: (config) => config.has(RATE) && config.has("scheduler.params"),
    keys: () => [MAX, CYCLE, RATE],
  },
};
