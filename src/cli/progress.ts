import { counted, formatLoss, formatLr } from "../core/format.ts";
import type { SearchPlan } from "../search/index.ts";
import type { ResolvedSweepOptions, RunEvent } from "../sweep/index.ts";
import type { Io } from "./io.ts";
import { control } from "./output.ts";

/** Shows a search while it runs; `done` clears the line. */
export interface Progress {
  onEvent(event: RunEvent): void;
  done(): void;
}

const REDRAW_MS = 80;
const BAR_CELLS = 20;

/**
 * One line that is redrawn on a terminal; elsewhere a plain line every tenth of the way. Shows the
 * phase (sweep, or which probe), steps, LR, loss and an estimate of the time left.
 *
 * @param plan most training steps of the whole search; left out: the sweep's own
 * @param now clock in ms, for tests
 */
export function runProgress(
  io: Io,
  options: ResolvedSweepOptions,
  plan: Pick<SearchPlan, "steps" | "timed"> | null = null,
  now: () => number = () => performance.now(),
): Progress {
  const sweepSteps = options.steps * options.repeats;
  let steps = plan?.steps ?? { search: sweepSteps, trials: 0, verification: 0 };
  let total = steps.search + steps.verification;
  let isTrying = false;
  // The first step builds what the others use, and a run that goes on has not made the steps before.
  let first: { readonly at: number; readonly done: number } | null = null;
  let lastDrawn = Number.NEGATIVE_INFINITY;
  let nextPlain = 0;
  let taken = 0;
  let trial = "";

  const draw = (phase: string, done: number, lr: number, loss: number) => {
    const share = Math.min(1, done / total);
    first ??= { at: now(), done };
    const made = done - first.done;
    const secondsLeft = ((now() - first.at) / 1000 / made) * (total - done);
    const left = made > 0 ? `  ${formatSeconds(secondsLeft)} left` : "";
    const facts = `${done}/${total}  LR ${formatLr(lr)}  loss ${formatLoss(loss)}${left}`;
    if (!io.errIsTerminal) {
      if (share < nextPlain) return;
      nextPlain = share + 0.1;
      io.err(`${phase}  ${facts}\n`);
      return;
    }
    if (now() - lastDrawn < REDRAW_MS && done < total) return;
    lastDrawn = now();
    io.draw(`${control.lineStart}${control.eraseLine}${statusLine(io.errColumns - 1)}`);

    function statusLine(columns: number): string {
      const filled = Math.round(share * BAR_CELLS);
      const bar = "█".repeat(filled) + "░".repeat(BAR_CELLS - filled);
      const count = `${done}/${total}`;
      const short = `${count}  LR ${formatLr(lr)}`;
      const timed = `${short}${left}`;
      const forms = [`${phase} ${bar} ${facts}`, `${phase}  ${facts}`, facts, timed, short];
      return forms.find(({ length }) => length <= columns) ?? count.slice(0, columns);
    }
  };

  return {
    onEvent(event) {
      if (event.type === "budget") {
        steps = plan?.timed?.at(event.steps).steps ?? steps;
        total = steps.search + steps.verification;
      } else if (event.type === "step") {
        const phase = options.repeats > 1 ? `sweep ${event.run + 1}/${options.repeats}` : "sweep";
        taken = event.run * options.steps + event.stepIndex + 1;
        draw(phase, taken, event.lr, event.loss);
      } else if (event.type === "trial-start") {
        trial = event.label;
        if (isTrying) return;
        isTrying = true;
        // No further sweep will be made.
        total = Math.min(total, taken + steps.trials + steps.verification);
      } else if (event.type === "trial-step") {
        taken += 1;
        draw(trial, Math.min(taken, total), event.lr, event.loss);
      }
    },
    done() {
      if (io.errIsTerminal) io.draw(`${control.lineStart}${control.eraseLine}`);
    },
  };
}

/** No progress at all: for --json and --quiet. */
export const noProgress: Progress = { onEvent: () => {}, done: () => {} };

/** "less than a second", "7 seconds", "12 minutes", "66 hours". */
export function durationWords(seconds: number): string {
  if (seconds < 1) return "less than a second";
  if (seconds < 90) return counted(Math.round(seconds), "second");
  if (seconds < 90 * 60) return counted(Math.round(seconds / 60), "minute");
  const hours = seconds / 3600;
  return hours < 72 ? counted(Math.round(hours), "hour") : counted(Math.round(hours / 24), "day");
}

/** "0:07", "12:30", "1:02:03". */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part));
  const hours = Math.floor(whole / 3600);
  const [minutes, rest] = parts as [string, string];
  if (hours === 0) return `${minutes}:${rest.padStart(2, "0")}`;
  return `${hours}:${minutes.padStart(2, "0")}:${rest.padStart(2, "0")}`;
}
