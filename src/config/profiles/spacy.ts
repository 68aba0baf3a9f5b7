import {
  type ConfigView,
  integerAt,
  leftOut,
  needed,
  type Profile,
  prefixIn,
  rateAt,
  whereThere,
} from "./profile.ts";

declare module "./profile.js" {
  interface ProfileNames {
    spacy: true;
  }
}

/** What the schedules of Thinc call their highest rate. */
const TOPS = ["initial_rate", "max_rate", "base_rate", "max_lr", "rate"] as const;

/**
 * spaCy's `config.cfg`: `learn_rate` in `[training.optimizer]`, a number, or a section of its own with a
 * schedule of Thinc's (`warmup_linear.v1`: `initial_rate`, `warmup_steps`, `total_steps`). There is no
 * cosine: the schedule that is there is kept. (spacy.io/usage/training; thinc.ai/docs/api-schedules)
 */
export const spacy: Profile<"spacy"> = {
  write({ schedule, initialLr }, config) {
    const { warmupSteps, totalSteps, kind } = schedule;
    const [rate, section] = placeOf(config);
    const at = (name: string) => `${section}.${name}`;
    const kept = `its schedules end in no ${kind}: the one that is there is kept`;
    return {
      lrKeys: [],
      entries: [
        needed(rateAt(rate, initialLr)),
        whereThere(integerAt(at("warmup_steps"), warmupSteps)),
        whereThere(integerAt(at("total_steps"), totalSteps)),
        whereThere(integerAt(at("num_steps"), totalSteps)),
      ],
      notes: [leftOut("spacy", kept, {})],
    };
  },
  rates: {
    recognises: (config) =>
      config.has('"training.optimizer"') || config.has("training.optimizer.@optimizers"),
    keys: (config) => [placeOf(config)[0]],
  },
};

/** Where the rate stands, and where its schedule would. */
function placeOf(config: ConfigView): readonly [rate: string, section: string] {
  const section = prefixIn(config, [
    '"training.optimizer.learn_rate"',
    "training.optimizer.learn_rate",
  ]);
  const top = TOPS.map((name) => `${section}.${name}`).find((path) => config.has(path));
  const plain = config.has("training.optimizer")
    ? "training.optimizer.learn_rate"
    : '"training.optimizer".learn_rate';
  return [top ?? plain, section];
}
