import type { Finding } from "../../diagnose/index.ts";
import type { Judgement } from "../../logs/index.ts";
import { findingText, noteText, type Words, wrap } from "../../words/index.ts";

/** The diagnoses of all runs as text: what was found, and last what each run comes to. */
export function judgementsText(
  judged: readonly Judgement[],
  columns: number,
  words: Words,
): string {
  const several = judged.length > 1;
  const blocks = judged.flatMap((each) => blocksOf(each, several, columns, words));
  const summaries = judged.flatMap((each) =>
    wrap(`${titleOf(each)}: ${noteText(each.diagnosis.note, words)}`, columns, "  ", ""),
  );
  return `${[...blocks, summaries.join("\n")].join("\n\n")}\n`;
}

function blocksOf(judgement: Judgement, isNamed: boolean, columns: number, words: Words): string[] {
  const { diagnosis, warnings } = judgement;
  const about = warnings.flatMap((each) => bullet(printable(noteText(each, words)), columns));
  const blocks = [
    ...diagnosis.findings.map((finding) => findingBlock(finding, columns, words)),
    ...(about.length === 0 ? [] : [[words.diagnosis.about, ...about].join("\n")]),
  ];
  return isNamed && blocks.length > 0 ? [`== ${titleOf(judgement)}`, ...blocks] : blocks;
}

function titleOf({ log, run }: Judgement): string {
  return printable(run === null ? log : `${log}, ${run}`);
}

/** One finding as text, without a line break at its end. */
export function findingBlock(finding: Finding, columns: number, words: Words): string {
  const { severity, code, steps, unit } = finding;
  const { message, advice } = findingText(finding, words);
  return [
    words.terminal.finding(severity, code, words.diagnosis.steps(...steps, unit)),
    ...wrap(message, columns, "  "),
    ...advice.flatMap((text) => bullet(text, columns)),
  ].join("\n");
}

function bullet(text: string, columns: number): string[] {
  return wrap(text, columns, "    ", "  - ");
}

/** File names and cells may hold anything; the terminal gets no control characters from them. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, " ");
}
