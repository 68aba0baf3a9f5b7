import { counted, formatCount } from "../../core/format.ts";
import { quantile } from "../../core/stats.ts";
import { readBudget, type SearchPlan } from "../../search/index.ts";
import type { RunEvent } from "../../sweep/index.ts";
import { durationWords } from "../progress.ts";

/** From here on a run is long: it is said what makes it shorter. */
const LONG_SECONDS = 15 * 60;

/** What a search costs, in words for a person. */
export interface CostWords {
  /** One line. */
  readonly cost: string;
  /** Why it is long and what makes it shorter; null where it is not. */
  readonly advice: string | null;
}

/**
 * What the updates of a plan take at most.
 *
 * @param stepMs of one update
 * @param done updates of an interrupted run that are not trained again
 */
export function costWords(plan: SearchPlan, stepMs: number, done = 0): CostWords {
  const steps = Math.max(0, plan.steps.search + plan.steps.verification - done);
  const seconds = (stepMs * steps) / 1000;
  const isOpen = plan.ladder === null && plan.spending.rounds + plan.spending.wholeRuns > 0;
  const most = isOpen ? "at most " : "";
  return {
    cost: `${roughly(seconds)}: ${most}${formatCount(steps)} steps of ${stepMs.toPrecision(2)} ms`,
    advice: seconds < LONG_SECONDS ? null : `that is long${shorter(plan, stepMs)}`,
  };
}

function roughly(seconds: number): string {
  return `${seconds < 1 ? "" : "about "}${durationWords(seconds)}`;
}

function shorter(plan: SearchPlan, stepMs: number): string {
  const { sweep, spending, totalSteps, ladder, steps, timed } = plan;
  const swept = sweep.steps * sweep.repeats;
  const end = "Ctrl-C ends it, with a result of what was trained by then";
  const ways: string[] = [];
  let why = "";
  if (steps.verification > steps.search) {
    why = `: it is --verify that trains ${formatCount(steps.verification)} steps`;
    ways.push("leave --verify out, or give it fewer steps");
  } else if (ladder !== null || spending.rounds + spending.wholeRuns === 0) {
    ways.push("give fewer --steps");
  } else if (timed === null) {
    const { kind } = readBudget("budget", plan.budget.name);
    const grows = kind === "name" || kind === "share";
    why = grows ? `: the budget grows with the run of ${counted(totalSteps, "step")}` : "";
    const alone = roughly((stepMs * swept) / 1000);
    ways.push(
      `--budget quick is the sweep alone (${counted(swept, "step")}, ${alone}), --budget 10m what fits into ten minutes`,
    );
  }
  return `${[why, ...ways].join(why === "" ? "; " : ". ")}. ${end}.`.replace(/^; /, ": ");
}

/** Updates that are timed, before there is a chart of `--plot` to be torn, and after how many ms fewer will do. */
const TIMED_STEPS = 10;
const ENOUGH_MS = 2000;

/**
 * Times the first updates of a search, and says once what all of them take.
 *
 * @param done updates of an interrupted run that are not trained again
 * @param now clock in ms, for tests
 */
export function costNotice(
  plan: SearchPlan,
  done: number,
  say: (words: CostWords) => void,
  now: () => number = () => performance.now(),
): (event: RunEvent) => void {
  const gaps: number[] = [];
  let last: number | undefined;
  // A budget in time is said by the time itself.
  let isSaid = plan.timed !== null;
  return ({ type }) => {
    if (isSaid || (type !== "step" && type !== "trial-step")) return;
    const at = now();
    if (last !== undefined) gaps.push(at - last);
    last = at;
    const known = gaps.reduce((sum, gap) => sum + gap, 0);
    if (gaps.length < TIMED_STEPS && known < ENOUGH_MS) return;
    isSaid = true;
    // Not the mean: the first updates build what the others use, and some are followed by an evaluation.
    say(costWords(plan, quantile(gaps, 0.25), done));
  };
}
