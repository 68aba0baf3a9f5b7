import { formatLoss, formatLr } from "../core/format.ts";
import type { ResolvedSweepOptions, SweepEvent } from "../sweep/types.ts";
import type { Io } from "./io.ts";

/** Shows a sweep while it runs; `done` clears the line. */
export interface Progress {
  onEvent(event: SweepEvent): void;
  done(): void;
}

const REDRAW_MS = 80;
const BAR_CELLS = 20;

/**
 * One line that is redrawn on a terminal; elsewhere a plain line every tenth of the way. Shows the
 * phase, steps, LR, loss and an estimate of the time left.
 *
 * @param now clock in ms, for tests
 */
export function sweepProgress(
  io: Io,
  options: ResolvedSweepOptions,
  now: () => number = () => performance.now(),
): Progress {
  const total = options.steps * options.repeats;
  const started = now();
  let lastDrawn = Number.NEGATIVE_INFINITY;
  let nextPlain = 0;

  const draw = (event: Extract<SweepEvent, { type: "step" }>) => {
    const done = event.run * options.steps + event.stepIndex + 1;
    const share = done / total;
    const secondsLeft = ((now() - started) / 1000 / done) * (total - done);
    const phase = options.repeats > 1 ? `sweep ${event.run + 1}/${options.repeats}` : "sweep";
    const facts = `${done}/${total}  LR ${formatLr(event.lr)}  loss ${formatLoss(event.loss)}  ${formatSeconds(secondsLeft)} left`;
    if (!io.errIsTerminal) {
      if (share < nextPlain) return;
      nextPlain = share + 0.1;
      io.err(`${phase}  ${facts}\n`);
      return;
    }
    if (now() - lastDrawn < REDRAW_MS && done < total) return;
    lastDrawn = now();
    const filled = Math.round(share * BAR_CELLS);
    const bar = "█".repeat(filled) + "░".repeat(BAR_CELLS - filled);
    io.err(`\r\u001b[K${`${phase} ${bar} ${facts}`.slice(0, io.errColumns - 1)}`);
  };

  return {
    onEvent(event) {
      if (event.type === "step") draw(event);
    },
    done() {
      if (io.errIsTerminal) io.err("\r\u001b[K");
    },
  };
}

/** No progress at all: for --json and --quiet. */
export const noProgress: Progress = { onEvent: () => {}, done: () => {} };

/** "0:07", "12:30", "1:02:03". */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part));
  const hours = Math.floor(whole / 3600);
  const [minutes, rest] = parts as [string, string];
  if (hours === 0) return `${minutes}:${rest.padStart(2, "0")}`;
  return `${hours}:${minutes.padStart(2, "0")}:${rest.padStart(2, "0")}`;
}
