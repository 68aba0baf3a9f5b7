import { readFile } from "node:fs/promises";
import {
  eventsOfRuns,
  eventsOfTrials,
  type LiveServer,
  renderLive,
  startLiveServer,
} from "../../live/index.ts";
import { loadScripts } from "../../report/scripts.ts";
import type { Journal, ResolvedSweepOptions } from "../../sweep/index.ts";
import type { Language } from "../../words/languages.ts";
import type { Io } from "../io.ts";

/** What the live page of a run is made from. */
export interface LiveRun {
  readonly name: string;
  readonly options: ResolvedSweepOptions;
  /** Most updates of the whole search. */
  readonly totalSteps: number;
  readonly folder: string;
  /** What an interrupted run had finished. */
  readonly resumed: Journal | null;
  /** Of the page's words. */
  readonly language: Language;
}

/**
 * Serves the live page of a run and says where.
 *
 * @throws InputError `cannot-listen` when no port can be had
 */
export async function openLive(run: LiveRun, io: Io): Promise<LiveServer> {
  const { name, options, totalSteps, folder, resumed, language } = run;
  const { startLr, endLr, repeats, steps } = options;
  const plotly = await loadScripts("live");
  const setup = { name, startLr, endLr, repeats, steps, totalSteps, folder };
  const server = await startLiveServer({
    page: (paths) => renderLive({ ...setup, ...paths }, plotly, language),
  });
  for (const event of eventsOfRuns(resumed?.finishedRuns ?? [])) server.publish(event);
  for (const event of eventsOfTrials(resumed?.finishedTrials ?? [])) server.publish(event);
  io.err(`live: ${server.url}\n`);
  return server;
}

/** Hands the finished report to the open pages and closes; without a report it says that it is over. */
export async function closeLive(server: LiveServer, report: string | null): Promise<void> {
  const html = report === null ? null : await readFile(report, "utf8").catch(() => null);
  await server.finish(html, html === null ? null : report);
}
