import type { Aim } from "../../contract/index.ts";
import { note } from "../../contract/make-note.ts";
import { formatCount, formatLr } from "../../core/format.ts";
import { maxOf, minOf } from "../../core/stats.ts";
import type { Curve } from "../../curve/index.ts";
import type { Check } from "../check.ts";
import { noHeldOut, rowChecks } from "../few-rows.ts";
import { floorChecks } from "../floor.ts";
import { mostBeyond } from "../horizon.ts";
import type { ProbeChoice, ProbeHorizon } from "./choose.ts";

/** What a choice is judged by. */
export interface JudgedChoice {
  /** One a round. */
  readonly choices: readonly ProbeChoice[];
  readonly lr: number;
  readonly aim: Aim;
  readonly horizon: ProbeHorizon;
  /** What the sweep alone said; null for nothing. */
  readonly sweepLr: number | null;
  readonly curve: Curve;
}

/** What the probes themselves say about how sure an LR chosen by them can be. */
export function probeChecks(judged: JudgedChoice): Check[] {
  return [
    ...length(judged),
    ...edge(judged),
    ...plateau(judged),
    ...overfit(judged),
    ...agreement(judged),
    ...roundsAgree(judged),
    ...heldOutRows(judged),
    ...floorChecks(judged.curve),
    ...rowChecks(
      (judged.choices[0] as ProbeChoice).best.trial.heldOut.at(-1),
      judged.horizon,
      judged.aim,
    ),
  ];
}

function length({ choices, horizon }: JudgedChoice): Check[] {
  const steps = (choices[0] as ProbeChoice).best.trial.plannedSteps;
  const times = horizon.totalSteps / steps;
  const most = mostBeyond(times);
  if (most === "high") return [];
  const message = `The run is ${formatCount(Math.round(times))} times longer than a probe of ${formatCount(steps)} steps: what comes later no probe has seen. --verify trains the plan beside the library's default.`;
  return [{ most, note: note("short-probes", message, { times, probeSteps: steps }) }];
}

function edge({ choices }: JudgedChoice): Check[] {
  const { scores, best } = choices[0] as ProbeChoice;
  const tried = scores.map(({ trial }) => trial.peakLr);
  const at = best.trial.peakLr;
  if (scores.length > 2 && at !== tried[0] && at !== tried.at(-1)) return [];
  const side = at === tried[0] ? "lowest" : "highest";
  const message = `The best probe was the ${side} one tried, LR ${formatLr(at)}: an LR beyond it may be better. --budget thorough tries more.`;
  return [{ most: "medium", note: note("probe-at-edge", message, { lr: at, side }) }];
}

function plateau({ choices }: JudgedChoice): Check[] {
  const { best, startLoss, onPlateau } = choices[0] as ProbeChoice;
  if (!onPlateau) return [];
  const share = best.loss / startLoss;
  const message = `After ${formatCount(best.trial.plannedSteps)} steps ${Math.round(100 * share)} % of the starting loss are still there: the run may be on a plateau, where short probes cannot tell which LR leaves it first, or the targets are mostly noise. --verify trains the plan beside the library's default.`;
  return [
    {
      most: "medium",
      note: note("hardly-learned", message, { share, probeSteps: best.trial.plannedSteps }),
    },
  ];
}

/** Between these the two limits compete, and the LR depends on which of them wins. */
const UNDECIDED = [0.15, 0.85] as const;

function overfit({ choices }: JudgedChoice): Check[] {
  const { overfit: share } = choices[0] as ProbeChoice;
  if (share < UNDECIDED[0] || share > UNDECIDED[1]) return [];
  const message =
    "The held-out loss falls behind the training loss, but not far: how soon the model over-fits is an estimate. Watch the held-out loss, and stop at its lowest.";
  return [{ most: "medium", note: note("overfit-uncertain", message, { share }) }];
}

/** Decades between the probes' LR and the sweep's: medium, low. */
const APART = [0.7, 1.2] as const;

function agreement({ lr, sweepLr, choices }: JudgedChoice): Check[] {
  if (sweepLr === null) {
    const message = "The sweep alone showed no clear minimum: the LR rests on the probes only.";
    return [{ most: "medium", note: note("sweep-unclear", message) }];
  }
  const decades = Math.abs(Math.log10(lr / sweepLr));
  const data = { sweepLr, decades };
  if (decades <= APART[0] || (choices[0] as ProbeChoice).overfit > UNDECIDED[0]) {
    const message = `The sweep alone would have said ${formatLr(sweepLr)}.`;
    return [{ most: "high", note: note("sweep-agrees", message, data) }];
  }
  const message = `The sweep alone would have said ${formatLr(sweepLr)}, ${decades.toFixed(1)} decades away: the probes are the better evidence, but look at both.`;
  return [
    { most: decades > APART[1] ? "low" : "medium", note: note("sweep-disagrees", message, data) },
  ];
}

function roundsAgree({ choices }: JudgedChoice): Check[] {
  if (choices.length < 2) return [];
  const picks = choices.map(({ lrLog10 }) => lrLog10);
  const decades = maxOf(picks) - minOf(picks);
  const data = { decades, lrs: picks.map((pick) => 10 ** pick) };
  if (decades <= APART[0]) {
    const message = `Two rounds of probes with other data orders agree within ${decades.toFixed(1)} decades.`;
    return [{ most: "high", note: note("rounds-agree", message, data) }];
  }
  const message = `Two rounds of probes with other data orders lie ${decades.toFixed(1)} decades apart: noise decides between them.`;
  return [
    { most: decades > APART[1] ? "low" : "medium", note: note("rounds-disagree", message, data) },
  ];
}

function heldOutRows({ choices }: JudgedChoice): Check[] {
  return (choices[0] as ProbeChoice).best.trial.heldOut.length > 0 ? [] : noHeldOut();
}
