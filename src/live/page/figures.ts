import { buildCurve } from "../../curve/index.ts";
import type { PageWords } from "../../report/page/page-words.ts";
import type { Figure } from "../../report/view/figure-types.ts";
import { lossFigure } from "../../report/view/loss-figure.ts";
import { shownTrial } from "../../report/view/trials.ts";
import { trialsFigure } from "../../report/view/trials-figure.ts";
import { trialText } from "../../words/index.ts";
import type { Collector } from "../collect.ts";
import type { LiveSetup } from "./setup.ts";

/** Fewer points are no curve yet. */
const FEWEST_POINTS = 3;

/**
 * The charts of what was recorded so far: the loss against the learning rate over the whole ladder
 * to come, and the trials once there are any.
 */
export function liveFigures(
  { runs, trials }: Collector,
  setup: LiveSetup,
  words: PageWords<"live">,
): Figure[] {
  const points = runs.reduce((sum, { lrs }) => sum + lrs.length, 0);
  if (points < FEWEST_POINTS) return [];
  // The last run may still grow; the others are over.
  const curve = buildCurve(runs);
  const loss = lossFigure({ runs, curve, rules: {}, recommended: null }, words);
  const figures = loss === null ? [] : [overLadder(loss, setup)];
  const shown = trials
    .filter(({ losses, heldOut }) => losses.length > 1 || heldOut.length > 0)
    .map((trial) => shownTrial(trialText(trial, words), trial));
  if (shown.length > 0) figures.push(trialsFigure("probes", words.trials.probes, shown, words));
  return figures;
}

function overLadder(figure: Figure, { startLr, endLr }: LiveSetup): Figure {
  const [from, to] = [Math.log10(startLr), Math.log10(endLr)];
  const margin = Math.max((to - from) * 0.015, 0.02);
  const xaxis = {
    ...figure.layout.xaxis,
    range: [from - margin, to + margin] as const,
    dtick: to - from > 0.8 ? 1 : "D1",
  };
  return { ...figure, layout: { ...figure.layout, xaxis } };
}
