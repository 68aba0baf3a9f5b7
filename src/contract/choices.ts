// Lists of what a document, an option or a flag may say: as data, for those who ask for no document. The
// schemas are made from them.

/** How the LRs of a sweep rise. */
export const SWEEP_MODES = ["exp", "linear"] as const;

/**
 * Where between its ends the LRs of a sweep of n steps lie; r is the place of step i, 0 at `startLr` and 1
 * at `endLr`.
 *
 * - `closed`: r = i / (n - 1), both ends exact (ours, and torch-lr-finder's)
 * - `half-open`: r = i / n, so that `endLr` is not reached (fastai)
 * - `second-skipped`: r = 0, then (i + 1) / n: the first step of the ladder is twice as wide (Lightning)
 */
export const SWEEP_GRIDS = ["closed", "half-open", "second-skipped"] as const;

/**
 * `debiased`: starts from 0 and divides by 1 - beta^n (fastai); `debiased-late`: the same, with n + 1
 * (Lightning); `seeded`: starts from the first loss (torch-lr-finder).
 */
export const STOP_SMOOTHINGS = ["debiased", "debiased-late", "seeded"] as const;

/** The kinds of schedule that a plan may have. */
export const PLAN_KINDS = ["cosine", "step", "warmup-stable-decay"] as const;

/** What may be asked for: a kind, or `auto` for the one that fits. */
export const PLAN_CHOICES = ["auto", ...PLAN_KINDS] as const;

/** When the LR may change. */
export const PER_UNITS = ["step", "epoch"] as const;

/** Budgets of a search by name. */
export const BUDGET_NAMES = ["quick", "standard", "thorough", "full"] as const;

/** What an LR is for: the loss at the end of the run, or the best on the way. */
export const AIMS = ["end", "best"] as const;

/** What a model is trained for. */
export const TASKS = ["classification", "regression"] as const;
