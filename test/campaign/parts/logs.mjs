import { InputError } from "../../../dist/core/errors.js";
import { gridFromLog, keepPickable, parseLog, sweepsFromLog } from "../../../dist/logs/index.js";
import { judgeRuns } from "../../../dist/logs/judge.js";
import { trainingLog } from "../generate/training-logs.mjs";

/** Cases of one call: a log takes a fraction of a millisecond. */
const AT_ONCE = 100;

/** Logs of trainings in every form: read or refused with a reason, and never called healthy where they end above their start. */
export const logs = {
  name: "logs",
  what: "generated logs of trainings: columns, names, restarts, gaps, NaN, several runs",
  cases: { short: 10, long: 200 },
  caseMs: 120_000,
  prepare: () => ({ read: 0, refused: {} }),
  run({ draw, prepared }) {
    const faults = [];
    for (let i = 0; i < AT_ONCE; i++) {
      const { text, runs } = trainingLog(draw);
      for (const fault of faultsOf(text, runs, prepared)) {
        faults.push(`${fault}\n${text.slice(0, 400)}`);
      }
    }
    return { faults, tried: AT_ONCE };
  },
  finish: ({ prepared: { read, refused } }) => [
    `note: ${read} read; refused: ${
      Object.entries(refused)
        .map(([code, times]) => `${code} ${times}`)
        .join(", ") || "none"
    }`,
  ],
};

function faultsOf(text, runs, prepared) {
  const faults = [];
  try {
    const table = parseLog(text, "log", { keep: keepPickable() });
    gridFromLog(table);
    const judged = judgeRuns(table, {});
    prepared.read++;
    if (judged.length !== runs.length) {
      faults.push(`${judged.length} runs where ${runs.length} were written`);
    }
    for (const [i, { diagnosis, run }] of judged.entries()) {
      const { status, summary, steps } = diagnosis;
      const { first, last } = runs[i] ?? {};
      if (status === "healthy" && !(last < first)) {
        faults.push(`${run ?? "the run"} goes from ${first} to ${last}: ${summary}`);
      }
      if (steps !== null && !(steps[0] <= steps[1])) faults.push(`steps ${steps}`);
    }
  } catch (error) {
    if (!(error instanceof InputError)) faults.push(error?.stack ?? String(error));
    else prepared.refused[error.code] = (prepared.refused[error.code] ?? 0) + 1;
  }
  try {
    sweepsFromLog(parseLog(text, "log"));
  } catch (error) {
    if (!(error instanceof InputError)) faults.push(error?.stack ?? String(error));
  }
  return faults;
}
