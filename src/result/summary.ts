import { checkResult } from "./check-result.ts";
import type { Result, ResultSummary } from "./types.ts";

/** The part of a result that `--json` prints: everything but the points and the curve. */
export function summarize(result: Result): ResultSummary {
  checkResult(result);
  const { version, methods, sweep, cost, budget, engine, warnings, files } = result;
  const rest = { methods, sweep, cost, budget, engine, warnings, files };
  if (result.status === "none") {
    const { status, suggestion, plan } = result;
    return { version, status, suggestion, plan, ...rest };
  }
  const { status, suggestion, plan } = result;
  return { version, status, suggestion, plan, ...rest };
}
