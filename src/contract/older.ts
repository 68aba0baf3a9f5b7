import { PLAN_KINDS } from "./choices.ts";
import type { PlanKind } from "./plan.ts";
import type { TrialPurpose, VerifiedPurpose } from "./purpose.ts";
import { purposeLabel } from "./purpose-text.ts";
import type { Verification } from "./result.ts";
import type { Place, Stop } from "./stop.ts";
import { stopDetail } from "./stop-text.ts";
import type { SweepRecord, SweepRun, Trial } from "./sweep.ts";

// Documents of before there were purposes and stops say them in their labels and details, in English.
// A parser fills them in once, so that nobody else reads them out of a text.

/**
 * The purpose of a trial from before there were purposes: the one whose label it has. Undefined for
 * a label that is of no purpose.
 */
export function purposeOf(
  label: string,
  about: Pick<VerifiedPurpose, "lr" | "optimizer">,
): TrialPurpose | undefined {
  const side = (role: VerifiedPurpose["role"], schedule: PlanKind | null): VerifiedPurpose => ({
    kind: "verification",
    role,
    ...about,
    schedule,
  });
  const { lr } = about;
  const candidates: readonly TrialPurpose[] = [
    { kind: "probe", lr },
    { kind: "ladder", lr },
    side("plan", null),
    side("default-lr", null),
    ...PLAN_KINDS.map((kind) => side("runner-up", kind)),
  ];
  return candidates.find((each) => purposeLabel(each) === label);
}

/** What a sweep or trial says of its end. */
interface Ended {
  readonly stopReason: string;
  readonly stopDetail: string;
  readonly lrs: readonly number[];
  readonly losses: readonly number[];
  /** @default 0, 1, … */
  readonly stepIndices?: readonly number[];
}

/** The stop of a sweep or trial from before there were stops: its reason and its last step. */
export function stopOf(ended: Ended): Stop | undefined {
  const { stopReason, stopDetail: detail, lrs, losses, stepIndices } = ended;
  const [lr, last] = [lrs.at(-1), losses.at(-1)];
  const at =
    lr === undefined
      ? {}
      : { at: { stepIndex: stepIndices?.at(-1) ?? losses.length - 1, lr } satisfies Place };
  switch (stopReason) {
    case "completed":
      return { code: "completed", steps: losses.length };
    case "diverged":
      return { code: "diverged", ...at };
    case "non-finite":
      return last === undefined || Number.isFinite(last)
        ? { code: "updates-skipped", ...at }
        : { code: "loss-not-finite", loss: last, ...at };
    case "abandoned":
      return { code: "abandoned", stepsDone: losses.length };
    case "cancelled":
      return { code: "cancelled", stepsDone: losses.length };
    case "trainer-ended":
      return detail === stopDetail({ code: "journal-ends" })
        ? { code: "journal-ends" }
        : { code: "trainer-failed", message: detail };
    default:
      return undefined;
  }
}

/** A run of any age with its stop. */
export function completeRun(run: SweepRun): SweepRun {
  return run.stop === undefined ? withStop(run) : run;
}

/**
 * A trial of any age with its purpose and its stop, where they can be told.
 *
 * @param known its purpose, where that is told by more than its label
 */
export function completeTrial(trial: Trial, optimizer: string, known?: TrialPurpose): Trial {
  const ended = trial.stop === undefined ? withStop(trial) : trial;
  if (ended.purpose !== undefined) return ended;
  const purpose = known ?? purposeOf(trial.label, { lr: trial.peakLr, optimizer });
  return purpose === undefined ? ended : { ...ended, purpose };
}

/** What of a result holds trainings. */
interface Trained {
  readonly record: SweepRecord;
  readonly probes: readonly Trial[];
  readonly verification: Verification | null;
}

/** The trainings of a result of any age with their purposes and stops. */
export function completeTrained({ record, probes, verification }: Trained): Trained {
  const { optimizer } = record.info;
  return {
    record: { ...record, runs: record.runs.map(completeRun) },
    probes: probes.map((trial) => completeTrial(trial, optimizer)),
    verification: verification && {
      ...verification,
      sides: verification.sides.map((side) => {
        const { role, lr, schedule } = side;
        const about = { role, lr, optimizer, schedule: schedule?.kind ?? null };
        return {
          ...side,
          trial: completeTrial(side.trial, optimizer, { kind: "verification", ...about }),
        };
      }),
    },
  };
}

function withStop<T extends SweepRun | Trial>(ended: T): T {
  const stop = stopOf(ended);
  return stop === undefined ? ended : { ...ended, stop };
}
