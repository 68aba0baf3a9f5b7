import { loadScripts } from "../scripts.ts";

/**
 * Plotly and the playground's code, packed for {@link renderPlayground}. Needs Node.
 *
 * @throws LrFinderError `pages-missing` for sources that were never built
 */
export async function loadPlayground(): Promise<{ readonly plotly: string }> {
  return { plotly: await loadScripts("playground") };
}
