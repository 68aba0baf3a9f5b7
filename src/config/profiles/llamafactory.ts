import { trainingArguments } from "./hf.ts";
import type { Profile } from "./profile.ts";

declare module "./profile.js" {
  interface ProfileNames {
    llamafactory: true;
  }
}

/**
 * LLaMA-Factory's YAML: Hugging Face's `TrainingArguments` beside its own. `loraplus_lr_ratio` multiplies
 * `learning_rate` and needs no change; `loraplus_lr_embedding` is a rate of its own.
 * (llamafactory.readthedocs.io: arguments)
 */
export const llamafactory: Profile<"llamafactory"> = {
  write: trainingArguments("llamafactory"),
  rates: {
    recognises: (config) => config.has("finetuning_type") && config.has("stage"),
    keys: () => ["learning_rate"],
  },
};
