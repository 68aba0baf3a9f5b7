import type { Result } from "../../../result/types.ts";
import type { SweepRun } from "../../../sweep/types.ts";
import type { Words } from "../../../words/index.ts";
import {
  type Analyst,
  analyst,
  recordingOf,
  type Settings,
  settingsOf,
} from "../../analysis/index.ts";
import { type PackedResult, unpackResult } from "../../packed/result.ts";
import { type LossFrame, lossFrame } from "../../view/loss-frame.ts";

/** The result of a page with what its controls need; made when it is first needed. */
export interface Session {
  readonly result: Result;
  readonly runs: readonly SweepRun[];
  readonly analyst: Analyst;
  /** Axes and raw losses that stay while the curve changes; null without a finite loss. */
  readonly frame: LossFrame | null;
  /** The settings that the result was made at. */
  readonly asRun: Settings;
}

/** The session of a result at hand. */
export function sessionOf(result: Result, words: Pick<Words, "format" | "loss">): Session {
  const { runs } = result.record;
  return {
    result,
    runs,
    analyst: analyst(recordingOf(result)),
    frame: lossFrame({ runs, curve: result.curve }, words),
    asRun: settingsOf(result),
  };
}

/** A session that is made at the first call: unpacking 100,000 points takes a moment. */
export function lazySession(
  packed: PackedResult,
  words: Pick<Words, "format" | "loss">,
): () => Session {
  let session: Session | undefined;
  return () => {
    session ??= sessionOf(unpackResult(packed), words);
    return session;
  };
}
