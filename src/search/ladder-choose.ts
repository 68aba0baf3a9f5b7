import { note } from "../contract/notes.ts";
import { formatLoss, formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import type { Suggestion } from "../suggest/index.ts";
import type { JudgedRung } from "./ladder-judge.ts";

/** Name of the method in results. */
export const LADDER = "ladder";

const HALF_DECADE = Math.sqrt(10);
/** Less than this share of the best rung's fall is too slow. */
const SLOW_SHARE = 0.5;

/**
 * The LR to try beyond the rungs tried so far, or null: ten times lower when all of them diverged or
 * oscillated, ten times higher when all of them were too slow.
 */
export function nextRung(rungs: readonly JudgedRung[]): number | null {
  const lrs = rungs.map(({ lr }) => lr);
  const all = (...verdicts: string[]) => rungs.every(({ verdict }) => verdicts.includes(verdict));
  if (rungs.length === 0) return null;
  if (all("diverged", "oscillating")) return clean(Math.min(...lrs) / 10);
  if (all("too-slow")) return clean(Math.max(...lrs) * 10);
  return null;
}

/**
 * The rung that ended lowest, of those that were good; of the slow ones, and then of the
 * oscillating ones, where none was. Its range is half a decade to both sides, kept below half of
 * the lowest LR that diverged or oscillated. Confidence is never more than medium: between rungs nothing was tried.
 */
export function chooseRung(rungs: readonly JudgedRung[]): Suggestion {
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
  const wall = Math.min(...tooHigh.map(({ lr }) => lr));
  const isInside = rungs.some(({ lr }) => lr > best.lr) && rungs.some(({ lr }) => lr < best.lr);
  const isSure = bestVerdict === "good" && isInside;
  const edge = isInside ? "" : " It is at the end of the ladder: what lies beyond was not tried.";
  return {
    status: "found",
    lr: best.lr,
    range: [best.lr / HALF_DECADE, Math.max(best.lr, Math.min(best.lr * HALF_DECADE, wall / 2))],
    confidence: isSure ? "medium" : "low",
    method: LADDER,
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
  return note("ladder-rung", message, { ...reason.data, verdict: "too-slow" });
}

/** 0.1 x 10 is not quite 1: a rung is a short number again. */
function clean(lr: number): number {
  return Number(lr.toPrecision(6));
}
