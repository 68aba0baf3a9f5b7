import type { LrFinderError } from "../core/errors.ts";
import { buildResult, type ResultParts } from "../result/index.ts";
import type { TrialHooks } from "../sweep/index.ts";
import type { Trainer } from "../trainer/types.ts";
import type { FindOptions, FindOutcome } from "./index.ts";
import { verifyResult } from "./verify.ts";

/** What only the caller of a search knows, and how it wants it followed. */
type Asked = Pick<
  FindOptions,
  "name" | "data" | "versions" | "createdAt" | "files" | "verify" | "signal" | "onEvent"
>;

/** What the search itself puts into its result. */
export type SearchParts = Omit<ResultParts, "name" | "data" | "versions" | "createdAt" | "files">;

/** How the training of a search ended. */
export interface Ended {
  readonly failure: LrFinderError | null;
  readonly isCancelled: boolean;
}

/** The hooks that a caller has given, for every training of a search. */
export function hooksOf({ signal, onEvent }: Pick<Asked, "signal" | "onEvent">) {
  return { ...(signal && { signal }), ...(onEvent && { onEvent }) } satisfies TrialHooks;
}

/**
 * The end of every search: makes the result of its parts, and trains the plan beside others where
 * the caller asked for it and the search came to its end.
 */
export async function finishSearch(
  trainer: Trainer,
  parts: SearchParts,
  { failure, isCancelled }: Ended,
  asked: Asked,
): Promise<FindOutcome> {
  const result = buildResult({
    ...parts,
    name: asked.name ?? "run",
    data: asked.data ?? null,
    versions: asked.versions ?? {},
    createdAt: asked.createdAt ?? new Date().toISOString(),
    files: asked.files ?? { result: null, report: null },
  });
  if (asked.verify === undefined || failure !== null || isCancelled) return { result, failure };
  return verifyResult(trainer, result, asked.verify, hooksOf(asked));
}
