import { forPurpose, type Stop, stopDetail } from "../contract/index.ts";
import { type KnownNote, note } from "../contract/make-note.ts";
import { formatLoss, formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { maxOf, minOf } from "../core/stats.ts";
import { diagnose } from "../diagnose/index.ts";
import { trialNotes } from "../result/trial-notes.ts";
import { type Suggestion, withinTried } from "../suggest/index.ts";
import {
  resolveSweepOptions,
  type Trial,
  type TrialsHooks,
  trainFromSnapshot,
} from "../sweep/index.ts";
import type { Trainer } from "../trainer/types.ts";
import type { Ladder, Searched } from "./plan-search.ts";
import { evaluationsOf, finalLoss, startLoss } from "./trial-loss.ts";

/** Rungs beyond the given ones. */
const MAX_FURTHER = 2;

/**
 * The manual ladder: a short training with a constant LR for each rung, from the same state on the
 * same batches, judged by the rules of `diagnose`. When all of them diverge it goes on ten times
 * lower, when all are too slow ten times higher, twice at most. The answer is the one that ended
 * lowest; the rungs are its probes, and there is no curve.
 *
 * @param seed recorded with the result
 */
export async function climb(
  trainer: Trainer,
  { lrs, steps }: Ladder,
  seed: number,
  hooks: TrialsHooks,
): Promise<Searched> {
  const trials: Trial[] = [];
  const rungs: JudgedRung[] = [];
  const { failure, cost } = await trainFromSnapshot(trainer, hooks, async (train) => {
    for (let i = 0; i < lrs.length + MAX_FURTHER; i++) {
      const lr = lrs[i] ?? nextRung(rungs);
      if (lr === null) break;
      const { trial, isCut } = await train({
        ...forPurpose({ kind: "ladder", lr }),
        steps,
        lrAt: () => lr,
        evaluateAfter: evaluationsOf(steps),
        trial: i,
      });
      trials.push(trial);
      if (isCut) break;
      rungs.push(judgeRung(trial));
    }
  });
  const tried = trials.length > 0 ? trials.map(({ peakLr }) => peakLr) : lrs;
  const range = { startLr: minOf(tried), endLr: maxOf(tried) };
  const stop: Stop = { code: "no-sweep", rungs: rungs.length, steps };
  const isCancelled = trials.at(-1)?.stopReason === "cancelled";
  return {
    parts: {
      record: {
        version: 1,
        options: { ...resolveSweepOptions({ seed }), ...range, steps },
        info: trainer.info,
        runs: [],
      },
      suggestion: chooseRung(rungs),
      ended: {
        stopReason: isCancelled ? "cancelled" : failure === null ? "completed" : "trainer-ended",
        stopDetail: stopDetail(stop),
        stop,
      },
      probes: trials,
      trialNotes,
      budget: null,
      warnings: [],
      options: { strategy: "ladder", ladder: lrs, ladderSteps: steps },
      cost,
    },
    failure,
    isCancelled,
  };
}

/** What a person makes of one rung. */
type Verdict = "diverged" | "oscillating" | "too-slow" | "good";

interface JudgedRung {
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
function judgeRung(trial: Trial): JudgedRung {
  const { peakLr: lr, losses, stopReason } = trial;
  const start = startLoss(trial);
  const end = finalLoss(trial);
  const kind = trial.heldOut.some(({ stepsDone }) => stepsDone > 0) ? "held-out" : "training";
  const broken =
    stopReason === "non-finite" ? { loss: String(losses.at(-1)), step: losses.length - 1 } : {};
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
      ...broken,
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
  if (findings.some((each) => each.code === "too-slow" && each.data.kind === "broken")) {
    return judged("diverged", `${change}: its first steps broke the model`, lower);
  }
  if (codes.includes("oscillating")) {
    const range = `${formatLr(lr / 10)} to ${formatLr(lr / 3)}`;
    return judged("oscillating", `${change}, up and down`, `three to ten times lower, ${range}`);
  }
  if (codes.includes("too-slow") || !(end < start)) {
    const stands = findings.some((each) => each.code === "too-slow" && each.data.kind === "still");
    const still = stands || !(end < start);
    const range = `${formatLr(5 * lr)} to ${formatLr(10 * lr)}`;
    const pace = still ? "which is no fall" : "at the end still as fast as at the start";
    return judged("too-slow", `${change}, ${pace}`, `five to ten times higher, ${range}`);
  }
  return judged("good", change, "nothing stands out");
}

const HALF_DECADE = Math.sqrt(10);
/** Less than this share of the best rung's fall is too slow. */
const SLOW_SHARE = 0.5;

/**
 * The LR to try beyond the rungs tried so far, or null: ten times lower when all of them diverged or
 * oscillated, ten times higher when all of them were too slow.
 */
function nextRung(rungs: readonly JudgedRung[]): number | null {
  const lrs = rungs.map(({ lr }) => lr);
  const all = (...verdicts: string[]) => rungs.every(({ verdict }) => verdicts.includes(verdict));
  if (rungs.length === 0) return null;
  if (all("diverged", "oscillating")) return clean(minOf(lrs) / 10);
  if (all("too-slow")) return clean(maxOf(lrs) * 10);
  return null;
}

/**
 * The rung that ended lowest, of those that were good; of the slow ones, and then of the
 * oscillating ones, where none was. Its range is half a decade to both sides, within the rungs and below half
 * of the lowest LR that diverged or oscillated. Confidence is never more than medium: between rungs nothing was tried.
 */
function chooseRung(rungs: readonly JudgedRung[]): Suggestion {
  const reasons = rungs.map(({ reason }) => reason);
  const ended = rungs.filter(({ end, start }) => end < start);
  if (ended.length === 0) {
    const isBlownUp = rungs.some(({ verdict }) => verdict === "diverged");
    const message = isBlownUp
      ? "Every LR of the ladder diverged or did not lower the loss: try lower ones with `ladder`, and check the data for broken rows."
      : "No LR of the ladder lowered the loss: try higher ones with `ladder`, and check that the model can learn from this data.";
    const reason = isBlownUp ? "diverged-at-once" : "flat";
    return { status: "none", reason, reasons: [note("ladder-none", message), ...reasons] };
  }
  const order = ["good", "too-slow", "oscillating", "diverged"];
  const bestVerdict = order.find((verdict) => ended.some((rung) => rung.verdict === verdict));
  const best = ended
    .filter(({ verdict }) => verdict === bestVerdict)
    .reduce((low, rung) => (rung.end < low.end ? rung : low));
  const tooHigh = rungs.filter(
    ({ verdict, lr }) => lr >= best.lr && (verdict === "diverged" || verdict === "oscillating"),
  );
  const wall = minOf(tooHigh.map(({ lr }) => lr));
  const isInside = rungs.some(({ lr }) => lr > best.lr) && rungs.some(({ lr }) => lr < best.lr);
  const isSure = bestVerdict === "good" && isInside;
  const edge = isInside ? "" : " It is at the end of the ladder: what lies beyond was not tried.";
  return {
    status: "found",
    lr: best.lr,
    range: withinTried(
      [best.lr / HALF_DECADE, Math.max(best.lr, Math.min(best.lr * HALF_DECADE, wall / 2))],
      best.lr,
      rungs.map(({ lr }) => lr),
    ),
    confidence: isSure ? "medium" : "low",
    method: "ladder",
    reasons: [
      note(
        "ladder-choice",
        `Of ${rungs.length} learning rates, ${formatLr(best.lr)} ended lowest, at ${formatLoss(best.end)}.${edge}`,
        {
          lr: best.lr,
          end: best.end,
          verdict: best.verdict,
          rungs: rungs.length,
          atEnd: !isInside,
        },
      ),
      ...rungs.map((rung) => beside(rung, best)),
    ],
  };
}

/** A rung that looks good by itself, but fell by less than half of what the best one did. */
function beside(rung: JudgedRung, best: JudgedRung): Note {
  const { lr, seen, start, end, verdict, reason } = rung;
  const isSlow = lr < best.lr && start - end < SLOW_SHARE * (best.start - best.end);
  if (verdict !== "good" || !isSlow) return reason;
  const higher = `${formatLr(5 * lr)} to ${formatLr(10 * lr)}`;
  const message = `${formatLr(lr)}: ${seen}; beside ${formatLr(best.lr)} that is too slow: five to ten times higher, ${higher}.`;
  return note("ladder-rung", message, { ...reason.data, verdict: "too-slow", besideLr: best.lr });
}

/** 0.1 x 10 is not quite 1: a rung is a short number again. */
function clean(lr: number): number {
  return Number(lr.toPrecision(6));
}
