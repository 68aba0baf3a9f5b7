import type { Note } from "../../core/note.ts";
import { type Diagnosis, diagnose } from "../../diagnose/index.ts";
import { type LogTable, trainingLogFrom, type WantedColumns } from "../../logs/index.ts";
import { toTrainingLog } from "./to-training-log.ts";

/** A diagnosis and what there is to say about the file it is of. */
export interface Judgement {
  readonly log: string;
  readonly diagnosis: Diagnosis;
  readonly warnings: readonly Note[];
}

/** Words about sweeps, which say nothing about a training. */
const ABOUT_SWEEPS = ["smoothed-losses", "losses-without-lr"];

/**
 * Diagnoses a log that was read.
 *
 * @throws InputError for a log without losses, or with steps or LRs that cannot be used
 */
export function judge(table: LogTable, wanted: WantedColumns): Judgement {
  const read = trainingLogFrom(table, wanted);
  const { log, notes } = toTrainingLog(read);
  const warnings = read.warnings.filter(({ code }) => !ABOUT_SWEEPS.includes(code));
  return { log: table.name, diagnosis: diagnose(log), warnings: [...warnings, ...notes] };
}
