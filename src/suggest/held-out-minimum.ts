import { maxOf } from "../core/stats.ts";
import { type Curve, isLinear, placesOf } from "../curve/index.ts";

/** Fewer held-out losses than this have no shape. */
const LEAST = 8;
/** The fall must be this many times the unrest of the flat head (of a linear sweep, which has none, of its rises), */
const CLEAR = 4;
/** and this part of the starting loss. */
const PART = 0.01;

/** Above the start by this part of the fall so far, training has broken. */
const BROKEN = 0.5;

/** The lowest point of a sweep's held-out losses. */
export interface HeldOutMinimum {
  readonly lrLog10: number;
  readonly loss: number;
  /** Held-out loss where the LR was too small to matter. */
  readonly start: number;
  /** Training broke at a higher LR; what followed was left out. */
  readonly broke: boolean;
}

/**
 * The minimum of the held-out losses over log10 LR, placed by a parabola through it and its
 * neighbours. Measured on many rows, it is far less noisy than the losses of single batches; null
 * with fewer than 8 of them, or where they do not fall clearly.
 *
 * @param heldOut in order of LR; everything from where training broke on is left out: a non-finite
 *   loss, or one above the start by half of what it had fallen (what comes after is luck)
 */
export function heldOutMinimum(heldOut: Curve["heldOut"]): HeldOutMinimum | null {
  const points = untilBroken(heldOut);
  const start = points[0]?.loss;
  if (start === undefined || points.length < LEAST) return null;
  let lowest = 0;
  for (const [i, { loss }] of points.entries()) {
    if (loss < (points[lowest] as { loss: number }).loss) lowest = i;
  }
  const { lr, loss } = points[lowest] as { lr: number; loss: number };
  const linear = isLinear(points.map((point) => point.lr));
  const head = points.slice(0, 4).map((point, i) => {
    const before = points[i - 1]?.loss ?? start;
    return linear ? Math.max(0, point.loss - before) : Math.abs(point.loss - start);
  });
  const unrest = maxOf(head.slice(0, Math.max(1, Math.min(lowest, head.length))));
  if (!(start - loss > Math.max(PART * Math.abs(start), CLEAR * unrest))) {
    return null;
  }
  const broke = points.length < heldOut.length;
  return { lrLog10: Math.log10(lr) + vertexOffset(points, lowest, linear), loss, start, broke };
}

/** Widths of the curve's kernel before the end over which the held-out loss must have fallen, */
const END_WIDTHS = 1.5;
/** and by this part of its fall. */
const STILL = 0.05;

/** Whether the held-out losses are lowest at the end of the sweep and fell until there: the best LR lies above. */
export function fallsAtEnd(
  { lrs, heldOut, divergedLr, bandwidth }: Curve,
  { lrLog10, loss, start, broke }: HeldOutMinimum,
): boolean {
  const last = heldOut.at(-1);
  if (broke || divergedLr !== null || last === undefined) return false;
  const { away } = placesOf(lrs);
  if (lrLog10 < Math.log10(away(last.lr, -bandwidth))) return false;
  const farthest = away(last.lr, -END_WIDTHS * bandwidth);
  const before = heldOut.findLast(({ lr }) => lr <= farthest);
  return before !== undefined && before.loss - loss > STILL * (start - loss);
}

/** From the lowest point to the vertex of the parabola through it and its neighbours, in decades. */
function vertexOffset(points: Curve["heldOut"], lowest: number, linear: boolean): number {
  const before = points[lowest - 1];
  const after = points[lowest + 1];
  const middle = points[lowest];
  if (before === undefined || after === undefined || middle === undefined) return 0;
  const bend = before.loss - 2 * middle.loss + after.loss;
  if (!(bend > 0)) return 0;
  const steps = Math.max(-1, Math.min(1, (before.loss - after.loss) / (2 * bend)));
  return linear
    ? Math.log10(1 + (steps * (after.lr - before.lr)) / 2 / middle.lr)
    : steps * (Math.log10(after.lr / before.lr) / 2);
}

function untilBroken(heldOut: Curve["heldOut"]): Curve["heldOut"] {
  const start = heldOut[0]?.loss ?? Number.NaN;
  let least = start;
  const broken = heldOut.findIndex(({ loss }) => {
    least = Math.min(least, loss);
    return !Number.isFinite(loss) || (least < start && loss > start + BROKEN * (start - least));
  });
  return broken < 0 ? heldOut : heldOut.slice(0, broken);
}
