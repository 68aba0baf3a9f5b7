import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { SIGNAL_EXIT_CODES } from "../../files/platform.ts";
import { readLog } from "../../logs/files/index.ts";
import { keepPickable } from "../../logs/index.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { withSignals } from "../signals.ts";
import { type DiagnoseRequest, followLog, summaryOf } from "./follow.ts";
import { type Judgement, judge } from "./judge.ts";
import { judgementText } from "./print.ts";

export type { DiagnoseRequest };

/**
 * The whole of `diagnose`: reads a log, or follows it, and says what it sees.
 *
 * @returns 4 when the training diverged or its held-out loss is no number any more, 0 otherwise, whatever else was found; the code of the signal
 *   that ended the following, unless that is Ctrl-C and there was something to read
 * @throws InputError for a log that cannot be read or used (exit code 2)
 */
export async function executeDiagnose(request: DiagnoseRequest, io: Io): Promise<number> {
  if (!request.follow) {
    const { columns, delimiter } = request;
    const { table } = await readLog(request.log, {
      keep: keepPickable(columns),
      ...(delimiter === undefined ? {} : { delimiter }),
    });
    const judged = judge(table, columns);
    io.out(request.json ? `${toJson(summaryOf(judged), 2)}\n` : judgementText(judged));
    return codeOf(judged);
  }
  if (request.log === "-") {
    throw new InputError("bad-option", "--follow needs a file, not standard input");
  }
  return withSignals(io, async (taken) => {
    const judged = await followLog(request, io, taken.signal);
    if (judged === null) io.err(`${request.log}: no losses were read\n`);
    // Ctrl-C is how following ends.
    const isAsked = judged !== null && (taken.received ?? "SIGINT") === "SIGINT";
    return isAsked ? codeOf(judged) : SIGNAL_EXIT_CODES[taken.received ?? "SIGINT"];
  });
}

function codeOf({ diagnosis }: Judgement): number {
  return diagnosis.findings.some(({ severity }) => severity === "error")
    ? EXIT.divergedAtOnce
    : EXIT.ok;
}
