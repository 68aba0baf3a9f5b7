import type { Note } from "../../core/note.ts";
import { writePage } from "../../files/index.ts";
import type { FittedLaw } from "../../law/index.ts";
import { renderLaw } from "../../report/law/index.ts";
import { loadPlotly } from "../../report/scripts.ts";
import type { Language } from "../../words/index.ts";

/** Writes the page of laws. */
export async function writeLawPage(
  file: string,
  laws: readonly FittedLaw[],
  notes: readonly Note[],
  language: Language,
): Promise<void> {
  await writePage(file, renderLaw(laws, { plotly: await loadPlotly(), language, notes }));
}
