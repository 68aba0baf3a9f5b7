import type { FactorKind, HorizonUnit } from "../contract/factor-kind.ts";
import { wordsOf } from "./column-roles.ts";

/** Words of names by what they are to the learning rate, the likeliest of each kind first. */
const WORDS: Readonly<Record<Exclude<FactorKind, "plain">, readonly string[]>> = {
  batch: ["batch", "batchsize", "bs", "bsz", "minibatch", "gbs"],
  horizon: [
    ...["tokens", "examples", "samples", "rows", "epochs", "epoch"],
    ...["steps", "step", "updates", "iterations", "iters", "iter", "ti", "horizon"],
  ],
  size: [
    ...["parameters", "params", "param", "nparams", "size", "n"],
    ...["width", "hidden", "dim", "dmodel", "model", "embd", "units", "channels"],
    ...["depth", "layers", "layer", "heads", "ffn"],
  ],
};
const IN_UPDATES = ["steps", "step", "updates", "iterations", "iters", "iter", "ti", "horizon"];

/** What exports of sweeps put before the names of settings. */
const GROUP = /^(?:params|config|hparams|hyper_?parameters)[_./: ]+(?=\S)/i;

/** What a column is to the learning rate by its name, and how surely: 0 is surest. Null for a name that says nothing. */
export function kindOfName(
  name: string,
): { readonly kind: FactorKind; readonly rank: number } | null {
  const words = wordsOf(name.replace(GROUP, ""));
  const joined = words.join("");
  for (const kind of ["batch", "horizon", "size"] as const) {
    const ranks = WORDS[kind].flatMap((word, rank) =>
      words.includes(word) || joined === word ? [rank] : [],
    );
    const [rank] = ranks;
    if (rank !== undefined) return { kind, rank };
  }
  return null;
}

/** Unit of a horizon by the name of its column; examples where it says nothing. */
export function unitOfName(name: string): HorizonUnit {
  return wordsOf(name).some((word) => IN_UPDATES.includes(word)) ? "updates" : "examples";
}

/** Measures and what a run's place is, as words of names. */
const NO_SETTINGS = new Set(
  "acc accuracy f1 auc precision recall score metric metrics time duration runtime seconds timestamp created started ended start end step steps iteration iterations epoch id index number seed run trial name state status value perplexity ppl loss nll error rmse mae mse bleu rouge parameters memory".split(
    " ",
  ),
);

/** Whether a name may be that of a setting: no measure, and no place or time of a run. */
export function isSetting(name: string): boolean {
  return !wordsOf(name).some((word) => NO_SETTINGS.has(word));
}
