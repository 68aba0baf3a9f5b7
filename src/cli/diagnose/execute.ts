import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { SIGNAL_EXIT_CODES } from "../../files/platform.ts";
import { type FoundLog, logsAt, readLog } from "../../logs/files/index.ts";
import { isLost, type Judgement, judgeRuns, keepPickable, summaryOf } from "../../logs/index.ts";
import { refusalText, wordsOf } from "../../words/index.ts";
import { EXIT } from "../exit-codes.ts";
import { type Io, textColumns } from "../io.ts";
import { printText } from "../output.ts";
import { withSignals } from "../signals.ts";
import { type DiagnoseRequest, followLog } from "./follow.ts";
import { judgementsText } from "./print.ts";

export type { DiagnoseRequest };

/**
 * The whole of `diagnose`: reads logs, or follows one, and says what it sees in each of their runs.
 *
 * @returns 4 when a training diverged or its held-out loss is no number any more, 2 when one of several
 *   cannot be used, 0 otherwise, whatever else was found; the code of the signal that ended the
 *   following, unless that is Ctrl-C and there was something to read
 * @throws InputError for a log that cannot be read or used, where it is the only one (exit code 2)
 */
export async function executeDiagnose(request: DiagnoseRequest, io: Io): Promise<number> {
  const words = wordsOf(request.language);
  if (!request.follow) {
    const logs = request.logs.flatMap(logsAt);
    const judged: Judgement[] = [];
    const faults: InputError[] = [];
    for (const log of logs) {
      try {
        judged.push(...(await judgeLog(log, request, faults)));
      } catch (fault) {
        if (!(fault instanceof InputError) || logs.length === 1) throw fault;
        faults.push(fault);
      }
    }
    for (const fault of faults) io.err(`${refusalText(fault, words)}\n`);
    if (judged.length === 0) throw faults[0] as InputError;
    if (request.json) io.out(`${toJson({ ...summaryOf(judged), ...unusable(faults) }, 2)}\n`);
    else printText(io, judgementsText(judged, textColumns(io.outColumns), words));
    return Math.max(codeOf(judged), faults.length > 0 ? EXIT.usage : EXIT.ok);
  }
  const [log] = request.logs as [string];
  if (log === "-") {
    throw new InputError("bad-option", "--follow needs a file, not standard input");
  }
  return withSignals(io, async (taken) => {
    const judged = await followLog(request, io, taken.signal);
    if (judged === null) io.err(`${words.terminal.noLosses(log)}\n`);
    // Ctrl-C is how following ends.
    const isAsked = judged !== null && (taken.received ?? "SIGINT") === "SIGINT";
    return isAsked ? codeOf(judged) : SIGNAL_EXIT_CODES[taken.received ?? "SIGINT"];
  });
}

async function judgeLog(
  log: string | FoundLog,
  { columns, delimiter, pattern }: DiagnoseRequest,
  faults: InputError[],
): Promise<Judgement[]> {
  const { table } = await readLog(log, {
    keep: keepPickable(columns),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(pattern === undefined ? {} : { pattern }),
  });
  return judgeRuns(table, columns, faults);
}

/** Logs and runs of several that could not be used. */
function unusable(faults: readonly InputError[]): Record<string, unknown> {
  if (faults.length === 0) return {};
  return { unusable: faults.map(({ code, message, data }) => ({ code, message, data })) };
}

function codeOf(judged: readonly Judgement[]): number {
  return judged.some(isLost) ? EXIT.divergedAtOnce : EXIT.ok;
}
