import {
  type Closing,
  type EvaluationMessage,
  notRestoredNote,
  type OkMessage,
  type ReadyMessage,
  type StepMessage,
} from "../../trainer/process/index.ts";
import { ROUNDING } from "./compare-losses.ts";
import { type Finding, ok, warning, wrong } from "./report.ts";

const WANTED = ["evaluate", "restore"];
const KNOWN = [...WANTED, "reseed"];

/** What the ready message tells. */
export function readyFindings({ capabilities, info }: ReadyMessage, ms: number): Finding[] {
  const unknown = capabilities.filter((name) => !KNOWN.includes(name));
  const lacking = WANTED.filter((name) => !capabilities.includes(name));
  // The seed is told by a trainer that nobody gave one.
  const { seed: _seed, ...told } = info;
  const missing = Object.entries(told).flatMap(([name, value]) =>
    value === undefined ? [name] : [],
  );
  const seconds = (ms / 1000).toFixed(1);
  return [
    ok("ready", `it was ready after ${seconds} s`, { ms }),
    ...(unknown.length === 0
      ? []
      : [warning("unknown-capability", `nobody knows its capability ${unknown.join(", ")}`)]),
    ...lacking.map((name) => warning(`no-${name}`, LACKING[name as keyof typeof LACKING])),
    ...(missing.length === 0
      ? []
      : [
          warning(
            "info-missing",
            `its "info" does not say ${missing.join(", ")}: the report and the plan would assume it`,
            { missing },
          ),
        ]),
  ];
}

const LACKING = {
  evaluate: "it cannot evaluate: the learning rate is judged on training loss alone",
  restore: "it cannot restore: it is started again where the initial state is needed",
} as const;

/** Whether steps are answered, and tell their LR. */
export function stepFindings(results: readonly StepMessage[], lrs: readonly number[]): Finding[] {
  const losses = results.map(({ loss }) => loss);
  const data = { lrs, losses };
  return [
    losses.every(Number.isFinite)
      ? ok("steps", `${lrs.length} steps were answered with finite losses`, data)
      : warning("loss-not-finite", `a loss is not finite: ${losses.join(", ")}`, data),
    results.every(({ lr }) => lr !== undefined)
      ? ok("lr-read-back", "it tells the LR that it applied, and it is the one asked for")
      : warning("lr-not-told", 'its answers have no "lr": nobody sees whether the LR was applied'),
  ];
}

/** Whether the LR reaches the optimizer: `fast` are the same steps at ten times the LR. */
export function lrEffect(slow: readonly StepMessage[], fast: readonly StepMessage[]): Finding {
  const data = {
    losses: slow.map(({ loss }) => loss),
    lossesAtTenfoldLr: fast.map(({ loss }) => loss),
  };
  if ([...slow, ...fast].every(({ skipped }) => skipped === true)) {
    return wrong("all-skipped", "every update was skipped", data);
  }
  // The first loss comes before any update.
  const differs = slow.some(({ loss }, i) => i > 0 && !Object.is(loss, fast[i]?.loss));
  if (differs) return ok("lr-effect", "another LR gives other losses", data);
  return wrong(
    "lr-without-effect",
    "ten times the LR gives the very same losses: it does not reach the optimizer",
    data,
  );
}

/** Whether two evaluations in a row agree, and what they tell beside the mean loss; undefined for neither. */
export function evaluateTwice(
  first: EvaluationMessage,
  second: EvaluationMessage,
): Finding | undefined {
  if (!Object.is(first.loss, second.loss)) {
    return warning(
      "evaluate-differs",
      `two evaluations in a row give ${first.loss} and ${second.loss}: switch dropout off, and take the same rows`,
      { first: first.loss, second: second.loss },
    );
  }
  const { count, standardError, losses } = first;
  const row = losses?.findIndex((loss, i) => !Object.is(loss, second.losses?.[i])) ?? -1;
  if (row !== -1) {
    return warning(
      "losses-differ",
      `two evaluations in a row give other "losses", from row ${row + 1} on: keep the rows in their order (no shuffling)`,
      { row, first: losses?.[row], second: second.losses?.[row] },
    );
  }
  if (losses !== undefined) {
    return ok("tells-losses", `it tells the losses of ${losses.length} held-out rows`, { count });
  }
  if (standardError === undefined) return undefined;
  const what = `it tells the standard error of the held-out loss, ${standardError}`;
  return ok("tells-standard-error", what, { count, standardError });
}

/** Whether an evaluation after a restore gives what it gave before the steps that were undone. */
export function heldOutFinding(before: EvaluationMessage, after: EvaluationMessage): Finding {
  const data = { before: before.loss, after: after.loss };
  if (Object.is(before.loss, after.loss)) {
    return ok("held-out-same", "an evaluation after a restore gives the same held-out loss", data);
  }
  const difference = Math.abs(before.loss - after.loss);
  const says = `${before.loss} and then ${after.loss}`;
  if (difference <= ROUNDING * Math.max(Math.abs(before.loss), Math.abs(after.loss))) {
    const message = `after a restore the held-out loss differs in its last digits (${says}): some arithmetic is not repeatable, as is usual on a GPU`;
    return warning("held-out-nearly-same", message, data);
  }
  const message = `after a restore the held-out loss is another, ${says}: something that the evaluation reads is not put back, such as an average of the weights (in Python: name it in also= of serve)`;
  return wrong("held-out-differs", message, data);
}

/** What training changes and a restore leaves so, by the trainer's own account; undefined for nothing. */
export function unnamedFinding(found: NonNullable<OkMessage["notRestored"]>): Finding | undefined {
  if (found.length === 0) return undefined;
  const { message, data } = notRestoredNote(found);
  return warning("state-not-named", message, data);
}

/** Whether another seed gives another run. */
export function seedFinding(first: readonly StepMessage[], other: readonly StepMessage[]): Finding {
  const same = first.every(({ loss }, i) => Object.is(loss, other[i]?.loss));
  if (!same) return ok("seed", "another LR_FINDER_SEED gives other losses");
  return warning(
    "seed-without-effect",
    "another LR_FINDER_SEED gives the very same losses: with --repeats all sweeps would be alike",
  );
}

/** How the trainer ended when it was asked to. */
export function closeFinding({ exit, leftBehind }: Closing, timeoutMs: number): Finding {
  const data = { ...exit, leftBehind };
  if (exit === undefined) {
    const message = `it did not end within ${timeoutMs / 1000} s of "close" and was ended: it is slow to end (--close-timeout gives it longer), or waits for something`;
    return warning("does-not-close", message, data);
  }
  if (exit.code !== 0) {
    const how = exit.signal === null ? `with exit code ${exit.code}` : `by ${exit.signal}`;
    return wrong("bad-exit", `it ended ${how} after "close", and should end with 0`, data);
  }
  if (leftBehind === 0) return ok("close", 'it ended with exit code 0 after "close"', data);
  return wrong("left-processes", `it ended and left ${leftBehind} processes behind`, data);
}

/** What stood on stdout beside messages; undefined for nothing. */
export function strayFinding(lines: readonly string[]): Finding | undefined {
  const hidden = lines.filter((line) => line.includes('{"lrf"'));
  if (hidden.length > 0) {
    const data = { lines: hidden.slice(0, 3) };
    return wrong("message-behind-text", "it wrote a message behind other text on one line", data);
  }
  if (lines.length === 0) return undefined;
  const message = `it printed ${lines.length} other lines to stdout, which does no harm`;
  return ok("stray-output", message, { lines: lines.slice(0, 3) });
}
