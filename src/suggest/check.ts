import type { Note } from "../core/note.ts";
import type { Confidence } from "./suggestion.ts";

/** One thing that was noticed, and how sure one can be at most because of it. */
export interface Check {
  readonly most: Confidence;
  readonly note: Note;
}

/** An LR and where it comes from. */
export interface Picked {
  readonly lr: number;
  /** The LR for the other aim, where the two part. */
  readonly otherLr?: number | undefined;
  readonly range: readonly [number, number];
  /** LR on the curve that the pick was read off: the minimum, or the pick itself. */
  readonly fromLr: number;
  /** What the range was taken from. @default "training", its noise */
  readonly rangeOf?: "training" | "held-out";
}

const ORDER: readonly Confidence[] = ["low", "medium", "high"];

/** The lower of two confidences. */
export function lower(a: Confidence, b: Confidence): Confidence {
  return ORDER.indexOf(a) <= ORDER.indexOf(b) ? a : b;
}

/** The lowest confidence that any check allows, and the checks' notes, what lowers it most first. */
export function combineChecks(found: readonly Check[]): {
  confidence: Confidence;
  reasons: Note[];
} {
  const checks = [...found];
  const rank = (check: Check) => ORDER.indexOf(check.most);
  checks.sort((a, b) => rank(a) - rank(b));
  return { confidence: checks[0]?.most ?? "high", reasons: checks.map((check) => check.note) };
}
