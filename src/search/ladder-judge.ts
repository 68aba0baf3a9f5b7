import { type KnownNote, note } from "../contract/notes.ts";
import { formatLoss, formatLr } from "../core/format.ts";
import { diagnose } from "../diagnose/index.ts";
import type { Trial } from "../sweep/index.ts";
import { finalLoss, startLoss } from "./verify-loss.ts";

/** What a person makes of one rung. */
export type Verdict = "diverged" | "oscillating" | "too-slow" | "good";

export interface JudgedRung {
  readonly lr: number;
  readonly verdict: Verdict;
  /** Loss at the start and the end; the end is NaN for one that diverged. */
  readonly start: number;
  readonly end: number;
  /** What is seen, without what follows from it. */
  readonly seen: string;
  /** What is seen and what follows from it. */
  readonly reason: KnownNote<"ladder-rung">;
}

/**
 * Looks at a short training with a constant LR as one does by hand, with the rules of `diagnose`:
 * diverged or NaN: ten times lower; oscillating: three to ten times lower; too slow: five to ten
 * times higher; otherwise good.
 */
export function judgeRung(trial: Trial): JudgedRung {
  const { peakLr: lr, losses, stopReason } = trial;
  const start = startLoss(trial);
  const end = finalLoss(trial);
  const kind = trial.heldOut.some(({ stepsDone }) => stepsDone > 0) ? "held-out" : "training";
  const judged = (verdict: Verdict, seen: string, next: string): JudgedRung => ({
    lr,
    verdict,
    start,
    end,
    seen,
    reason: note("ladder-rung", `${formatLr(lr)}: ${seen}; ${next}.`, {
      lr,
      verdict,
      start,
      end,
      kind,
      steps: losses.length,
    }),
  });
  const lower = `ten times lower, ${formatLr(lr / 10)}`;
  if (stopReason === "non-finite" || stopReason === "diverged") {
    const what =
      stopReason === "diverged"
        ? `the loss diverged within ${losses.length} steps`
        : `the loss became ${losses.at(-1)} at step ${losses.length - 1}`;
    return judged("diverged", what, lower);
  }
  const { findings } = diagnose({
    steps: [...losses.keys()],
    losses,
    lrs: losses.map(() => lr),
    heldOut: trial.heldOut.map(({ stepsDone, loss }) => ({ step: stepsDone, loss })),
  });
  const codes = findings.map(({ code }) => code);
  const change = `the ${kind} loss went from ${formatLoss(start)} to ${formatLoss(end)} in ${losses.length} steps`;
  if (codes.includes("diverged") || codes.includes("rising") || !Number.isFinite(end)) {
    return judged("diverged", `${change} and rises`, lower);
  }
  if (findings.some(({ data }) => data.kind === "broken")) {
    return judged("diverged", `${change}: its first steps broke the model`, lower);
  }
  if (codes.includes("oscillating")) {
    const range = `${formatLr(lr / 10)} to ${formatLr(lr / 3)}`;
    return judged("oscillating", `${change}, up and down`, `three to ten times lower, ${range}`);
  }
  if (codes.includes("too-slow") || !(end < start)) {
    const still = findings.some(({ data }) => data.kind === "still") || !(end < start);
    const range = `${formatLr(5 * lr)} to ${formatLr(10 * lr)}`;
    const pace = still ? "which is no fall" : "at the end still as fast as at the start";
    return judged("too-slow", `${change}, ${pace}`, `five to ten times higher, ${range}`);
  }
  return judged("good", change, "nothing stands out");
}
