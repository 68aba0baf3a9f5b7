import type { SchedulePlan } from "../../plan/index.ts";
import { wholeEpochs } from "../schedule-edits.ts";
import {
  type ConfigView,
  epochsOf,
  floatAt,
  integerAt,
  leftOut,
  lrAt,
  needed,
  type Profile,
  type ProfileEntry,
  rateAt,
  whereThere,
} from "./profile.ts";

declare module "./profile.js" {
  interface ProfileNames {
    mmengine: true;
  }
}

const RATES = ["optim_wrapper.optimizer.lr", "optimizer.lr"] as const;

/**
 * A dump of MMEngine's config: `optim_wrapper.optimizer.lr`, the warmup (`LinearLR`: `end`,
 * `start_factor`) and the decay (`CosineAnnealingLR`: `T_max`, `eta_min`; `MultiStepLR`: `milestones`,
 * `gamma`) in `param_scheduler`, in epochs unless `by_epoch` is false, and `train_cfg`. Schedulers are
 * written where they stand, none is added. (mmengine.readthedocs.io: tutorials/param_scheduler)
 */
export const mmengine: Profile<"mmengine"> = {
  write({ schedule, initialLr }, config) {
    const { totalSteps, kind } = schedule;
    const schedulers = schedulersOf(config);
    const entries = schedulers.flatMap((at) => schedulerEntries(config, at, schedule));
    const types = schedulers.map((at) => config.value(`${at}.type`));
    const decays = types.includes(kind === "cosine" ? "CosineAnnealingLR" : "MultiStepLR");
    const isWhole = decays && kind !== "warmup-stable-decay";
    const kept = `param_scheduler holds no ${kind} schedule: its kind is left as it is`;
    return {
      lrKeys: [],
      entries: [
        needed(rateAt(RATES.find((path) => config.has(path)) ?? RATES[0], initialLr)),
        ...entries,
        whereThere(
          integerAt("train_cfg.max_epochs", Math.ceil(epochsOf(schedule, totalSteps))),
          integerAt("train_cfg.max_iters", totalSteps),
        ),
      ],
      notes: isWhole ? [] : [leftOut("mmengine", kept, {})],
    };
  },
  rates: {
    recognises: (config) => config.has(RATES[0]),
    keys: () => RATES,
    idle: (config) =>
      config.value("auto_scale_lr.enable") === true
        ? { path: "auto_scale_lr.enable", why: "MMEngine multiplies it by batch / base_batch_size" }
        : null,
  },
};

function schedulersOf(config: ConfigView): string[] {
  const at = "param_scheduler";
  if (config.has(`${at}.type`)) return [at];
  const found: string[] = [];
  while (config.has(`${at}.${found.length}.type`)) found.push(`${at}.${found.length}`);
  return found;
}

function schedulerEntries(config: ConfigView, at: string, schedule: SchedulePlan): ProfileEntry[] {
  const { peakLr, warmupSteps, warmupStartLr, totalSteps } = schedule;
  const key = (name: string) => `${at}.${name}`;
  const inSteps = config.value(key("by_epoch")) === false;
  const length = (field: string, steps: number) =>
    inSteps ? steps : wholeEpochs(schedule, field, steps);
  switch (config.value(key("type"))) {
    case "LinearLR":
      return [
        whereThere(integerAt(key("end"), length("warmupEpochs", warmupSteps))),
        whereThere(floatAt(key("start_factor"), warmupStartLr / peakLr)),
      ];
    case "CosineAnnealingLR":
      if (schedule.kind !== "cosine") return [];
      return [
        whereThere(integerAt(key("T_max"), length("totalEpochs", totalSteps - warmupSteps))),
        whereThere(integerAt(key("begin"), length("warmupEpochs", warmupSteps))),
        whereThere(integerAt(key("end"), length("totalEpochs", totalSteps))),
        whereThere(lrAt(key("eta_min"), schedule.floorLr)),
      ];
    case "MultiStepLR": {
      if (schedule.kind !== "step") return [];
      const value = schedule.milestones.map((step) => length("milestoneEpochs", step));
      return [
        whereThere({ path: key("milestones"), value, as: "integers" }),
        whereThere(floatAt(key("gamma"), schedule.factor)),
        whereThere(integerAt(key("end"), length("totalEpochs", totalSteps))),
      ];
    }
    default:
      return [];
  }
}
