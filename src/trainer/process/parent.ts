import { note } from "../../contract/make-note.ts";
import { InputError } from "../../core/errors.ts";
import type { Note } from "../../core/note.ts";
import type { Trainer } from "../types.ts";
import { trainerInfo, trainerWarnings, unnamedWarner } from "./info.ts";
import type { ParentStreams, ProcessTrainerOptions } from "./options.ts";
import { resolveProcessOptions } from "./resolve-options.ts";
import { openSession } from "./session.ts";

/** As for a trainer that is started, without what only a start has. */
export interface ParentTrainerOptions
  extends Pick<
    ProcessTrainerOptions,
    "redactor" | "readyTimeoutMs" | "stepTimeoutMs" | "logFile" | "onOutput" | "signal"
  > {
  readonly streams: ParentStreams;
  /** What the run shall be seeded with. @default the trainer's own */
  readonly seed?: number | undefined;
}

/** The trainer in the process that started this one. */
export interface ParentTrainer extends Trainer {
  readonly capabilities: readonly string[];
  readonly warnings: readonly Note[];
  logTo(path: string): void;
}

/**
 * Drives the process that started this one: it speaks the trainer's side of the protocol over this
 * process's stdin and stdout. Nothing is started or killed, and no `close` is sent: the last message
 * (`done` or `failed`) is for the caller to write, after `close`.
 *
 * A trainer without the capability `restore` is swept once and left where the sweep ended; one without
 * `reseed` has one seed, that of its `ready` message.
 *
 * @throws InputError for a seed that it was not made with; TrainerError when it does not get ready;
 *   LrFinderError `cancelled` when `signal` is aborted before
 */
export async function createParentTrainer({
  streams,
  seed,
  ...options
}: ParentTrainerOptions): Promise<ParentTrainer> {
  const { base } = resolveProcessOptions({ ...options, command: ["-"] });
  const { log } = base;
  if (options.logFile !== undefined) log.openFile(options.logFile);
  const session = await openSession({ ...base, seed: seed ?? 0, parent: streams }).catch(
    (fault) => {
      log.close();
      throw fault;
    },
  );
  const { capabilities, info } = session.ready;
  const own = info.seed ?? 0;
  const canReseed = capabilities.includes("reseed");
  const cannotRestore = !capabilities.includes("restore");
  let closed = false;
  const warnings = [
    ...trainerWarnings(info, capabilities, "parent").filter(
      ({ code }) => code !== "trainer-restarts",
    ),
    ...(cannotRestore ? [note("trainer-not-restored", NOT_RESTORED)] : []),
  ];
  const hearRestored = unnamedWarner(warnings, base.redactor);

  const trainer: ParentTrainer = {
    info: trainerInfo(info, null, seed ?? own),
    capabilities,
    ...(cannotRestore && { cannotRestore }),
    warnings,
    logTo: (path) => log.openFile(path),
    async step(lr) {
      const { loss, lr: applied, skipped } = await session.ask({ lrf: "step", lr });
      return {
        loss,
        ...(applied === undefined ? {} : { lr: applied }),
        ...(skipped === undefined ? {} : { skipped }),
      };
    },
    async snapshot() {
      if (!cannotRestore) await session.ask({ lrf: "snapshot" });
    },
    async restore() {
      if (!cannotRestore) hearRestored(await session.ask({ lrf: "restore" }));
    },
    async close() {
      if (closed) return;
      closed = true;
      await session.close();
      log.close();
    },
  };
  if (canReseed) {
    trainer.reseed = async (next) => {
      await session.ask({ lrf: "reseed", seed: next });
    };
  }
  if (capabilities.includes("evaluate")) {
    trainer.evaluate = async () => {
      const { lrf: _lrf, id: _id, ...evaluation } = await session.ask({ lrf: "evaluate" });
      return evaluation;
    };
  }
  if (seed !== undefined && seed !== own) {
    try {
      if (trainer.reseed === undefined) throw otherSeed(seed, info.seed);
      await trainer.reseed(seed);
    } catch (thrown) {
      await trainer.close();
      throw thrown;
    }
  }
  return trainer;
}

const NOT_RESTORED =
  "The trainer cannot restore a state, and the process that started lr-finder is not started again: only the sweep is made, and the model stays as the sweep leaves it.";

function otherSeed(seed: number, own: number | undefined): InputError {
  const made = own === undefined ? "does not say its seed" : `was made with seed ${own}`;
  return new InputError(
    "cannot-reseed",
    `\`seed\` ${seed}: the trainer ${made} and cannot be reseeded (capability \`reseed\`): leave the seed to it`,
    { data: { option: "seed", seed, own: own ?? null } },
  );
}
