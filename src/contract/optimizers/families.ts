/** Where the best LR goes as the batch grows, as far as that is known. */
export const BATCH_DIRECTIONS = ["rises", "disputed"] as const;
export type BatchDirection = (typeof BATCH_DIRECTIONS)[number];

/** What decides how an LR is chosen, beside the losses. */
export interface Traits {
  /**
   * How far a sweep overstates what the optimizer bears: `averaging` ones damp or average their
   * first steps, `plain` ones let each step count at once and only once.
   */
  readonly damping: "averaging" | "plain" | "other";
  /** log10 of the LR that was best on a median small task. */
  readonly usualLrLog10: number;
  /** Whether its update does not grow with the gradient, so that its best LR hardly depends on the data's scale. */
  readonly scaleFree: boolean;
  /**
   * Whether its update is the gradient (or a mean of gradients) times the LR: a loss in huge units makes
   * huge steps.
   */
  readonly growsWithGradient: boolean;
  /** LR of who sets none: Keras 3's, which is also PyTorch's for adam, adamw and the like. */
  readonly defaultLr: number;
  /** Whether a warmup must last until a second moment has settled (`beta2` says how long). */
  readonly settles: boolean;
  /**
   * What is known of the best LR when the batch grows, at a fixed number of steps: that it rises, or
   * that the literature disagrees; null: nothing. See `batchReasons` of the plan for the sources.
   */
  readonly batch: BatchDirection | null;
}

/** Of an optimizer about which nothing is known: a margin between those of plain SGD and of Adam. */
export const UNKNOWN: Traits = {
  damping: "other",
  usualLrLog10: -0.5,
  scaleFree: false,
  growsWithGradient: false,
  defaultLr: 0.001,
  settles: false,
  batch: null,
};

interface Family extends Partial<Traits> {
  /** Parts of a name, in lower case, by which an optimizer is taken to be of the family. */
  readonly stems: readonly string[];
}

/**
 * Families in the order in which a name is held against them: names of the first contain those of
 * others. Each has only the traits of all its optimizers, the variants that nobody listed included.
 *
 * @source usual LRs: median best LR of small tasks, see `src/suggest/README.md`
 */
export const FAMILIES = {
  adadelta: { stems: ["adadelta"], usualLrLog10: 1.25 },
  adagrad: { stems: ["adagrad"], usualLrLog10: -0.5, scaleFree: true },
  adafactor: { stems: ["adafactor"], usualLrLog10: -3 },
  lion: { stems: ["lion"], usualLrLog10: -3, damping: "averaging" },
  adam: {
    stems: ["adam"],
    usualLrLog10: -1.75,
    damping: "averaging",
    scaleFree: true,
    settles: true,
    batch: "disputed",
  },
  lamb: { stems: ["lamb", "adan"], usualLrLog10: -1.75, damping: "averaging", scaleFree: true },
  rmsprop: { stems: ["rmsprop"], usualLrLog10: -2, scaleFree: true, batch: "disputed" },
  momentum: {
    stems: ["momentum", "nesterov"],
    usualLrLog10: -1.25,
    damping: "averaging",
    growsWithGradient: true,
    defaultLr: 0.01,
    batch: "rises",
  },
  sgd: { stems: ["sgd"], growsWithGradient: true, defaultLr: 0.01, batch: "rises" },
} as const satisfies Readonly<Record<string, Family>>;

export type FamilyName = keyof typeof FAMILIES;
