import { excludes, needs, oneOf } from "../core/rules.ts";

/** Options of `loadData` that a table or images alone have: with `data`. */
const FILE_KEYS = [
  "target",
  "labels",
  "header",
  "delimiter",
  "task",
  "numeric",
  "categorical",
  "ignore",
  "groups",
  "scale",
  "targetScale",
  "maxRows",
] as const;

/** Which rows are held out: with `data` or `module`. */
export const SPLIT_KEYS = ["heldOut", "ordered"] as const;

/** Options of `loadData`: with `data`. */
export const LOAD_KEYS = [...FILE_KEYS, ...SPLIT_KEYS] as const;

/** Settings of a model that lr-finder trains itself: with `data` or `module`. */
export const MODEL_KEYS = [
  "model",
  "customObjects",
  "optimizer",
  "optimizerOptions",
  "loss",
  "batchSize",
  "accumulate",
  "engine",
] as const;

/** How a trainer's command is started: with `trainer`. */
export const COMMAND_KEYS = ["shell", "readyTimeoutMs", "stepTimeoutMs", "warm"] as const;

/** What stands for a command where the process that started this one is the trainer. */
export const PARENT = "-";

const ladderAlone = { name: "strategy", is: "ladder" } as const;
const ownTrainer = "the trainer brings its own data and model";
const ownModule = "the module brings its own data and model";

/** How the options of a job go together. */
export const jobRules = [
  needs(["resume"], "out", "the folder of the run to continue"),
  oneOf(["data", "module", "trainer"]),
  excludes("trainer", [...LOAD_KEYS, ...MODEL_KEYS], ownTrainer),
  needs(COMMAND_KEYS, "trainer"),
  excludes({ name: "trainer", is: PARENT }, ["shell", "warm"], "nothing is started"),
  excludes("module", [...FILE_KEYS, "model", "customObjects"], ownModule),
  needs(["customObjects"], "model", "a saved model.json"),
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
  needs(["cell"], "module"),
  excludes("trainer", ["maxHeldOut", "validationSplit"], ownTrainer),
  excludes("module", ["maxHeldOut"], ownModule),
  excludes(ladderAlone, ["stopRule", "grid"], "it has no sweep"),
] as const;
