import { formatLr } from "../core/format.ts";
import { toJson } from "../core/json.ts";
import { summarize } from "../result/summary.ts";
import type { Result } from "../result/types.ts";
import type { Language } from "../words/index.ts";
import { type Io, textColumns } from "./io.ts";
import { asPrinted, printText } from "./output.ts";

/** How a result is printed. */
export interface PrintOptions {
  /** One JSON object on stdout. */
  readonly json: boolean;
  /** The LR alone, rounded as everywhere in words; without one, why there is none, on stderr. */
  readonly quiet: boolean;
  /** All that there is to say, not the warnings, the first reason and the answer alone. */
  readonly verbose: boolean;
  /** Of the words; JSON has the same in every language. */
  readonly language: Language;
  /** The losses as a chart of characters as well, on stderr, above the answer. */
  readonly plot: boolean;
}

/**
 * Prints a result: the summary in words, unless another form is asked for.
 *
 * @param more further fields of the JSON
 */
export async function printResult(
  result: Result,
  options: PrintOptions,
  io: Io,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const plotAbove = async (answer: string) => {
    if (!options.plot) return;
    const { plotSources, printPlot, rowsOf } = await import("./plot.ts");
    printPlot(io, plotSources(result), io.outIsTerminal ? rowsOf(answer, io.outColumns) : 0);
  };
  const { suggestion } = result;
  if (!options.json && !options.quiet) {
    const { textParts } = await import("../report/render-text.ts");
    const detail = options.verbose ? "full" : "short";
    const columns = textColumns(io.outColumns);
    const { said, answer } = textParts(result, options.language, { columns, detail });
    printText(io, said);
    // What led to the answer may scroll away; chart and answer are read together.
    const below = asPrinted(io, options.plot && io.outIsTerminal ? `\n${answer}` : answer);
    await plotAbove(below);
    io.out(below);
    return;
  }
  await plotAbove("\n");
  if (options.json) io.out(`${toJson({ ...summarize(result), ...more }, 2)}\n`);
  else if ("lr" in suggestion) io.out(`${formatLr(suggestion.lr)}\n`);
  else {
    const { noteText, wordsOf } = await import("../words/index.ts");
    const words = wordsOf(options.language);
    const [reason] = suggestion.reasons;
    const why = reason === undefined ? suggestion.reason : noteText(reason, words);
    io.err(`${words.terminal.noSuggestion(why)}\n`);
  }
}
