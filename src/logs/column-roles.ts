/** What a column is for. */
export type ColumnRole = "lr" | "loss" | "heldOut" | "step" | "epoch";

/**
 * How surely a name is that of a role's column, by the words in it: 0 is surest, null is not at
 * all. Names of the usual loggers: `lr-AdamW/pg1`, `train/learning_rate`, `train_loss_step`,
 * `eval_loss`, `global_step`, `Loss/train`, `_step`.
 */
export function roleRank(role: ColumnRole, name: string): number | null {
  const words = wordsOf(name);
  const has = (...any: string[]) => any.some((word) => words.includes(word));
  if (has("min", "max", "std", "stderr", "grad", "scale")) return null;
  if (role === "lr") return lrRank(words, has);
  if (role === "step") return stepRank(words, has);
  if (role === "epoch")
    return words.at(-1) === "epoch" && words.length <= 2 ? words.length - 1 : null;
  if (!has("loss", "losses", "nll", "perplexity", "objective") || has("perplexity")) return null;
  const isHeldOut = has(...HELD_OUT);
  if (isHeldOut !== (role === "heldOut")) return null;
  const lossNames = words.filter((word) => !PLAIN_WORDS.has(word)).length;
  return lossNames * 4 + granularity(has);
}

/** The words of a name: cut at anything that is no letter or digit, and inside camelCase. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "");
}

/** Whether a name says that its losses are not those of single steps. */
export function saysSmoothed(name: string): boolean {
  return wordsOf(name).some((word) => word === "epoch" || SMOOTHED.includes(word));
}

const HELD_OUT = [
  "val",
  "valid",
  "validation",
  "eval",
  "evaluation",
  "test",
  "dev",
  "held",
  "heldout",
];
const SMOOTHED = ["smooth", "smoothed", "avg", "average", "ema", "running", "mean"];
const PLAIN_WORDS = new Set([
  ...HELD_OUT,
  ...SMOOTHED,
  ..."loss losses nll objective train training trainer batch step raw out epoch".split(" "),
]);
const STEP_WORDS = ["step", "steps", "iteration", "iterations", "iter", "update", "updates"];

type Has = (...any: string[]) => boolean;

function lrRank(words: readonly string[], has: Has): number | null {
  if (has("momentum", "log", "log10", "decay", "weight", "wd", "betas")) return null;
  const at = words.findIndex((word) => ["lr", "lrs", "learningrate"].includes(word));
  const pair = words.findIndex(
    (word, i) => word === "learning" && /^rates?$/.test(words[i + 1] ?? ""),
  );
  if (at < 0 && pair < 0) return null;
  const length = words.length - (pair >= 0 ? 1 : 0);
  return length === 1 ? 0 : length === 2 ? 1 : 2;
}

function stepRank(words: readonly string[], has: Has): number | null {
  if (!STEP_WORDS.includes(words.at(-1) ?? "") && !has("stepindex")) {
    return words.length === 2 && words[0] === "step" && words[1] === "index" ? 0 : null;
  }
  if (words.length === 1) return 0;
  if (words.length === 2 && has("global")) return 1;
  return words.length <= 3 && has("global", "train", "trainer") ? 2 : null;
}

/** Losses of single steps come before means of many. */
function granularity(has: Has): number {
  if (has("epoch")) return 2;
  if (has(...SMOOTHED)) return 3;
  return has("step", "batch", "raw") ? 0 : 1;
}
