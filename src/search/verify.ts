import { forPurpose, sideTitle } from "../contract/index.ts";
import { note } from "../contract/make-note.ts";
import { traitsOf } from "../contract/optimizers/index.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import { type Plan, planSchedule, type SchedulePlan, shortenSchedule } from "../plan/index.ts";
import { checkResult } from "../result/check-result.ts";
import { restoreWarnings } from "../result/restore-warnings.ts";
import type { Result, VerifiedSide } from "../result/types.ts";
import { type Confidence, isWholeRun, lower, mostAfterWarnings } from "../suggest/index.ts";
import {
  addCosts,
  checkTrainer,
  type Trial,
  type TrialsHooks,
  trainFromSnapshot,
  whileInUse,
} from "../sweep/index.ts";
import type { Trainer } from "../trainer/types.ts";
import {
  checkHooks,
  type FindOutcome,
  resolveVerifySteps,
  VERIFY_KEYS,
  VERIFY_SIDES,
  type VerifyOptions,
} from "./plan-search.ts";
import { evaluationsOf } from "./trial-loss.ts";
import { mostAfter, verifyReasons } from "./verify-reasons.ts";

const TRIALS_KEYS: KeyTable<TrialsHooks> = { signal: true, onEvent: true, finishedTrials: true };

/**
 * Trains the plan of a result beside a constant LR of the library's default and the runner-up
 * schedule, each from the same state on the same batches, and adds what came out to the result:
 * `verification`, with the cost in `cost`. Held-out losses are taken at the start and ten times on
 * the way where the trainer has them; otherwise the last training losses are compared. The trainer
 * is left as it was.
 *
 * A result without a plan comes back with the warning `not-verified`. When the trainer fails or is
 * cancelled, the verification is left out (null) and the result is as it was, cost apart.
 *
 * Never throws for what a trainer does.
 *
 * @throws InputError for fewer than 10 steps, or a trainer that is closed or in use
 */
export async function verifyResult(
  trainer: Trainer,
  result: Result,
  options: VerifyOptions = {},
  hooks: TrialsHooks = {},
): Promise<FindOutcome> {
  checkTrainer(trainer);
  checkKeys("verifyResult", options, VERIFY_KEYS);
  checkKeys("the hooks of verifyResult", hooks, TRIALS_KEYS);
  checkHooks(hooks);
  checkResult(result);
  return whileInUse(trainer, () => verify(trainer, result, options, hooks));
}

/** {@link verifyResult} for who has the trainer in use already. */
export async function verify(
  trainer: Trainer,
  result: Result,
  options: VerifyOptions,
  hooks: TrialsHooks,
): Promise<FindOutcome> {
  const { plan } = result;
  if (plan === null) {
    const warning = note("not-verified", "There is no suggestion, and so no plan to verify.", {
      cause: "no-plan",
    });
    return { result: { ...result, warnings: [...result.warnings, warning] }, failure: null };
  }
  const steps = resolveVerifySteps(options, plan.schedule.totalSteps);
  const started = performance.now();
  const { sides, failure, cost } = await trainSides(trainer, result, plan, steps, hooks);
  const total = {
    ...addCosts(result.cost, cost),
    seconds: result.cost.seconds + (performance.now() - started) / 1000,
  };
  if (sides.length < VERIFY_SIDES) {
    const why = failure === null ? "it was cancelled" : failure.message;
    const warning = note("not-verified", `The verification did not come to its end: ${why}.`, {
      cause: failure === null ? "cancelled" : "failed",
      why,
    });
    const warnings = [...result.warnings, warning];
    return { result: { ...result, warnings, cost: total }, failure };
  }
  const verification = { steps, sides, reasons: verifyReasons(sides, plan, steps) };
  const trained = [...result.probes, ...sides.map(({ trial }) => trial)];
  const said = new Set(result.warnings.map(({ code }) => code));
  const warnings = restoreWarnings(result.record, trained).filter(({ code }) => !said.has(code));
  const known = {
    ...result,
    warnings: [...result.warnings, ...warnings],
    verification,
    cost: total,
  };
  const most = lower(mostAfter(sides), mostAfterWarnings(warnings));
  return { result: withDoubt(known, most), failure };
}

/** An answer that its own verification speaks against is no surer than that allows. */
function withDoubt(result: Result, most: Confidence): Result {
  if (result.status === "none") return result;
  const { suggestion } = result;
  const confidence = lower(suggestion.confidence, most);
  return { ...result, suggestion: { ...suggestion, confidence } };
}

async function trainSides(
  trainer: Trainer,
  { probes }: Result,
  plan: Plan,
  steps: number,
  hooks: TrialsHooks,
) {
  const sides: VerifiedSide[] = [];
  let trained = 0;
  const outcome = await trainFromSnapshot(trainer, hooks, async (train) => {
    for (const { role, lr, schedule } of sidesOf(plan, trainer.info.optimizer, steps)) {
      const about = {
        role,
        lr,
        schedule: schedule?.kind ?? null,
        optimizer: trainer.info.optimizer,
      };
      const known =
        schedule === null
          ? undefined
          : probes.find((each) => isRunOf(each, schedule, steps, trainer.info.seed));
      if (known !== undefined) {
        sides.push({ role, title: sideTitle(about), lr, schedule, trial: known });
        continue;
      }
      const { trial, isCut } = await train({
        ...forPurpose({ kind: "verification", ...about }),
        steps,
        lrAt: schedule === null ? () => lr : planSchedule(schedule),
        evaluateAfter: evaluationsOf(steps),
        trial: probes.length + trained,
      });
      trained += 1;
      if (isCut) break;
      sides.push({ role, title: sideTitle(about), lr, schedule, trial });
    }
  });
  return { sides, ...outcome };
}

/**
 * Whether a trial of the search is a whole run under the very schedule, from the same state on the same
 * batches: it need not be trained again.
 */
function isRunOf(trial: Trial, schedule: SchedulePlan, steps: number, seed: number): boolean {
  const lrAt = planSchedule(schedule);
  return (
    isWholeRun(trial) &&
    trial.plannedSteps === steps &&
    trial.seed === seed &&
    trial.lrs.every((lr, i) => lr === lrAt(i))
  );
}

function sidesOf(
  plan: Plan,
  optimizer: string,
  steps: number,
): Pick<VerifiedSide, "role" | "lr" | "schedule">[] {
  const scheduled = (role: "plan" | "runner-up", schedule: SchedulePlan) => ({
    role,
    lr: schedule.peakLr,
    schedule: shortenSchedule(schedule, steps),
  });
  return [
    scheduled("plan", plan.schedule),
    { role: "default-lr", lr: traitsOf(optimizer).defaultLr, schedule: null },
    scheduled("runner-up", plan.alternative),
  ];
}
