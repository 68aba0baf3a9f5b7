import type { NoteData } from "../contract/make-note.ts";
import { note } from "../contract/make-note.ts";
import { defaultBeta2, traitsOf } from "../contract/optimizers/index.ts";
import { checkInteger, rejectOption } from "../core/check.ts";
import { formatCount, formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import type { Circumstances } from "./circumstances.ts";

/** Linear warmup of a plan; `startLr` is the peak when there is none. */
export interface Warmup {
  readonly steps: number;
  readonly startLr: number;
  readonly reason: Note;
}

/** A useful range of fewer decades is a narrow one. */
const NARROW = 0.5;

interface Wish {
  readonly steps: number;
  readonly because: string;
  readonly rule: "given" | "fine-tune" | "narrow" | "adam" | "share";
  /** The numbers of `because`. */
  readonly said?: Pick<
    NoteData["warmup"],
    "optimizer" | "settleSteps" | "dropShare" | "decades" | "wishedSteps"
  >;
}

/**
 * How long to warm up, T = totalSteps:
 * - as given;
 * - T / 10 for fine-tuning: when it is said to be, or when the loss hardly fell in the sweep;
 * - T / 10 when the useful LRs span less than half a decade: the peak is then near the edge of what
 *   the model tolerates, and warmup is what moves that edge up (Kalra and Barkeshli 2024, 2406.09405);
 * - Adam family: min(2 / (1 - beta2), T / 10), the time its second moment takes to settle
 *   (Ma and Yarats 2019, 1910.04209);
 * - otherwise T / 20: what the schedules were measured with, for plain SGD too, because a sweep
 *   rises slowly from a small LR and so shows what a warmed-up start tolerates, not a cold one.
 *
 * Less than 2 steps are no warmup. With `per: "epoch"` it is rounded to whole epochs.
 *
 * It starts at peak / steps (peak / (epochs + 1) per epoch, an even ramp), never at 0, where the
 * first step would change nothing.
 */
export function decideWarmup(circumstances: Circumstances): Warmup {
  const { lr, per, stepsPerEpoch, totalSteps } = circumstances;
  const wish = wishedSteps(circumstances);
  let { steps } = wish;
  let rounding = "";
  if (per === "epoch" && wish.rule !== "given") {
    steps = Math.round(steps / stepsPerEpoch) * stepsPerEpoch;
    if (steps !== wish.steps)
      rounding = `, rounded from ${formatCount(wish.steps)} steps to whole epochs`;
  }
  const data = {
    warmupSteps: steps,
    totalSteps,
    rule: wish.rule,
    peakLr: lr,
    ...wish.said,
    ...(per === "epoch" && { perEpoch: true }),
    ...(rounding !== "" && { wishedSteps: wish.steps }),
  };
  if (steps === 0) {
    const least = per === "epoch" ? "half an epoch" : "2 steps";
    const why =
      wish.rule === "given" ? wish.because : `it would be less than ${least} (${wish.because})`;
    return {
      steps,
      startLr: lr,
      reason: note("warmup", `No warmup: ${why}.`, { ...data, warmupStartLr: lr }),
    };
  }
  const startLr = lr / (per === "epoch" ? steps / stepsPerEpoch + 1 : steps);
  return {
    steps,
    startLr,
    reason: note(
      "warmup",
      `The LR rises from ${formatLr(startLr)} to ${formatLr(lr)} over the first ${formatCount(steps)} steps: ${wish.because}${rounding}. It does not start at 0, where a step would change nothing.`,
      { ...data, warmupStartLr: startLr },
    ),
  };
}

function wishedSteps({ options, totalSteps, per, stepsPerEpoch }: Circumstances): Wish {
  if (options.warmupSteps !== undefined) {
    const steps = checkInteger("warmupSteps", options.warmupSteps, 0);
    if (steps >= totalSteps) {
      return rejectOption("warmupSteps", `below the total of ${totalSteps} steps`, steps);
    }
    if (per === "epoch" && steps % stepsPerEpoch !== 0) {
      const expected = `a multiple of \`stepsPerEpoch\` (${stepsPerEpoch}) when the LR changes per epoch`;
      return rejectOption("warmupSteps", expected, steps);
    }
    return { steps, because: "as given", rule: "given" };
  }
  const tenth = Math.floor(totalSteps / 10);
  if (options.fineTune) {
    const because = `a tenth of ${formatCount(totalSteps)} steps, because a trained model is fine-tuned and its first steps are the ones that undo most`;
    return wish(tenth, because, "fine-tune");
  }
  const share = options.initialLossDropShare;
  if (share !== undefined && share < 0.1) {
    const because = `a tenth of ${formatCount(totalSteps)} steps, because the loss fell by only ${Number((100 * share).toPrecision(2))} % in the sweep, as when a trained model is fine-tuned`;
    return wish(tenth, because, "fine-tune", { dropShare: share });
  }
  const width = options.range ? Math.log10(options.range[1] / options.range[0]) : undefined;
  if (width !== undefined && width < NARROW) {
    const because = `a tenth of ${formatCount(totalSteps)} steps, because the useful LRs span only ${Number(width.toPrecision(2))} decades: the peak is near the edge of what the model tolerates, which a warmup moves up (arXiv 2406.09405)`;
    return wish(tenth, because, "narrow", { decades: width });
  }
  const beta2 = checkBeta2(options.beta2 ?? defaultBeta2(options.optimizer));
  if (traitsOf(options.optimizer).settles) {
    const settle = Math.round(2 / (1 - beta2));
    const rule = `2 / (1 - beta2) = ${settle} steps, in which the second moment of ${options.optimizer} settles`;
    const because =
      settle <= tenth
        ? rule
        : `a tenth of ${formatCount(totalSteps)} steps, which is less than ${rule}`;
    const said = { optimizer: options.optimizer, settleSteps: settle };
    return wish(Math.min(settle, tenth), because, "adam", said);
  }
  return wish(
    Math.min(Math.round(totalSteps / 20), tenth),
    `5 % of ${formatCount(totalSteps)} steps, because the sweep itself rose slowly from a small LR and a cold start tolerates less`,
    "share",
  );
}

function wish(steps: number, because: string, rule: Wish["rule"], said: Wish["said"] = {}): Wish {
  return { steps: steps < 2 ? 0 : steps, because, rule, said };
}

function checkBeta2(value: unknown): number {
  if (typeof value === "number" && value >= 0 && value < 1) return value;
  return rejectOption("beta2", "a number of at least 0 and below 1", value);
}
