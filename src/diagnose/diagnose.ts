import { note } from "../contract/make-note.ts";
import { checkArray, checkObject, rejectOption } from "../core/check.ts";
import { formatLr, lossesApart } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { differenceNoise } from "../core/stats.ts";
import { diverged, nonFinite } from "./diverged.ts";
import { type Diagnosis, FINDING_CODES, type Finding, type TrainingLog } from "./finding.ts";
import { heldOutLost, heldOutSetsOf } from "./held-out-lost.ts";
import { fall, isReal, levelOf } from "./level.ts";
import { oscillating } from "./oscillating.ts";
import { overFitting } from "./over-fitting.ts";
import { plateau } from "./plateau.ts";
import { rising } from "./rising.ts";
import { scheduleEnded } from "./schedule-ended.ts";
import { firstLosses, highest, readSignal, type Signal } from "./signal.ts";
import { spike } from "./spike.ts";
import { tooSlow } from "./too-slow.ts";

/**
 * Names what is wrong in a training log, with the steps where it is seen and what to do: diverged
 * or NaN, a held-out loss that is no number, rising, over-fitting, oscillating, too slow, a plateau, a schedule that ended early, a
 * spike. A log in which the loss falls and nothing stands out is `healthy`; one that is too short
 * or too noisy to tell is `unclear`.
 *
 * Every threshold is in units of the log's own drop and noise: losses may be negative, tiny or
 * huge. Few losses or much noise lead to fewer findings, not to more. A log that diverged is looked
 * at for spikes, swings and over-fitting up to there, and for nothing else.
 *
 * Time is near-linear in the length; a log of 100,000 losses takes about a second.
 *
 * @throws InputError for arrays of unequal length, steps that do not rise, LRs below 0
 */
export function diagnose(log: TrainingLog): Diagnosis {
  checkLog(log);
  const bad = nonFinite(log);
  const lost = bad?.code === "diverged";
  const until = lost ? log.losses.findIndex((loss) => !Number.isFinite(loss)) : log.losses.length;
  const finite = lost ? firstLosses(log, until) : log;
  const signal = readSignal(finite);
  const blownUp = lost ? null : diverged(signal, quietNoise(signal));
  const findings: Finding[] = [
    bad,
    blownUp,
    ...heldOutSetsOf(log).map((set) => heldOutLost(set, log.unit)),
  ].filter((finding) => finding !== null);
  if (lost || blownUp !== null) {
    const end = blownUp === null ? until : signal.steps.indexOf(blownUp.steps[0]);
    const before = readSignal(firstLosses(finite, lost ? end - Math.min(3, end) : end));
    findings.push(...seen(before, [overFitting, oscillating, spike]));
  } else {
    findings.push(
      ...seen(signal, [rising, overFitting, oscillating, tooSlow, plateau, scheduleEnded, spike]),
    );
  }
  const ordered = inOrder(findings).map((finding) =>
    log.unit === "epoch" ? { ...finding, unit: log.unit } : finding,
  );
  const first = log.steps[0];
  const said = summary(ordered, signal, log);
  return {
    status: ordered.length > 0 ? "findings" : isHealthy(signal) ? "healthy" : "unclear",
    summary: said.message,
    note: said,
    findings: ordered,
    steps: first === undefined ? null : [first, log.steps.at(-1) as number],
    count: log.losses.length,
  };
}

function seen(
  signal: Signal,
  detectors: readonly ((signal: Signal) => Finding | readonly Finding[] | null)[],
): Finding[] {
  return detectors.flatMap((detector) => detector(signal) ?? []);
}

/** Noise of the first half or of the whole, whichever is less: an explosion must not hide itself. */
function quietNoise({ losses, noise }: Signal): number {
  const head = losses.slice(0, Math.max(5, Math.floor(losses.length / 2)));
  return Math.min(noise, differenceNoise(head));
}

const GRAVITY = ["error", "warning", "info"];

function inOrder(findings: readonly Finding[]): Finding[] {
  const place = ({ severity, code }: Finding) =>
    GRAVITY.indexOf(severity) * FINDING_CODES.length + FINDING_CODES.indexOf(code);
  return [...findings].sort((a, b) => place(a) - place(b));
}

function falls({ losses, noise, magnitude }: Signal): boolean {
  if (losses.length < 8) return false;
  const third = Math.floor(losses.length / 3);
  const from = levelOf(losses.slice(0, third), noise);
  const to = levelOf(losses.slice(-third), noise);
  return isReal(fall(from, to), magnitude);
}

/** After so many losses that have not fallen it is time to try something. */
const LONG = 100;

