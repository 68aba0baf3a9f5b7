import { InputError, TrainerError } from "../../core/errors.ts";
import {
  openSession,
  type ReadyMessage,
  type Session,
  type SessionBase,
  type StepMessage,
} from "../../trainer/process/index.ts";
import { compareLosses } from "./compare-losses.ts";
import {
  closeFinding,
  evaluateTwice,
  lrEffect,
  readyFindings,
  seedFinding,
  stepFindings,
  strayFinding,
} from "./findings.ts";
import { type Finding, type ProtocolReport, wrong } from "./report.ts";

// Large enough that a state which was not put back shows, small enough for most models.
const LRS = [1e-4, 1e-3, 1e-2, 1e-2];

// Stray lines beyond these are counted by nobody.
const MAX_STRAYS = 10_000;

/**
 * Exercises a trainer: start, steps, LR read-back, the effect of the LR, the same losses after a
 * restore (or a restart), an evaluation that changes nothing, close, other losses for another seed.
 * The first fault ends the check. Everything that was started has ended when it returns.
 *
 * @throws InputError when the command cannot be started; LrFinderError `cancelled`
 */
export async function checkTrainer(base: SessionBase, seed: number): Promise<ProtocolReport> {
  const findings: Finding[] = [];
  const strays: string[] = [];
  const seen: { ready?: ReadyMessage } = {};
  const report = (finding: Finding | undefined) => {
    if (finding !== undefined) findings.push(finding);
  };
  const onOutput = (line: string) => {
    if (strays.length < MAX_STRAYS) strays.push(line.slice(0, 200));
  };
  try {
    await exercise({ ...base, onOutput }, seed, report, seen);
  } catch (thrown) {
    if (!(thrown instanceof TrainerError) || thrown instanceof InputError) throw thrown;
    report(wrong(thrown.code, thrown.message, { ...thrown.data }));
  }
  report(strayFinding(strays));
  return {
    version: 1,
    command: base.command.text,
    ok: findings.every(({ status }) => status !== "wrong"),
    capabilities: seen.ready?.capabilities ?? null,
    info: seen.ready?.info ?? null,
    findings,
  };
}

async function exercise(
  base: SessionBase,
  seed: number,
  report: (finding: Finding | undefined) => void,
  seen: { ready?: ReadyMessage },
): Promise<void> {
  const started = performance.now();
  let running = await openSession({ ...base, seed });
  try {
    seen.ready = running.ready;
    for (const finding of readyFindings(running.ready, performance.now() - started)) {
      report(finding);
    }
    const canRestore = running.ready.capabilities.includes("restore");
    // Back to the start: by restore where it is offered, else by a new process.
    const rewind = async () => {
      if (canRestore) return void (await running.ask({ lrf: "restore" }));
      await running.close();
      running = await openSession({ ...base, seed });
    };

    if (canRestore) await running.ask({ lrf: "snapshot" });
    const first = await train(running, LRS);
    for (const finding of stepFindings(first, LRS)) report(finding);
    await rewind();
    const again = await train(running, LRS);
    const rewound = canRestore ? "restore" : "restart";
    const repeatable = compareLosses(rewound, lossesOf(first), lossesOf(again));
    report(repeatable);
    await rewind();
    report(
      lrEffect(
        first,
        await train(
          running,
          LRS.map((lr) => lr * 10),
        ),
      ),
    );
    if (running.ready.capabilities.includes("evaluate")) {
      await rewind();
      const first = await running.ask({ lrf: "evaluate" });
      report(evaluateTwice(first, await running.ask({ lrf: "evaluate" })));
      const after = await train(running, LRS);
      // Without the way back nothing can be said about what lies in between.
      if (repeatable.status === "ok") {
        report(compareLosses("evaluate", lossesOf(again), lossesOf(after)));
      }
    }
    report(closeFinding(await running.close(), base.closeTimeoutMs));
    running = await openSession({ ...base, seed: seed + 1 });
    report(seedFinding(first, await train(running, LRS)));
  } finally {
    await running.close();
  }
}

async function train(session: Session, lrs: readonly number[]): Promise<StepMessage[]> {
  const results: StepMessage[] = [];
  for (const lr of lrs) {
    results.push(await session.ask({ lrf: "step", lr }));
  }
  return results;
}

function lossesOf(results: readonly StepMessage[]): number[] {
  return results.map(({ loss }) => loss);
}
