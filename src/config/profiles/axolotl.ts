import {
  epochsOf,
  floatAt,
  integerAt,
  leftOut,
  needed,
  type Profile,
  rateAt,
  textAt,
  wanted,
  whereThere,
} from "./profile.ts";

declare module "./profile.js" {
  interface ProfileNames {
    axolotl: true;
  }
}

/**
 * axolotl's YAML: `learning_rate`, and `embedding_lr` in its place for the embeddings, which keeps its share;
 * `lr_scheduler: cosine` with `cosine_min_lr_ratio`; `warmup_steps` or `warmup_ratio`; `max_steps` or
 * `num_epochs`. (docs.axolotl.ai: config-reference)
 */
export const axolotl: Profile<"axolotl"> = {
  write({ schedule, initialLr }, config) {
    const { kind, warmupSteps, totalSteps, peakLr } = schedule;
    const [now, embedding] = [config.number("learning_rate"), config.number("embedding_lr")];
    const share = now && embedding ? (initialLr * embedding) / now : null;
    const isCosine = kind === "cosine";
    const kept = `its schedule (${kind}) is not written: the one that is there is kept`;
    return {
      lrKeys: [],
      entries: [
        needed(rateAt("learning_rate", initialLr)),
        ...(share === null ? [] : [whereThere(rateAt("embedding_lr", share))]),
        ...(isCosine ? [wanted(textAt("lr_scheduler", "cosine"))] : []),
        ...(isCosine && schedule.floorLr > 0
          ? [wanted(floatAt("cosine_min_lr_ratio", schedule.floorLr / peakLr))]
          : []),
        wanted(
          integerAt("warmup_steps", warmupSteps),
          floatAt("warmup_ratio", warmupSteps / totalSteps),
        ),
        wanted(
          integerAt("max_steps", totalSteps),
          floatAt("num_epochs", epochsOf(schedule, totalSteps)),
        ),
      ],
      notes: isCosine ? [] : [leftOut("axolotl", kept, {})],
    };
  },
  rates: {
    recognises: (config) => config.has("base_model") && config.has("micro_batch_size"),
    keys: () => ["embedding_lr", "learning_rate"],
  },
};
