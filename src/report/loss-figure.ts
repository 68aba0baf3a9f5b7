import { checkArray, checkObject } from "../core/check.ts";
import { checkCurve } from "../curve/check-curve.ts";
import { DEFAULT_LANGUAGE, type Words, wordsOf } from "../words/index.ts";
import type { Figure } from "./view/figure-types.ts";
import { lossFigure as figureIn } from "./view/loss-figure.ts";
import type { LossSources } from "./view/sources.ts";

/**
 * Loss vs LR with the slope per decade below it on the same LR axis.
 * Null when not a single finite loss was recorded.
 *
 * @param words of a language; @default English
 */
export function lossFigure(
  sources: LossSources,
  words: Pick<Words, "format" | "loss"> = wordsOf(DEFAULT_LANGUAGE),
): Figure | null {
  checkObject("sources", sources, "`{ runs, curve, rules, recommended }` of a result");
  checkArray("runs", sources.runs);
  checkCurve(sources.curve);
  return figureIn(sources, words);
}
