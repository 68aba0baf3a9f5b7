import type { Finding } from "../../diagnose/index.ts";
import type { Judgement } from "../../logs/index.ts";
import { wrap } from "../../words/index.ts";

/** The diagnoses of all runs as text: what was found, and last what each run comes to. */
export function judgementsText(judged: readonly Judgement[], columns: number): string {
  const several = judged.length > 1;
  const blocks = judged.flatMap((each) => blocksOf(each, several, columns));
  const summaries = judged.flatMap((each) =>
    wrap(`${titleOf(each)}: ${each.diagnosis.summary}`, columns, "  ", ""),
  );
  return `${[...blocks, summaries.join("\n")].join("\n\n")}\n`;
}

function blocksOf(judgement: Judgement, isNamed: boolean, columns: number): string[] {
  const { diagnosis, warnings } = judgement;
  const about = warnings.flatMap(({ message }) => bullet(printable(message), columns));
  const blocks = [
    ...diagnosis.findings.map((finding) => findingText(finding, columns)),
    ...(about.length === 0 ? [] : [["About the log", ...about].join("\n")]),
  ];
  return isNamed && blocks.length > 0 ? [`== ${titleOf(judgement)}`, ...blocks] : blocks;
}

function titleOf({ log, run }: Judgement): string {
  return printable(run === null ? log : `${log}, ${run}`);
}

/** One finding as text, without a line break at its end. */
export function findingText(
  { severity, code, steps, message, advice }: Finding,
  columns: number,
): string {
  const [first, last] = steps;
  const where = first === last ? `step ${first}` : `steps ${first} to ${last}`;
  return [
    `${severity}: ${code}, ${where}`,
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
