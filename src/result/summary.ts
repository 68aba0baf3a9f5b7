import type { Result, ResultSummary } from "./types.ts";

/** The part of a result that `--json` prints: everything but the points and the curve. */
export function summarize(result: Result): ResultSummary {
  const { version, status, suggestion, plan, methods, sweep, cost, budget } = result;
  const { engine, warnings, files } = result;
  return {
    version,
    status,
    suggestion,
    plan,
    methods,
    sweep,
    cost,
    budget,
    engine,
    warnings,
    files,
  };
}
