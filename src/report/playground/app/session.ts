import type { Words } from "../../../words/index.ts";
import { settingsOf } from "../../analysis/index.ts";
import { type Session, sessionOf } from "../../page/app/session.ts";
import { stepOfLr } from "../../view/sources.ts";
import type { Desk, ReadResult } from "./desk.ts";
import { farAnalyst } from "./far-analyst.ts";

/**
 * The session of a file at a desk: all on the page where that holds every point, else with the desk
 * doing what needs them.
 *
 * @param again called when an analysis has come that was asked for at the desk
 * @returns a function that makes it at its first call
 */
export async function deskSession(
  { id, result, group }: ReadResult,
  desk: Desk,
  words: Words,
  again: () => void,
): Promise<() => Session> {
  let session: Session | undefined;
  if (group === 1) {
    return () => {
      session ??= sessionOf(result, words);
      return session;
    };
  }
  const frame = await desk.frame(id);
  return () => {
    const { runs } = result.record;
    session ??= {
      result,
      runs,
      analyst: farAnalyst(result, (settings) => desk.analyze(id, settings), again),
      frame: frame && { ...frame, steps: stepOfLr(runs) },
      asRun: settingsOf(result),
    };
    return session;
  };
}
