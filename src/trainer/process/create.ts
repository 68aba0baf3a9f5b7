import { TrainerError } from "../../core/errors.ts";
import { closedTrainer } from "../../core/in-use.ts";
import type { Note } from "../../core/note.ts";
import type { StepResult, Trainer } from "../types.ts";
import { trainerInfo, trainerWarnings, unnamedWarner } from "./info.ts";
import type { ProcessTrainerOptions } from "./options.ts";
import { resolveProcessOptions } from "./resolve-options.ts";
import type { Session } from "./session.ts";
import { sessionStarter } from "./starter.ts";

/** A trainer in a process of its own. */
export interface ProcessTrainer extends Trainer {
  /** What it says it can do: `evaluate`, `restore`. */
  readonly capabilities: readonly string[];
  readonly warnings: readonly Note[];
  /** The process that is asked at the moment; undefined between two of them. */
  readonly pid: number | undefined;
  /**
   * From now on stderr and ordinary stdout are appended to this file; what came before (the first
   * MiB) is written first.
   *
   * @throws InputError when it cannot be written
   */
  logTo(path: string): void;
  reseed(seed: number): Promise<void>;
}

/** A state as what leads to it: the seed, and the LRs of the steps since the start. */
interface Path {
  readonly seed: number;
  readonly lrs: readonly number[];
}

interface Running {
  readonly session: Session;
  readonly seed: number;
  readonly lrs: number[];
}

/**
 * Starts a trainer of any language and drives it over stdin and stdout (JSON lines, protocol 1).
 *
 * It runs in a process group of its own with `LR_FINDER_PROTOCOL=1` and `LR_FINDER_SEED` in its
 * environment; it and all that it starts are ended on `close`, on any fault, and when this process
 * ends. (After a `kill -9` of this process it reads the end of its stdin.)
 *
 * A trainer without the capability `restore` is started again with the same seed where an earlier
 * state is needed, and the steps that led to that state are repeated. `reseed` starts it again with
 * that seed. Processes are started when they are needed, so a last `restore` costs nothing.
 *
 * @throws InputError for options, or a command that cannot be started; TrainerError when it does
 *   not get ready; LrFinderError `cancelled` when `signal` is aborted before. Its methods throw
 *   `cancelled` too where the answer does not come within two seconds after that
 */
export async function createProcessTrainer(
  options: ProcessTrainerOptions,
): Promise<ProcessTrainer> {
  const { base, seed, warm } = resolveProcessOptions(options);
  const { log } = base;
  const starter = sessionStarter(base, options.nextSeeds ?? [], warm);
  if (options.logFile !== undefined) log.openFile(options.logFile);

  let running: Running | undefined;
  let wanted: Path = { seed, lrs: [] };
  let saved: (Path & { session: Session | undefined }) | undefined;
  let closed = false;

  /** The running process, in the wanted state. */
  const ensure = async (): Promise<Running> => {
    if (closed) throw new TrainerError("closed", "the trainer is closed");
    if (running !== undefined) return running;
    const session = await starter.open(wanted.seed);
    const started: Running = { session, seed: wanted.seed, lrs: [] };
    running = started;
    for (const lr of wanted.lrs) {
      await session.ask({ lrf: "step", lr });
      started.lrs.push(lr);
    }
    if (saved !== undefined && saved === wanted && canRestore) {
      await session.ask({ lrf: "snapshot" });
      saved.session = session;
    }
    return started;
  };

  const leave = async (next: Path) => {
    wanted = next;
    const old = running;
    running = undefined;
    await old?.session.close();
  };

  let canRestore = false;
  const { session } = await ensure().catch(async (fault) => {
    log.close();
    throw fault;
  });
  const { capabilities, info } = session.ready;
  canRestore = capabilities.includes("restore");

  const warnings = trainerWarnings(info, capabilities);
  const hearRestored = unnamedWarner(warnings, base.redactor);

  const trainer: ProcessTrainer = {
    info: trainerInfo(info, base.command.text, seed),
    capabilities,
    warnings,
    get pid() {
      return running?.session.pid;
    },
    logTo: (path) => log.openFile(path),
    async step(lr): Promise<StepResult> {
      const { session, lrs } = running ?? (await ensure());
      const result = await session.ask({ lrf: "step", lr });
      lrs.push(lr);
      const { loss, lr: applied, skipped } = result;
      return {
        loss,
        ...(applied === undefined ? {} : { lr: applied }),
        ...(skipped === undefined ? {} : { skipped }),
      };
    },
    async snapshot() {
      const { session, seed, lrs } = await ensure();
      if (canRestore) await session.ask({ lrf: "snapshot" });
      saved = { seed, lrs: [...lrs], session };
    },
    async restore() {
      if (saved === undefined) {
        throw new TrainerError("no-snapshot", "`restore` was called before `snapshot`");
      }
      const same = running !== undefined && running.session === saved.session;
      if (same && running !== undefined && !running.session.over) {
        if (canRestore) {
          hearRestored(await running.session.ask({ lrf: "restore" }));
          running.lrs.length = saved.lrs.length;
          return;
        }
        if (running.lrs.length === saved.lrs.length) return;
      }
      await leave(saved);
    },
    async reseed(next) {
      if (running !== undefined && running.seed === next && running.lrs.length === 0) return;
      await leave({ seed: next, lrs: [] });
      await ensure();
    },
    take() {
      if (closed) throw closedTrainer();
      return () => {};
    },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.all([running?.session.close(), starter.close()]);
      running = undefined;
      log.close();
    },
  };
  if (capabilities.includes("evaluate")) {
    trainer.evaluate = async () => {
      const { session } = await ensure();
      const { lrf: _lrf, id: _id, ...evaluation } = await session.ask({ lrf: "evaluate" });
      return evaluation;
    };
  }
  return trainer;
}
