import {
  type ConfigView,
  floatAt,
  integerAt,
  leftOut,
  needed,
  type Profile,
  type ProfileEntry,
  rateAt,
  textAt,
  whereThere,
} from "./profile.ts";

declare module "./profile.js" {
  interface ProfileNames {
    kohya: true;
  }
}

/**
 * kohya's sd-scripts (`--config_file FILE.toml`, whose sections are names only): `learning_rate`, in whose
 * place `unet_lr` and `text_encoder_lr` stand for their parts. The text encoder keeps its share of the
 * U-Net's rate. `lr_scheduler`, `lr_warmup_steps` and `max_train_steps` are written where they stand.
 * (github.com/kohya-ss/sd-scripts: docs/train_network, library/train_util.py)
 */
export const kohya: Profile<"kohya"> = {
  write({ schedule, initialLr }, config) {
    const at = (name: string) => pathOf(config, name);
    const [unet, encoder, rate] = [at("unet_lr"), at("text_encoder_lr"), at("learning_rate")];
    const main = config.number(unet) || config.number(rate) || initialLr;
    const share = (path: string): ProfileEntry[] => {
      const now = config.number(path);
      // 0 means that the part is not trained.
      return now ? [whereThere(rateAt(path, (initialLr * now) / main))] : [];
    };
    const items = [0, 1, 2].map((i) => `${encoder}.${i}`).filter((path) => config.has(path));
    const lr = config.number(unet) !== null ? whereThere : needed;
    const { kind, totalSteps, warmupSteps } = schedule;
    const isKnown = kind === "cosine" && schedule.floorLr === 0;
    const kept = `its schedule (${kind}) is not written; set lr_scheduler yourself`;
    return {
      lrKeys: [],
      entries: [
        lr(rateAt(rate, initialLr)),
        ...(config.number(unet) ? [whereThere(rateAt(unet, initialLr))] : []),
        ...(items.length > 0 ? items.flatMap(share) : share(encoder)),
        ...(isKnown ? [whereThere(textAt(at("lr_scheduler"), "cosine"))] : []),
        ...(kind === "cosine" && schedule.floorLr > 0
          ? [
              whereThere(
                floatAt(at("lr_scheduler_min_lr_ratio"), schedule.floorLr / schedule.peakLr),
              ),
            ]
          : []),
        whereThere(integerAt(at("lr_warmup_steps"), warmupSteps)),
        whereThere(integerAt(at("max_train_steps"), totalSteps)),
      ],
      notes: isKnown ? [] : [leftOut("kohya", kept, {})],
    };
  },
  rates: {
    recognises: (config) =>
      ["unet_lr", "text_encoder_lr", "network_module"].some((key) => config.named(key).length > 0),
    keys: (config) =>
      ["unet_lr", "text_encoder_lr", "learning_rate"].map((key) => pathOf(config, key)),
    idle(config) {
      const path = pathOf(config, "optimizer_type");
      const finds = /prodigy|dadapt/i.test(String(config.value(path) ?? ""));
      return finds ? { path, why: "it finds its learning rate itself, and wants 1.0 here" } : null;
    },
  },
};

function pathOf(config: ConfigView, name: string): string {
  return config.named(name)[0] ?? name;
}
