import { counted } from "../../core/format.ts";
import type { StudyProgress, StudyStart } from "../../study/index.ts";
import type { Io } from "../io.ts";
import { control } from "../output.ts";
import { formatSeconds } from "../progress.ts";

/** Elsewhere than on a terminal: from one line to the next, in ms. */
const LINE_MS = 30_000;

/** The line that says how far a study is. */
export function studyProgress(io: Io, isQuiet: boolean) {
  let shownAt = Number.NEGATIVE_INFINITY;
  let shown = "";
  const erase = () => {
    if (io.errIsTerminal && shown !== "") io.draw(`${control.lineStart}${control.eraseLine}`);
  };
  return {
    onPlan({ name, cells, counts, toDo, engine }: StudyStart) {
      if (isQuiet) return;
      const known = counts.done > 0 ? `, ${counts.done} of them measured before` : "";
      io.err(`${name}: ${cells} cells, ${counts.tasks} runs${known}; ${toDo} to do: ${engine}\n`);
      if (counts.other === 0) return;
      io.err(
        `${counted(counts.other, "result")} in its folder ${counts.other === 1 ? "does" : "do"} not count: what trains, an axis or the folder that paths start from was another then\n`,
      );
    },
    onProgress({ counts, secondsLeft }: StudyProgress) {
      if (isQuiet) return;
      const { tasks, done, running, failed } = counts;
      const left =
        secondsLeft === null || done + failed === tasks
          ? ""
          : `  ${formatSeconds(secondsLeft)} left`;
      const line = `${done}/${tasks} done  ${running} running  ${failed} failed${left}`;
      if (io.errIsTerminal) {
        erase();
        io.draw(line.slice(0, io.errColumns - 1));
      } else if (
        line !== shown &&
        (performance.now() - shownAt > LINE_MS || done + failed === tasks)
      ) {
        io.err(`${line}\n`);
        shownAt = performance.now();
      }
      shown = line;
    },
    onMessage(words: string) {
      erase();
      io.err(`${words}\n`);
    },
    done: erase,
  };
}
