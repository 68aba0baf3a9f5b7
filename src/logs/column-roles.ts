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
  if (has(...NO_VALUES_OF)) return null;
  if (role === "lr") return lrRank(words, has);
  if (role === "step") return stepRank(words, has);
  if (role === "epoch")
    return /^epochs?$/.test(words.at(-1) ?? "") && words.length <= 2 ? words.length - 1 : null;
  const loss = lossName(name);
  if (loss === null || loss.isHeldOut !== (role === "heldOut")) return null;
  return loss.extras.length * 4 + loss.granularity;
}

/** What the name of a column of losses says. */
export interface LossName {
  readonly isHeldOut: boolean;
  /** `total_loss`: the loss, whatever stands beside it. */
  readonly isTotal: boolean;
  /** Words that say which loss it is; none for the plain one. */
  readonly extras: readonly string[];
  /** 0 for single steps; more for means of many. */
  readonly granularity: number;
  /** The same for all columns that hold one loss, as it is and averaged. */
  readonly base: string;
}

/** Null for a name that is none of losses. */
export function lossName(name: string): LossName | null {
  const words = wordsOf(name.replace(/ \(column \d+\)$/, ""));
  const has = (...any: string[]) => any.some((word) => words.includes(word));
  const isLoss =
    has("loss", "losses", "nll", "objective", "xent") || words.join(" ").includes("cross entropy");
  if (!isLoss || has(...NO_VALUES_OF) || has("perplexity")) return null;
  return {
    isHeldOut: has(...HELD_OUT),
    isTotal: has(...TOTAL),
    extras: words.filter((word) => !PLAIN_WORDS.has(word)),
    granularity: granularity(has),
    base: words.filter((word) => !GRANULARITY.has(word)).join(" "),
  };
}

/** Whether losses of such names are parts that make the loss together (`box_loss`, `cls_loss`). */
export function isPart({ extras }: LossName): boolean {
  return extras.length > 0 && extras.every((word) => PARTS.has(word));
}

/** Whether the cells of a column say which run their row is of. */
export function namesRuns(name: string): boolean {
  const words = wordsOf(name);
  const [first, second] = words;
  if (words.length === 1) return RUN_WORDS.includes(first as string);
  return (
    words.length === 2 &&
    (RUN_WORDS.includes(first as string) || first === "exp") &&
    /^(?:id|name|number|uuid)$/.test(second as string)
  );
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

/** Words of names that are statistics, or something else than what they are named after. */
const NO_VALUES_OF = [
  ...["min", "max", "std", "stderr", "grad", "scale", "scaler", "weight"],
  ...["alpha", "beta", "gamma", "coef", "coeff", "type", "mult", "ratio", "num", "smoothing"],
];
const TOTAL = ["total", "overall", "sum"];
const RUN_WORDS = ["run", "trial", "experiment", "seed", "name"];
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
  ...TOTAL,
  ..."loss losses nll objective xent cross entropy function fn train training trainer batch step raw out epoch".split(
    " ",
  ),
]);
const GRANULARITY = new Set([...SMOOTHED, "step", "batch", "raw", "epoch", "function", "fn"]);
/** Of detectors, segmenters, auto-encoders and language models. */
const PARTS = new Set(
  "box bbox cls class classifier dfl obj objectness seg mask pose kobj kpt keypoint rpn roi reg giou iou diou ciou l1 centerness dice bce ce recon reconstruction kl kld ctc att attention aux auxiliary mlm nsp balance".split(
    " ",
  ),
);
const STEP_WORDS = ["step", "steps", "iteration", "iterations", "iter", "update", "updates"];

type Has = (...any: string[]) => boolean;

function lrRank(words: readonly string[], has: Has): number | null {
  if (has("momentum", "log", "log10", "decay", "weight", "wd", "betas")) return null;
  const at = words.findIndex((word) => ["lr", "lrs", "lrate", "learningrate"].includes(word));
  const pair = words.findIndex(
    (word, i) => word === "learning" && /^rates?$/.test(words[i + 1] ?? ""),
  );
  if (at < 0 && pair < 0) return null;
  const length = words.length - (pair >= 0 ? 1 : 0);
  return length === 1 ? 0 : length === 2 ? 1 : 2;
}

function stepRank(words: readonly string[], has: Has): number | null {
  if (!STEP_WORDS.includes(words.at(-1) ?? "") && !has("stepindex")) {
    const [first = "", second = ""] = words;
    if (words.length === 2 && first === "step" && second === "index") return 0;
    const isBatch =
      first === "batch" && (words.length === 1 || /^(?:id|idx|index|no)$/.test(second));
    return isBatch && words.length <= 2 ? 3 : null;
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
