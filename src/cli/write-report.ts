import { writeAtomically } from "../files/index.ts";
import { loadPlotly, renderReport } from "../report/index.ts";
import type { Result } from "../result/types.ts";

/** Renders a result as one HTML file and writes it, whole or not at all; parent folders are made. */
export async function writeReport(result: Result, file: string): Promise<void> {
  const html = renderReport(result, { plotly: await loadPlotly() });
  await writeAtomically(file, html, { makeFolders: true });
}
