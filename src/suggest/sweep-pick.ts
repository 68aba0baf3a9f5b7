import type { Curve } from "../curve/index.ts";
import { bootstrapRange, centredMinimumPick } from "./bootstrap.ts";
import { bottomOf } from "./centred-minimum.ts";
import { CONSTANTS, type Constants } from "./constants.ts";
import { type DerivationStep, type LowestPlace, shownSteps } from "./derivation.ts";
import { floorLog10 } from "./floor.ts";
import { type HeldOutMinimum, heldOutMinimum } from "./held-out-minimum.ts";
import { peakForProgressLog10, sweepDriftLog10 } from "./horizon.ts";
import { divisorFor, drawnToPriorLog10, priorLr } from "./optimizer.ts";
import { heartLog10, overfitShare } from "./overfit.ts";
import { withinTried } from "./range.ts";
import type { Circumstances } from "./suggestion.ts";

/** What the sweep alone recommends. */
export interface SweepPick {
  readonly lr: number;
  readonly range: readonly [number, number];
  /** Where the loss was lowest in the sweep. */
  readonly minimumLr: number;
  /** Where the held-out losses alone were lowest, or the same where there are none: probes start from it. */
  readonly heldOutLr: number;
  /** Which loss that was. */
  readonly of: "held-out" | "training";
  /** How that place was read off. */
  readonly lowest: LowestPlace;
  readonly divisor: number;
  /** From `minimumLr` to `lr`, step by step. */
  readonly steps: readonly DerivationStep[];
  /** 0: limited by instability, 1: by over-fitting (see `overfitShare`). */
  readonly overfit: number;
  /** Size and passes alone decided how far over-fitting lowers the LR (see `heartLog10`). */
  readonly isByHeart: boolean;
  /** LR before over-fitting was allowed for. */
  readonly stableLr: number;
}

/** Held-out losses within this part of their fall count as the lowest. */
const AS_LOW = 0.05;

/**
 * The LR of the minimum (half-way between that of the held-out losses, where there are enough, and
 * that of the smooth training curve), divided by 1.5 to 4 (see `divisorFor`) and, where
 * the run to come is known, fitted to it: lower by 0.1 decades for each tenfold length, drawn to what
 * is usual for the optimizer (see `drawnToPriorLog10`), and where the sweep shows over-fitting
 * down to the LR that gets just as far by the end of the run. Where the training loss lies at its floor
 * (see `floorLog10`), the left edge of that stretch stands for the minimum, and the pick is at most
 * what is usual for the optimizer. Neither the pick nor its range lies above the highest LR that was
 * swept, nor the range below the lowest one unless the pick does.
 */
export function pickFromSweep(curve: Curve, circumstances: Circumstances): SweepPick {
  const { held, ...pick } = lrFromSweep(curve, circumstances);
  const { lr, minimumLr } = pick;
  const range =
    held === null
      ? bootstrapRange(curve, lr, centredMinimumPick(curve), circumstances.seed ?? 0)
      : lowRange(curve.heldOut, held, Math.log10(lr) - Math.log10(minimumLr), lr);
  // Beyond the edge of the floor nothing was tested.
  const highest = floorLog10(curve) === null ? range[1] : Math.max(lr, minimumLr);
  return { ...pick, range: withinTried([range[0], Math.min(range[1], highest)], lr, curve.lrs) };
}

/**
 * The pick of {@link pickFromSweep} without its range, which takes a bootstrap.
 *
 * @param constants others than the ones in use are for measuring them
 */
