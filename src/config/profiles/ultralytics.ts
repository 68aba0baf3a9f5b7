import type { ConfigEdit } from "../edit.ts";
import {
  epochsOf,
  floatAt,
  integerAt,
  leftOut,
  needed,
  type Profile,
  type ProfileEntry,
  rateAt,
  textAt,
  wanted,
  whereThere,
} from "./profile.ts";

declare module "./profile.js" {
  interface ProfileNames {
    ultralytics: true;
  }
}

// What Ultralytics calls the optimizers that it has.
const CLASSES: Readonly<Record<string, string>> = {
  sgd: "SGD",
  momentum: "SGD",
  nesterov: "SGD",
  adam: "Adam",
  adamw: "AdamW",
  adamax: "Adamax",
  nadam: "NAdam",
  radam: "RAdam",
  rmsprop: "RMSProp",
};

/**
 * Ultralytics YOLO: `lr0`, `lrf` (last / first), `warmup_epochs` (fractions too), `epochs`. With
 * `optimizer: auto` it takes neither `lr0` nor `momentum`, so the result's optimizer is written there. The
 * LR falls in a line unless `cos_lr` is true. (docs.ultralytics.com/usage/cfg)
 */
export const ultralytics: Profile<"ultralytics"> = {
  write({ schedule, initialLr }, config, optimizer) {
    const { peakLr, warmupSteps, totalSteps, kind } = schedule;
    const called = CLASSES[optimizer?.toLowerCase() ?? ""];
    const isAuto = config.value("optimizer") === "auto";
    const setsOptimizer: ConfigEdit[] =
      isAuto && called !== undefined ? [textAt("optimizer", called)] : [];
    const epochs: ProfileEntry[] = [
      wanted(integerAt("epochs", Math.ceil(epochsOf(schedule, totalSteps)))),
      wanted(floatAt("warmup_epochs", epochsOf(schedule, warmupSteps))),
    ];
    const floor = "floorLr" in schedule ? [wanted(floatAt("lrf", schedule.floorLr / peakLr))] : [];
    const notes: string[] = [];
    if (kind !== "cosine") notes.push(`it has no ${kind} schedule: the one that is there is kept`);
    else if (config.value("cos_lr") !== true)
      notes.push("set cos_lr to true for the plan's cosine");
    if (isAuto && called === undefined) {
      notes.push("set optimizer to that of the training: with auto, lr0 has no effect");
    }
    return {
      lrKeys: [],
      entries: [
        needed(rateAt("lr0", initialLr)),
        ...setsOptimizer.map((edit) => whereThere(edit)),
        ...floor,
        ...epochs,
      ],
      notes: notes.map((what) => leftOut("ultralytics", what, {})),
    };
  },
  rates: {
    recognises: (config) => config.has("lr0") && config.has("lrf"),
    keys: () => ["lr0"],
    idle: (config) =>
      config.value("optimizer") === "auto"
        ? { path: "optimizer", why: "Ultralytics then chooses lr0 and momentum itself" }
        : null,
  },
};
