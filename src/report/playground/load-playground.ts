import { packScripts } from "../pack-scripts.ts";

/**
 * Plotly and the playground's code, packed for {@link renderPlayground}; takes about a second. Needs
 * Node and the compiled sources.
 */
export async function loadPlayground(): Promise<{ readonly plotly: string }> {
  return {
    plotly: await packScripts("report/playground/app/main.js", {
      // Not an ES module: it runs first and leaves its global.
      before: ["papaparse/papaparse.min.js"],
      instead: {
        papaparse: "report/playground/app/papaparse.js",
        // Reads results without the schema library, which is larger than all else of the page.
        "/result/parse.js": "report/playground/app/read-result.js",
      },
    }),
  };
}
