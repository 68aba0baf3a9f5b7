/**
 * What a number under a name is:
 * - `rate`: the learning rate itself;
 * - `peak`: what a scheduler climbs to, whatever the optimizer's own number is (`warmup_max_lr`);
 * - `part`: the learning rate of a part of the model (`unet_lr`, `lr_adam`, `G_lr`).
 */
export type LrRole = "rate" | "peak" | "part";

// In lower case, without `_`, `-` and blanks; names that words below do not tell apart.
const NAMES = new Set([
  ...["lrmax", "maxlr", "baselr", "lrbase", "initlr", "initiallr", "peaklr", "lrpeak", "startlr"],
  ...["lrinit", "lrate", "eta", "eta0", "learningrate", "learningrateinit", "learnrate"],
  ...["initialrate", "baselearningrate", "initiallearningrate", "initlearningrate"],
  ...["maxlearningrate", "peaklearningrate"],
]);

// Beside "learning rate" in a name: it is still the one rate.
const PLAIN = new Set([
  ...["base", "init", "initial", "max", "peak", "start", "global", "default", "nominal", "target"],
  ...["optimizer", "optimiser", "optim", "opt", "train", "training", "trainer", "model", "value"],
  ...["pretrain", "pretraining", "finetune", "finetuning", "stage"],
]);

// Beside "learning rate" in a name: the number is another one (a floor, a length, a ratio, a switch).
const OTHER = new Set([
  ...["min", "minimum", "floor", "end", "ending", "final", "last", "stop", "low", "lower"],
  ...["decay", "decays", "decayed", "drop", "drops", "gamma", "power", "exp", "alpha", "beta"],
  ...[
    "scheduler",
    "schedulers",
    "sched",
    "schedule",
    "schedules",
    "policy",
    "type",
    "name",
    "mode",
  ],
  ...["warmup", "warm", "warmups", "ramp", "rampup", "burnin", "cooldown", "patience", "restart"],
  ...["factor", "factors", "mult", "multi", "multiplier", "mul", "ratio", "scale", "scaler"],
  ...["scaling", "coef", "coeff", "weight", "div", "lambda", "noise", "threshold", "delta", "eps"],
  ...["step", "steps", "stepsize", "iter", "iters", "epoch", "epochs", "milestone", "milestones"],
  ...["period", "periods", "cycle", "cycles", "interval", "freq", "frequency", "every", "delay"],
  ...["find", "finder", "monitor", "log", "logger", "logging", "verbose", "auto", "update", "use"],
  ...[
    "enable",
    "adjust",
    "reduce",
    "reducer",
    "plateau",
    "anneal",
    "annealing",
    "linear",
    "cosine",
  ],
  ...["num", "count", "relative", "ema", "clip", "cap", "bound", "bounds", "range", "seed", "fn"],
]);

const TOPS = new Set(["max", "peak", "target"]);

/** What a name says of the number under it; null where it is no learning rate. */
export function lrRole(name: string): LrRole | null {
  if (!HINT.test(name)) return null;
  const known = roles.get(name);
  if (known !== undefined) return known;
  const role = name.length > LONGEST ? null : roleOf(wordsOf(name));
  if (roles.size > MANY) roles.clear();
  roles.set(name, role);
  return role;
}

// In every name that has a role: most names of a large config are none.
const HINT = /lr|rate|eta/i;

// Configs of 100,000 keys use few of the rest.
const roles = new Map<string, LrRole | null>();
const MANY = 10_000;
const LONGEST = 100;

function roleOf(words: readonly string[]): LrRole | null {
  if (NAMES.has(words.join(""))) return "rate";
  const beside = withoutLr(words);
  if (beside === null) return null;
  if (!beside.some((word) => OTHER.has(word))) {
    return beside.every((word) => PLAIN.has(word) || /^\d+$/.test(word)) ? "rate" : "part";
  }
  const isTop = beside.some((word) => TOPS.has(word));
  const rest = beside.filter((word) => !TOPS.has(word));
  return isTop && rest.every((word) => word === "warmup" || word === "cycle") ? "peak" : null;
}

/** Whether a name speaks of a learning rate in any way: its floor, its schedule, its warmup. */
export function namesLr(name: string): boolean {
  return HINT.test(name) && name.length <= LONGEST && withoutLr(wordsOf(name)) !== null;
}

/** The other words of a name that speaks of a learning rate; null for any other name. */
function withoutLr(words: readonly string[]): readonly string[] | null {
  for (const [i, word] of words.entries()) {
    const pair = /^learn(ing)?$/.test(word) && /^rates?$/.test(words[i + 1] ?? "");
    if (pair) return words.toSpliced(i, 2);
    if (/^(lr\d?|lrate|learn(ing)?rate\d?)$/.test(word)) return words.toSpliced(i, 1);
  }
  return null;
}

/** A key's name in words: `learningRate`, `LR_base`, `unet-lr`; all in lower case. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== "");
}
