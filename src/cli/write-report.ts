import { writeAtomically } from "../files/index.ts";
import { loadPlotly, renderReport } from "../report/index.ts";
import type { Result } from "../result/types.ts";
import type { Language } from "../words/index.ts";

/** Renders a result as one HTML file and writes it, whole or not at all; parent folders are made. */
export async function writeReport(
  result: Result,
  file: string,
  language: Language = "en",
): Promise<void> {
  const html = renderReport(result, { plotly: await loadPlotly(), language });
  await writeAtomically(file, html, { makeFolders: true });
}
