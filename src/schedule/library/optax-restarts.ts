import { checkInteger, checkPositive, rejectOption } from "../../core/check.ts";
import { maxOf, minOf } from "../../core/stats.ts";
import { between, cosineShare } from "../blend.ts";
import { checkUpTo } from "../checks.ts";
import { optional, required } from "../define.ts";
import type { Formula } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";
import { float, ofItsOwn, python } from "./define.ts";

/** optax' `sgdr_schedule`: a finite list of warmup-cosine cycles. */
export const optaxRestarts = ofItsOwn({
  semantics: "optax",
  kind: "cosine-restarts",
  source: "sgdr_schedule",
  differs:
    "the cycles are a list, each with its own peak, length and warmup; after the last one its floor is held",
  options: {
    peakLrs: required("numbers", "the peak of each cycle, above 0"),
    lengths: required("integers", "the steps of each cycle, warmup included"),
    warmupSteps: optional("integer", "steps of warmup in each cycle, below every length", {
      value: 0,
    }),
    warmupStartLr: optional("lr", "LR that each warmup starts at, 0 to the lowest peak", {
      value: 0,
    }),
    floorLr: optional("lr", "what each cycle falls to, 0 to the lowest peak", { value: 0 }),
  },
  example: { peakLrs: [0.1, 0.05], lengths: [100, 200] },
  resolve(options) {
    const numbers = check(options);
    const { peaks, lengths, warmupSteps, warmupStartLr, floorLr } = numbers;
    const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((sum, n) => sum + n, 0));
    const warmup = warmupSteps > 0;
    const up = "WARMUP_START_LR + (PEAK_LRS[cycle] - WARMUP_START_LR) * place / WARMUP_STEPS";
    const down = `FLOOR_LR + (PEAK_LRS[cycle] - FLOOR_LR) * 0.5 * (1 + cos(PI * progress))`;
    const formula: Formula = {
      peak: maxOf(peaks),
      constants: {
        PEAK_LRS: peaks,
        STARTS: starts,
        LENGTHS: lengths,
        WARMUP_STEPS: warmupSteps,
        WARMUP_START_LR: warmupStartLr,
        FLOOR_LR: floorLr,
      },
      lets: [
        ["cycle", "passed(STARTS, step) - 1"],
        ["place", "step - STARTS[cycle]"],
        ["progress", "min(1.0, max(0, place - WARMUP_STEPS) / (LENGTHS[cycle] - WARMUP_STEPS))"],
      ],
      cases: warmup ? [["place < WARMUP_STEPS", up]] : [],
      otherwise: down,
    };
    const at: Schedule = (step) => {
      checkStep(step);
      let cycle = starts.length - 1;
      while (step < (starts[cycle] as number)) cycle--;
      const place = step - (starts[cycle] as number);
      return lrAt(place, peaks[cycle] as number, lengths[cycle] as number, numbers);
    };
    const schedule = withLoop(at, (values, first) => {
      let i = 0;
      for (const [cycle, start] of starts.entries()) {
        const [peak, length] = [peaks[cycle] as number, lengths[cycle] as number];
        const end = Math.min(values.length, (starts[cycle + 1] ?? Infinity) - first);
        for (; i < end; i++) values[i] = lrAt(first + i - start, peak, length, numbers);
      }
    });
    return { schedule, formula };
  },
  native(options) {
    const { peaks, lengths, warmupSteps, warmupStartLr, floorLr } = check(options);
    const cycles = peaks.map(
      (peak, index) =>
        `dict(init_value=${float(warmupStartLr)}, peak_value=${float(peak)}, warmup_steps=${python(warmupSteps)}, decay_steps=${python(lengths[index])}, end_value=${float(floorLr)})`,
    );
    const cosine_kwargs = `[${cycles.join(", ")}]`;
    return { module: "optax", name: "sgdr_schedule", arguments: { cosine_kwargs } };
  },
});

/** The LR of one cycle, over the steps since its start. */
function lrAt(
  place: number,
  peak: number,
  length: number,
  { warmupSteps, warmupStartLr, floorLr }: ReturnType<typeof check>,
): number {
  if (place < warmupSteps) return between(warmupStartLr, peak, place / warmupSteps);
  const progress = (place - warmupSteps) / (length - warmupSteps);
  return progress < 1 ? between(floorLr, peak, cosineShare(progress)) : floorLr;
}

function check(options: Readonly<Record<string, unknown>>) {
  const { peakLrs, lengths } = options;
  if (!Array.isArray(peakLrs) || peakLrs.length === 0) {
    return rejectOption("peakLrs", "an array of at least one LR", peakLrs);
  }
  if (!Array.isArray(lengths) || lengths.length !== peakLrs.length) {
    return rejectOption("lengths", `an array of ${peakLrs.length}, one a peak`, lengths);
  }
  const peaks = peakLrs.map((peak, index) => checkPositive(`peakLrs[${index}]`, peak));
  const lowest = minOf(peaks);
  const warmupSteps = checkInteger("warmupSteps", options.warmupSteps ?? 0, 0);
  return {
    peaks,
    lengths: lengths.map((length, index) =>
      checkInteger(`lengths[${index}]`, length, warmupSteps + 1),
    ),
    warmupSteps,
    warmupStartLr: checkUpTo("warmupStartLr", options.warmupStartLr ?? 0, "peakLrs", lowest),
    floorLr: checkUpTo("floorLr", options.floorLr ?? 0, "peakLrs", lowest),
  };
}