export function lrFromSweep(
  curve: Curve,
  circumstances: Circumstances,
  constants = CONSTANTS,
): Omit<SweepPick, "range"> & { readonly held: HeldOutMinimum | null } {
  const { optimizer, totalSteps } = circumstances;
  const held = heldOutMinimum(curve.heldOut);
  const floor = floorLog10(curve) ?? Number.POSITIVE_INFINITY;
  const highestLog10 = Math.log10(curve.lrs.at(-1) as number);
  const place = lowestPlace(curve, held, constants.minimaApart);
  const isFloor = floor < place.log10;
  const minimumLog10 = isFloor ? floor : place.log10;
  const divisor = divisorFor(optimizer, constants);
  const dividedLog10 = minimumLog10 - Math.log10(divisor);
  const readLog10 = dividedLog10 + sweepDriftLog10(totalSteps, constants);
  const drawnLog10 =
    totalSteps === undefined ? readLog10 : drawnToPriorLog10(readLog10, optimizer, constants);
  const testedLog10 =
    floor === Number.POSITIVE_INFINITY
      ? drawnLog10
      : Math.min(drawnLog10, minimumLog10, Math.log10(priorLr(optimizer)));
  const stableLog10 = Math.min(testedLog10, highestLog10);
  const byHeartLog10 = stableLog10 - heartLog10(circumstances, constants);
  const overfit = held === null ? 0 : sweepOverfit(curve, held, circumstances, constants);
  const seenLog10 =
    totalSteps === undefined || overfit === 0
      ? stableLog10
      : stableLog10 +
        constants.sweepTrust *
          overfit *
          Math.min(
            0,
            turnLog10(curve, minimumLog10, totalSteps) + constants.sweepLag - stableLog10,
          );
  const lrLog10 = Math.min(seenLog10, byHeartLog10);
  return {
    held,
    lr: 10 ** lrLog10,
    isByHeart: byHeartLog10 < seenLog10,
    minimumLr: 10 ** minimumLog10,
    heldOutLr: 10 ** Math.min(floor, held?.lrLog10 ?? minimumLog10),
    of: held === null ? "training" : "held-out",
    lowest: isFloor ? { ...place.lowest, read: "floor" } : place.lowest,
    divisor,
    steps: shownSteps(10 ** minimumLog10, [
      { by: "margin", lr: 10 ** dividedLog10 },
      { by: "length", lr: 10 ** readLog10 },
      { by: "usual", lr: 10 ** drawnLog10 },
      { by: "floor", lr: 10 ** testedLog10 },
      { by: "highest", lr: 10 ** stableLog10 },
      { by: "over-fitting", lr: 10 ** lrLog10 },
    ]),
    overfit,
    stableLr: 10 ** stableLog10,
  };
}

/** Half-way between the two minima, unless they are so far apart that noise has thrown the training loss's off. */
function lowestPlace(
  { lrs, smoothed, standardError, minimumIndex }: Curve,
  held: HeldOutMinimum | null,
  apart: number,
): { readonly log10: number; readonly lowest: LowestPlace } {
  const bottom = bottomOf(lrs.map(Math.log10), smoothed, standardError);
  const centred = (bottom[0] + bottom[1]) / 2;
  const training = {
    curveLr: lrs[minimumIndex] as number,
    bottom: [10 ** bottom[0], 10 ** bottom[1]] as const,
    trainingLr: 10 ** centred,
  };
  if (held === null) return { log10: centred, lowest: { ...training, read: "training" } };
  const read = Math.abs(held.lrLog10 - centred) > apart ? "held-out" : "both";
  const log10 = read === "both" ? (held.lrLog10 + centred) / 2 : held.lrLog10;
  return { log10, lowest: { ...training, heldOutLr: 10 ** held.lrLog10, read } };
}

function sweepOverfit(
  curve: Curve,
  held: HeldOutMinimum,
  circumstances: Circumstances,
  constants: Constants,
): number {
  const { minimumIndex, smoothed, standardError } = curve;
  if (minimumIndex < 0) return 0;
  const { totalSteps, stepsPerEpoch } = circumstances;
  const epochs =
    totalSteps === undefined || stepsPerEpoch === undefined
      ? undefined
      : totalSteps / stepsPerEpoch;
  const evidence = {
    start: held.start,
    heldOut: held.loss,
    training: (smoothed[minimumIndex] as number) + (standardError[minimumIndex] as number),
    ...(epochs === undefined ? {} : { epochs }),
  };
  return overfitShare(evidence, constants);
}

/** The peak LR of a run that ends as far as the sweep had come by its lowest held-out loss. */
function turnLog10(curve: Curve, minimumLog10: number, totalSteps: number): number {
  let progress = 0;
  for (const [i, lr] of curve.lrs.entries()) {
    if (Math.log10(lr) <= minimumLog10 + 1e-9) progress += lr * (curve.lrCounts?.[i] ?? 1);
  }
  return peakForProgressLog10(Math.max(progress, 10 ** minimumLog10), totalSteps);
}

/** The stretch of LRs around the minimum where the held-out loss is as low, moved to the pick. */
function lowRange(
  heldOut: Curve["heldOut"],
  held: HeldOutMinimum,
  shiftLog10: number,
  lr: number,
): [number, number] {
  const level = held.loss + AS_LOW * (held.start - held.loss);
  const low = heldOut.filter((point) => point.loss <= level).map((point) => point.lr);
  const least = lr / 10 ** 0.15;
  const most = lr * 10 ** 0.15;
  const shift = 10 ** shiftLog10;
  return [
    Math.min(least, ...low.map((x) => x * shift)),
    Math.max(most, ...low.map((x) => x * shift)),
  ];
}
