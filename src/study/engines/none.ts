import { setTimeout as delay } from "node:timers/promises";
import { openStudy, type StudyFolder, studyState } from "../folder.ts";
import { bury } from "../worker.ts";
import { type Engine, type EngineRequest, isWantedBy } from "./engine.ts";

/** From one look at the folder to the next at least, in ms; a look may take this part of the time. */
const LOOK_MS = 1_000;
const LOOK_SHARE = 0.05;

/** No workers: others start them, here or on any machine that sees the folder, and this one watches. */
export const noEngine: Engine = {
  describe: ({ folder }) =>
    `no workers from here; start them with lr-finder study worker ${folder}`,
  async start(request) {
    const ended = watched(openStudy(request.folder), request);
    // Awaited by who started it, perhaps later.
    ended.catch(() => {});
    return { workers: 0, ended };
  },
};

async function watched(study: StudyFolder, { only, signal }: EngineRequest): Promise<void> {
  const isWanted = isWantedBy(only);
  while (!signal.aborted) {
    const started = performance.now();
    const { waiting, running, dead } = studyState(study);
    for (const key of dead) bury(study, key);
    if (![...waiting, ...running].some(isWanted)) return;
    const pause = Math.max(LOOK_MS, (performance.now() - started) / LOOK_SHARE);
    await delay(pause, undefined, { signal }).catch(() => {});
  }
}
