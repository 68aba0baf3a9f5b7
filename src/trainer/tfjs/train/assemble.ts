import { note } from "../../../contract/make-note.ts";
import { InputError, TrainerError } from "../../../core/errors.ts";
import { closedTrainer } from "../../../core/in-use.ts";
import type { Note } from "../../../core/note.ts";
import { onHost } from "../data/host.ts";
import { chooseEngine, restoreBackend, slowEngineNote, useEngine } from "../engines/choose.ts";
import { constantAnswer } from "../losses/constant.ts";
import type { LossName } from "../losses/names.ts";
import type { TfjsTrainer } from "../options.ts";
import type { Platform } from "../platform.ts";
import { takeForTraining } from "../state/in-use.ts";
import { trainingState } from "../state/training-state.ts";
import { type TrainingParts, trainingCore } from "./core.ts";
import { trainableOf } from "./update.ts";

/** Training parts with their names and what is to be freed at the end. */
export interface Assembly extends TrainingParts {
  /** Optimizer name as users write it. */
  readonly optimizerName: string;
  /** Of the one output; left out for losses of the user's own. */
  readonly lossName?: LossName | undefined;
  readonly warnings: readonly Note[];
  /** Frees what we made; never the user's model or optimizer. */
  disposeOwned(): void;
}

/** LR of the engine probe's step, which is undone. */
const PROBE_LR = 1e-3;

/**
 * Makes a trainer on the fastest engine that can train one step of the model.
 *
 * @param platform where this trains
 * @param prepare builds model, optimizer and data on the current backend; called anew for each
 *   engine that is tried
 * @param options.stepsPerEpoch overrides what the data says, in optimizer steps
 */
export async function assembleTrainer(
  prepare: () => Promise<Assembly>,
  platform: Platform,
  options: {
    readonly engine?: string | undefined;
    readonly sweepSteps: number;
    readonly stepsPerEpoch?: number | undefined;
  },
): Promise<TfjsTrainer> {
  const { engines } = platform;
  const choice = await chooseEngine(engines, {
    forced: options.engine,
    probe: () => probe(prepare, platform),
  });
  const { parts, core, stepMs } = choice.value;
  const { name } = choice;
  const { source, accumulate } = parts;
  const slow = slowEngineNote(name, stepMs, options.sweepSteps, engines);
  const epoch =
    options.stepsPerEpoch ??
    (source.batchesPerEpoch === null ? null : Math.floor(source.batchesPerEpoch / accumulate));
  const warnings = [
    ...parts.warnings,
    ...(slow === undefined ? [] : [slow]),
    ...(epoch === null ? [unknownEpoch()] : []),
  ];
  const { evaluate, divideAgain, identity } = core;
  const constant = constantAnswer(parts.lossName, parts.heldOut);
  let closed = false;
  let taken = false;
  const enter = () => {
    if (closed) throw new TrainerError("closed", "the trainer is closed");
    useEngine(engines, name);
  };
  return {
    info: {
      optimizer: parts.optimizerName,
      batchSize: source.batchSize * accumulate,
      stepsPerEpoch: Math.max(1, epoch ?? 1),
      parameterCount: trainableOf(parts.model).reduce((sum, { size }) => sum + size, 0),
      engine: choice.engine,
      seed: parts.seed,
      ...(constant && { constantAnswer: constant }),
    },
    warnings,
    async step(lr) {
      enter();
      return core.step(lr);
    },
    ...(evaluate && {
      async evaluate() {
        enter();
        return evaluate();
      },
    }),
    async snapshot() {
      enter();
      core.snapshot();
    },
    async restore() {
      enter();
      core.restore();
    },
    async reseed(seed) {
      enter();
      await core.reseed(seed);
    },
    ...(divideAgain && {
      async divideAgain(seed) {
        divideAgain(seed);
      },
    }),
    ...(identity && {
      async identity() {
        enter();
        return identity();
      },
    }),
    take() {
      if (closed) throw closedTrainer();
      const giveBack = takeForTraining(parts.model, parts.optimizer);
      taken = true;
      return () => {
        taken = false;
        giveBack();
      };
    },
    async close() {
      if (closed) return;
      // In the middle of a search, which cannot put the model back any more.
      if (taken) {
        enter();
        core.restore();
      }
      closed = true;
      // On another engine the model's values would be waited for one by one.
      if (engines.readsLate?.(engines.backendOf(name))) {
        await onHost(trainingState(parts.model, parts.optimizer));
      }
      core.dispose();
      parts.disposeOwned();
      engines.leave?.(name);
      if (choice.previousBackend !== engines.backendOf(name))
        restoreBackend(choice.previousBackend);
    },
  };
}

/** Trains one step, measures it, and undoes it exactly; frees everything when it fails. */
async function probe(prepare: () => Promise<Assembly>, platform: Platform) {
  const parts = await prepare();
  let core: ReturnType<typeof trainingCore> | undefined;
  try {
    core = trainingCore(parts, platform);
    core.snapshot();
    try {
      const stepMs = await timed(() => core?.step(PROBE_LR));
      // The first step also compiles and allocates, so a slow one is measured again.
      const again = stepMs < 100 ? stepMs : await timed(() => core?.step(PROBE_LR));
      return { parts, core, stepMs: Math.min(stepMs, again) };
    } finally {
      core.restore();
    }
  } catch (cause) {
    core?.dispose();
    parts.disposeOwned();
    throw unwrapped(cause);
  }
}

async function timed(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** The engine's own message is what says why it cannot be used. */
function unwrapped(thrown: unknown): unknown {
  if (thrown instanceof InputError) return thrown;
  return thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown;
}

function unknownEpoch(): Note {
  return note(
    "unknown-epoch-length",
    "the dataset does not say how many batches it has, so one epoch is taken as one step; give " +
      "`stepsPerEpoch`",
  );
}
