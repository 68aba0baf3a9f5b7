import type { ConfigEdit } from "../edit.ts";
import { wholeEpochs } from "../schedule-edits.ts";
import {
  type ConfigView,
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
  prefixIn,
  textAt,
  unless,
} from "./profile.ts";

declare module "./profile.js" {
  interface ProfileNames {
    lightning: true;
    hydra: true;
  }
}

const TORCH = "torch.optim.lr_scheduler.";

/** Where a framework keeps a torch optimizer and its scheduler. */
interface Layout<Name> {
  readonly name: Name;
  readonly optimizers: readonly [string, ...string[]];
  readonly schedulers: readonly [string, ...string[]];
  /** Key of the class, and what stands before its arguments. */
  readonly classKey: string;
  readonly args: string;
}

/**
 * LightningCLI: `optimizer` and `lr_scheduler` (or below `model`), each `{class_path, init_args}`,
 * and `trainer.max_epochs` or `trainer.max_steps`. The CLI steps its scheduler once an epoch, so
 * all lengths are whole epochs. (lightning.ai/docs/pytorch: cli/lightning_cli_advanced_3)
 */
export const lightning: Profile<"lightning"> = torchProfile({
  name: "lightning",
  optimizers: ["optimizer", "model.init_args.optimizer", "model.optimizer"],
  schedulers: ["lr_scheduler", "model.init_args.lr_scheduler", "model.lr_scheduler"],
  classKey: "class_path",
  args: "init_args.",
});

/**
 * Hydra's `{_target_, …arguments}` (hydra.cc: instantiate objects), at `optimizer` and `scheduler` or
 * `lr_scheduler`, alone or below `model` as in the lightning-hydra templates; lengths in epochs.
 */
export const hydra: Profile<"hydra"> = torchProfile({
  name: "hydra",
  optimizers: ["optimizer", "model.optimizer"],
  schedulers: ["scheduler", "lr_scheduler", "model.scheduler", "model.lr_scheduler"],
  classKey: "_target_",
  args: "",
});

/**
 * `CosineAnnealingLR` (`T_max`, `eta_min`) or `MultiStepLR` (`milestones`, `gamma`). Neither has a
 * warmup; a scheduler class of the config's own that has `warmup_epochs` and `max_epochs`, such as
 * LinearWarmupCosineAnnealingLR, is kept and takes them.
 */
function torchProfile<Name extends keyof ProfileNames>({
  name,
  optimizers,
  schedulers,
  classKey,
  args,
}: Layout<Name>): Profile<Name> {
  return {
    write({ schedule }, config) {
      if (schedule.kind !== "cosine" && schedule.kind !== "step") {
        return lacks(name, schedule, "cosine or step");
      }
      const at = prefixIn(config, schedulers);
      const key = (arg: string) => `${at}.${args}${arg}`;
      const epochs = (field: string, steps: number) => wholeEpochs(schedule, field, steps);
      const { warmupSteps, totalSteps } = schedule;
      const hasWarmup = schedule.kind === "cosine" && config.has(key("warmup_epochs"));
      const total = epochs("totalEpochs", totalSteps);
      const classPath = (called: string) => needed(classAt(config, `${at}.${classKey}`, called));
      const entries: ProfileEntry[] = [];
      if (schedule.kind === "cosine") {
        if (hasWarmup) {
          entries.push(
            needed(integerAt(key("warmup_epochs"), epochs("warmupEpochs", warmupSteps))),
            needed(integerAt(key("max_epochs"), total)),
            unless(true, lrAt(key("warmup_start_lr"), schedule.warmupStartLr)),
          );
        } else entries.push(classPath("CosineAnnealingLR"), needed(integerAt(key("T_max"), total)));
        entries.push(unless(schedule.floorLr === 0, lrAt(key("eta_min"), schedule.floorLr)));
      } else {
        const value = schedule.milestones.map((step) => epochs("milestoneEpochs", step));
        entries.push(
          classPath("MultiStepLR"),
          needed({ path: key("milestones"), value, as: "integers" }),
          needed(floatAt(key("gamma"), schedule.factor)),
        );
      }
      entries.push(
        unless(
          true,
          integerAt("trainer.max_epochs", Math.ceil(epochsOf(schedule, totalSteps))),
          integerAt("trainer.max_steps", totalSteps),
        ),
      );
      const without = `torch's own scheduler has no warmup: the plan's ${warmupSteps} steps are left out`;
      return {
        lrKeys: [
          ...optimizers.map((prefix) => `${prefix}.${args}lr`),
          "model.init_args.lr",
          "model.lr",
        ],
        entries,
        notes: warmupSteps > 0 && !hasWarmup ? [leftOut(name, without, { warmupSteps })] : [],
      };
    },
  };
}

// A name without its module is what LightningCLI allows too: it stays one.
function classAt(config: ConfigView, path: string, called: string): ConfigEdit {
  const now = config.value(path);
  const isShort = typeof now === "string" && now !== "" && !now.includes(".");
  return textAt(path, isShort ? called : TORCH + called);
}
