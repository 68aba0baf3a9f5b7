import { excludes, needs, oneOf } from "../core/rules.ts";

/** Options of `loadData`: with `data`. */
export const LOAD_KEYS = [
  "target",
  "labels",
  "header",
  "delimiter",
  "task",
  "numeric",
  "categorical",
  "ignore",
  "scale",
  "targetScale",
  "maxRows",
  "heldOut",
] as const;

/** Settings of a model that lr-finder trains itself: with `data` or `module`. */
export const MODEL_KEYS = [
  "model",
  "optimizer",
  "optimizerOptions",
  "loss",
  "batchSize",
  "accumulate",
  "engine",
] as const;

/** How a trainer's command is started: with `trainer`. */
export const COMMAND_KEYS = ["shell", "readyTimeoutMs", "stepTimeoutMs", "warm"] as const;

const ladderAlone = { name: "strategy", is: "ladder" } as const;
const ownTrainer = "the trainer brings its own data and model";
const ownModule = "the module brings its own data and model";

/** How the options of a job go together. */
export const jobRules = [
  needs(["resume"], "out", "the folder of the run to continue"),
  oneOf(["data", "module", "trainer"]),
  excludes("trainer", [...LOAD_KEYS, ...MODEL_KEYS], ownTrainer),
  needs(COMMAND_KEYS, "trainer"),
  excludes("module", [...LOAD_KEYS, "model"], ownModule),
  needs(["ladder"], ladderAlone),
  excludes(
    ladderAlone,
    ["startLr", "endLr", "mode", "repeats", "evaluateEvery", "preset", "budget"],
    "it has no sweep",
  ),
  needs(["verifySteps"], "verify"),
] as const;

/** The same for options that only code has. */
export const codeRules = [
  excludes("trainer", ["maxHeldOut"], ownTrainer),
  excludes("module", ["maxHeldOut"], ownModule),
  excludes(ladderAlone, ["stopRule"], "it has no sweep"),
] as const;