/** Whether the last loss, and the level of the last ones, lie below those of the start. */
function endsBelow({ losses, start, tail }: Signal): boolean {
  const last = losses.at(-1) as number;
  return tail < start && last < start && last < (losses[0] as number);
}

function isHealthy(signal: Signal): boolean {
  return falls(signal) && endsBelow(signal);
}

/** @param log whose losses and steps are told: of one that broke the signal ends before */
function summary(findings: readonly Finding[], signal: Signal, log: TrainingLog): Note {
  const { losses, start, tail } = signal;
  const [fromStep, toStep] = [log.steps[0], log.steps.at(-1)];
  if (fromStep === undefined || toStep === undefined || losses.length === 0) {
    return note("diagnosis-empty", "There is no finite loss in this log.");
  }
  const count = log.losses.length;
  const { unit = "step" } = log;
  const range = { losses: count, fromStep, toStep, ...(unit === "epoch" && { unit }) };
  const where =
    count === 1
      ? `one loss, of ${unit} ${fromStep}`
      : `${count} losses, ${unit}s ${fromStep} to ${toStep}`;
  if (findings.length > 0) {
    const message = `${findings.length === 1 ? "One finding" : `${findings.length} findings`} in ${where}.`;
    return note("diagnosis-findings", message, { ...range, findings: findings.length });
  }
  if (losses.length < 8) return note("diagnosis-short", `Too little to tell: ${where}.`, range);
  if (!falls(signal)) {
    const message = `Nothing is wrong to see, but the loss has not fallen by more than its noise so far (${where}).`;
    if (losses.length < LONG) return note("diagnosis-noisy", message, range);
    const lr = signal.lrs === null ? null : highest(signal.lrs);
    const raised = lr === null ? "" : `, from ${formatLr(lr)} to ${formatLr(10 * lr)}`;
    const advice = `A learning rate that is too low looks like that: raise it ten times${raised}, and again if nothing happens, or let \`lr-finder run\` sweep it.`;
    return note("diagnosis-noisy", `${message} ${advice}`, {
      ...range,
      try: "higher",
      ...(lr !== null && { lr }),
    });
  }
  if (!endsBelow(signal)) {
    const first = losses[0] as number;
    const last = losses.at(-1) as number;
    const [from, to] = tail < start ? [Math.min(first, start), last] : [start, tail];
    const [low, high] = lossesApart(from, to);
    const message = `Nothing is wrong to see, but the loss is no lower at the end (${high}) than at the start (${low}), though it fell in between (${where}).`;
    return note("diagnosis-no-lower", message, { ...range, startLoss: from, endLoss: to });
  }
  // A level says less than the loss that the log begins with, where that lies higher.
  const startLoss = Math.max(losses[0] as number, start);
  const [from, to] = lossesApart(startLoss, tail);
  const message = `Healthy: the loss fell from ${from} to ${to}, and nothing stands out (${where}).`;
  return note("diagnosis-healthy", message, { ...range, startLoss, endLoss: tail });
}

/**
 * Checks what a log must hold: as many losses (and LRs) as steps, steps that are finite and rise
 * strictly, LRs that are finite and not negative. Losses may be anything.
 *
 * @throws InputError that names the array and the index
 */
function checkLog(log: TrainingLog): void {
  checkObject("log", log, "`{ steps, losses }`");
  const { steps, losses, lrs } = log;
  checkArray("steps", steps);
  checkArray("losses", losses);
  sameLength("losses", losses, steps);
  if (lrs !== undefined) sameLength("lrs", lrs, steps);
  checkRising("steps", steps);
  lrs?.forEach((lr, i) => {
    if (!(Number.isFinite(lr) && lr >= 0)) {
      rejectOption(`lrs[${i}]`, "a finite number of at least 0", lr);
    }
  });
  for (const { name, losses: held } of heldOutSetsOf(log)) {
    const of = name === null ? "heldOut steps" : `heldOutSets ${name} steps`;
    checkRising(
      of,
      held.map(({ step }) => step),
    );
  }
}

function sameLength(name: string, values: readonly number[], steps: readonly number[]): void {
  if (values.length === steps.length) return;
  rejectOption(name, `as many numbers as \`steps\` (${steps.length})`, values);
}

function checkRising(name: string, steps: readonly number[]): void {
  let previous = Number.NEGATIVE_INFINITY;
  for (const [i, step] of steps.entries()) {
    if (!Number.isFinite(step)) rejectOption(`${name}[${i}]`, "a finite number", step);
    if (step <= previous)
      rejectOption(`${name}[${i}]`, `above the one before it (${previous})`, step);
    previous = step;
  }
}
