import { formatLr } from "../../core/format.ts";
import { renderStudyLive, type StudyLiveEvent, startLiveServer } from "../../live/index.ts";
import type { PlannedStudy, StudyProgress } from "../../study/index.ts";
import { clean, type Language, wordsOf } from "../../words/index.ts";
import type { Io } from "../io.ts";

/** Results and failures that a page is told of at once. */
const MOST = 200;
/** Most characters of a failure's message. */
const MESSAGE = 300;

/**
 * Serves the page of a study that goes on, and says where.
 *
 * @throws InputError `cannot-listen` when no port can be had
 */
export async function openStudyLive(
  { spec, plan }: PlannedStudy,
  folder: string,
  language: Language,
  io: Io,
) {
  const { studyPage, format } = wordsOf(language);
  const axes = Object.keys(spec.axes);
  const setup = { name: spec.name, tasks: plan.tasks.length, axes, folder };
  const server = await startLiveServer<StudyLiveEvent>({
    page: ({ events }) => renderStudyLive({ ...setup, events }, language),
  });
  io.err(`live: ${server.url}\n`);
  const cellOf = (factors: Readonly<Record<string, number | string>>) =>
    axes.map((axis) => clean(String(factors[axis] ?? ""), 40)).join(", ");
  let said = "";
  return {
    onProgress({ counts, secondsLeft, study, newlyDone, failed }: StudyProgress) {
      const state = JSON.stringify(counts);
      if (state === said) return;
      said = state;
      const results = newlyDone.slice(-MOST).map((key) => {
        const { factors, seed, lr, rangeLog10 } = study.outcome(key);
        const range = rangeLog10 === null ? "" : rangeLog10.toFixed(2);
        return [
          cellOf(factors),
          String(seed),
          lr === null ? studyPage.none : formatLr(lr),
          range,
        ] as const;
      });
      const failures = failed.slice(0, MOST).flatMap((key) => {
        const failure = study.lastFailure(key);
        return failure === null
          ? []
          : [[cellOf(failure.factors), clean(failure.message, MESSAGE)] as const];
      });
      const left = secondsLeft === null ? "" : format.duration(Math.round(secondsLeft));
      server.publish({ type: "study", counts, left, results, failures });
    },
    /** Tells the pages that it is over, and closes. */
    close: () => server.finish(null, null),
  };
}
