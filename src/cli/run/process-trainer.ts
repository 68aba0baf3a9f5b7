import { basename, join } from "node:path";
import { InputError } from "../../core/errors.ts";
import type { ResolvedSweepOptions } from "../../sweep/index.ts";
import { createProcessTrainer, splitCommand } from "../../trainer/process/index.ts";
import type { Io } from "../io.ts";
import type { MadeTrainer } from "./make-trainer.ts";
import type { RunRequest, RunSource } from "./request.ts";

type TrainerSource = Extract<RunSource, { kind: "trainer" }>;

/** The log of an external trainer, in the result folder. */
const LOG_FILE = "trainer.log";

/**
 * Starts the command of `--trainer`. What it prints is passed on to stderr, and kept in the result
 * folder with its stderr.
 *
 * @throws InputError for a command that cannot be started, or `--epochs` when the trainer does not
 *   say how long an epoch is; TrainerError when it does not get ready
 */
export async function makeProcessTrainer(
  request: RunRequest,
  source: TrainerSource,
  { seed, repeats }: ResolvedSweepOptions,
  io: Io,
): Promise<MadeTrainer> {
  const { horizon, name } = request;
  const { kind: _, ...start } = source;
  const clear = io.errIsTerminal ? "\r\u001b[K" : "";
  const trainer = await createProcessTrainer({
    ...start,
    seed,
    nextSeeds: Array.from({ length: repeats - 1 }, (_, i) => seed + 1 + i),
    signal: io.interrupted,
    onOutput(line) {
      if (!request.quiet) io.err(`${clear}${line}\n`);
    },
  });
  const missing = trainer.warnings.find(({ code }) => code === "trainer-info-missing");
  if (
    horizon.epochs !== undefined &&
    (missing?.data.missing as string[] | undefined)?.includes("stepsPerEpoch")
  ) {
    await trainer.close();
    throw new InputError(
      "bad-option",
      '`epochs` needs a trainer that says its "stepsPerEpoch" (in the info of its ready message); give --total-steps instead',
    );
  }
  return {
    trainer,
    name: name ?? nameOf(source),
    data: null,
    warnings: trainer.warnings,
    logInto: (folder) => trainer.logTo(join(folder, LOG_FILE)),
  };
}

/** The script's name, or the program's where there is no script. */
function nameOf({ command, shell }: TrainerSource): string {
  const words = shell ? command.trim().split(/\s+/) : splitCommand(command);
  return basename(
    words.slice(1).find((word) => /^[^-].*\.\w+$/.test(word)) ?? (words[0] as string),
  );
}
