import { readDocument } from "../../files/index.ts";
import type { JobStart } from "../../job/index.ts";
import {
  eventsOfRuns,
  eventsOfTrials,
  type LiveServer,
  renderLive,
  startLiveServer,
} from "../../live/index.ts";
import { loadScripts } from "../../report/scripts.ts";
import type { Language } from "../../words/index.ts";
import type { Io } from "../io.ts";

/**
 * Serves the live page of a job and says where.
 *
 * @param language of the page's words
 * @throws InputError `cannot-listen` when no port can be had
 */
export async function openLive(
  { name, folder, resumed, search }: JobStart,
  language: Language | undefined,
  io: Io,
): Promise<LiveServer> {
  const { startLr, endLr, repeats, steps } = search.sweep;
  const totalSteps = search.steps.search + search.steps.verification;
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
  const bytes = report === null ? null : await readDocument(report, "report").catch(() => null);
  const html = bytes?.toString("utf8") ?? null;
  await server.finish(html, html === null ? null : report);
}
