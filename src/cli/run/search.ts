import type { SearchRequest } from "../../search/index.ts";
import type { RunRequest } from "./request.ts";

/** The search that a run asks for. */
export function searchRequest(request: RunRequest): SearchRequest {
  const { strategy, ladder, sweep, preset, budget, horizon, verify } = request;
  return { strategy, ladder, sweep, preset, budget, horizon, verify };
}
