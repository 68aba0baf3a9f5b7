import { InputError, TrainerError } from "../../core/errors.ts";
import {
  type OkMessage,
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
  heldOutFinding,
  lrEffect,
  readyFindings,
  seedFinding,
  stepFindings,
  strayFinding,
  unnamedFinding,
} from "./findings.ts";
import { type Finding, type ProtocolReport, wrong } from "./report.ts";

type NotRestored = NonNullable<OkMessage["notRestored"]>[number];

// Large enough that a state which was not put back shows, small enough for most models.
const LRS = [1e-4, 1e-3, 1e-2, 1e-2];

// A restore that leaves the start of an epoch behind shows where the next one begins.
const MAX_EPOCH = 60;

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
    // Our clients begin with an empty line, which ends one that the script has left open.
    if (line.trim() !== "" && strays.length < MAX_STRAYS) strays.push(line.slice(0, 200));
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
    const unnamed = new Map<string, NotRestored>();
    const rewind = async () => {
      if (canRestore) {
        const { notRestored = [] } = await running.ask({ lrf: "restore" });
        for (const each of notRestored) unnamed.set(each.name, each);
        return;
      }
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
    // Without the way back nothing can be said about what lies in between.
    let comesBack = repeatable.status === "ok";
    if (canRestore && comesBack) {
      await rewind();
      const twice = await restoreTwice(running, rewind);
      report(twice);
      comesBack = twice.status === "ok";
    }
    if (running.ready.capabilities.includes("evaluate")) {
      await rewind();
      const first = await running.ask({ lrf: "evaluate" });
      const twice = evaluateTwice(first, await running.ask({ lrf: "evaluate" }));
      report(twice);
      const after = await train(running, LRS);
      if (comesBack) {
        report(compareLosses("evaluate", lossesOf(again), lossesOf(after)));
      }
      if (canRestore && comesBack && twice?.code !== "evaluate-differs") {
        await rewind();
        report(heldOutFinding(first, await running.ask({ lrf: "evaluate" })));
      }
    }
    report(unnamedFinding([...unnamed.values()]));
    report(closeFinding(await running.close(), base.closeTimeoutMs));
    running = await openSession({ ...base, seed: seed + 1 });
    report(seedFinding(first, await train(running, LRS)));
  } finally {
    await running.close();
  }
}

/** Snapshot, steps, restore, three times over: what the first restore leaves behind the next snapshot takes. */
async function restoreTwice(running: Session, rewind: () => Promise<void>): Promise<Finding> {
  const epoch = running.ready.info.stepsPerEpoch ?? 0;
  const steps = LRS.length + (epoch < MAX_EPOCH ? epoch : 0);
  const lrs = Array.from({ length: steps }, (_, i) => LRS[i] ?? 1e-3);
  const pass = async () => {
    await running.ask({ lrf: "snapshot" });
    const losses = lossesOf(await train(running, lrs));
    await rewind();
    return losses;
  };
  const once = await pass();
  const second = compareLosses("second-restore", once, await pass());
  return second.status === "ok" ? compareLosses("second-restore", once, await pass()) : second;
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
