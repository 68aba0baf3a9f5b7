import { isFact } from "../../contract/notes.ts";
import { shortenMiddle } from "../../core/shorten.ts";
import type { EndSignal } from "../../files/platform.ts";
import type { JobHooks, JobStart } from "../../job/index.ts";
import type { LiveServer } from "../../live/index.ts";
import type { SearchPlan } from "../../search/index.ts";
import type { RunEvent } from "../../sweep/index.ts";
import type { Language } from "../../words/index.ts";
import type { Io } from "../io.ts";
import { control } from "../output.ts";
import { noProgress, type Progress, runProgress } from "../progress.ts";
import type { TakenSignals } from "../signals.ts";
import { styleFor } from "../style.ts";
import { type CostWords, costNotice, costWords } from "./cost.ts";
import type { RunRequest } from "./request.ts";

/** How a run is shown while it goes on. */
export interface RunView {
  readonly hooks: JobHooks;
  /** Hands the finished report to the open pages of `--live`; without one it says that it is over. */
  finish(report: string | null): Promise<void>;
  /** The signal that asked the run to end; undefined while there was none. */
  readonly received: EndSignal | undefined;
  /** Ends the run as a signal does. */
  stop(): void;
  /** Closes the live page at once, and gives the signals back. */
  close(): Promise<void>;
}

/** Progress, chart, warnings and the trainer's own words on stderr, and the live page, as asked for. */
export function runView(
  { json, quiet, plot, live }: Pick<RunRequest, "json" | "quiet" | "plot" | "live">,
  language: Language | undefined,
  io: Io,
): RunView {
  const silent = json || quiet;
  // Until there is something to make a result of, a signal ends the process at once.
  const interruption = new AbortController();
  let taken: TakenSignals | undefined;
  const clear = io.errIsTerminal ? `${control.lineStart}${control.eraseLine}` : "";
  let progress: Progress = noProgress;
  let cost: (event: RunEvent) => void = () => {};
  const sayCost = ({ cost, advice }: CostWords) => {
    if (!silent || advice !== null) io.err(`${clear}${cost}\n`);
    if (advice !== null) io.err(`${styleFor(io).yellow("note:")} ${advice}\n`);
  };
  let server: LiveServer | undefined;
  let search: SearchPlan | undefined;
  return {
    hooks: {
      signal: interruption.signal,
      onOutput(line) {
        if (!quiet)
          io.err(`${clear}${shortenMiddle(asShown(line), LONGEST_LINE, "trainer.log")}\n`);
      },
      async onStart(start) {
        taken = io.takeSignals();
        taken.signal.addEventListener("abort", () => interruption.abort());
        if (!silent && start.movedTo !== null) {
          io.err(`what was in ${start.folder} is in ${start.movedTo} now\n`);
        }
        search = settledPlan(start);
        if (live)
          server = await (await import("./live.ts")).openLive({ ...start, search }, language, io);
        if (!quiet) cost = costNotice(search, stepsOf(start.resumed), sayCost);
        if (!silent) progress = await progressOf(search, plot, io);
      },
      onWarning(note) {
        // What was done with the data stands in the answer.
        if (silent || isFact(note)) return;
        io.err(`${styleFor(io).yellow("warning:")} ${note.message}\n`);
      },
      onEvent(event) {
        cost(event);
        progress.onEvent(event);
        if (event.type !== "budget") {
          server?.publish(event);
          return;
        }
        const { name, steps, stepMs } = event;
        const held = search?.timed?.at(steps);
        if (held === undefined) return;
        server?.publish({ type: "most", steps: held.steps.search + held.steps.verification });
        if (silent) return;
        io.err(
          `budget ${name}: ${costWords(held, stepMs).cost}; --budget ${steps} repeats this run\n`,
        );
      },
      onTrained: () => progress.done(),
    },
    async finish(report) {
      if (server !== undefined) await (await import("./live.ts")).closeLive(server, report);
    },
    get received() {
      return taken?.received;
    },
    stop: () => interruption.abort(),
    async close() {
      await server?.close();
      taken?.giveBack();
    },
  };
}

/** Updates of an interrupted run that are not trained again. */
function stepsOf(resumed: JobStart["resumed"]): number {
  const recorded = [...(resumed?.finishedRuns ?? []), ...(resumed?.finishedTrials ?? [])];
  return recorded.reduce((sum, { losses }) => sum + losses.length, 0);
}

// The whole line is in the log.
const LONGEST_LINE = 4000;

/** What a terminal would show of a progress bar that begins its line again and again. */
function asShown(line: string): string {
  const shown = line.replace(/\r+$/, "");
  return shown.slice(shown.lastIndexOf("\r") + 1);
}

/** The plan; of a run that goes on with a budget in time, by the updates that it had come to. */
function settledPlan({ search, resumed }: JobStart): SearchPlan {
  const steps = resumed?.budgetSteps ?? null;
  return steps === null ? search : (search.timed?.at(steps) ?? search);
}

async function progressOf(search: SearchPlan, plot: boolean, io: Io): Promise<Progress> {
  const { sweep } = search;
  const line = (to: Io) => runProgress(to, sweep, search);
  return plot ? (await import("../plot.ts")).livePlot(io, sweep, line) : line(io);
}
