import type { Finding } from "../../diagnose/index.ts";
import type { Judgement } from "../../logs/index.ts";

const WIDTH = 88;

/** The diagnoses of all runs as text, ending in a line break. */
export function judgementsText(judged: readonly Judgement[]): string {
  return judged.map(judgementText).join("\n");
}

/** A whole diagnosis as text, ending in a line break. */
function judgementText({ log, run, diagnosis, warnings }: Judgement): string {
  const of = run === null ? log : `${log}, ${run}`;
  const blocks = [
    wrap(`${printable(of)}: ${diagnosis.summary}`, "", "").join("\n"),
    ...diagnosis.findings.map(findingText),
    ...(warnings.length === 0
      ? []
      : [
          ["About the log", ...warnings.flatMap(({ message }) => bullet(printable(message)))].join(
            "\n",
          ),
        ]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** One finding as text, without a line break at its end. */
export function findingText({ severity, code, steps, message, advice }: Finding): string {
  const [first, last] = steps;
  const where = first === last ? `step ${first}` : `steps ${first} to ${last}`;
  return [
    `${severity}: ${code}, ${where}`,
    ...wrap(message, "  ", "  "),
    ...advice.flatMap(bullet),
  ].join("\n");
}

function bullet(text: string): string[] {
  return wrap(text, "  - ", "    ");
}

function wrap(text: string, first: string, indent: string): string[] {
  const lines: string[] = [];
  let line = first;
  let words = 0;
  for (const word of text.split(/\s+/)) {
    if (words > 0 && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
      words = 0;
    }
    line += words === 0 ? word : ` ${word}`;
    words += 1;
  }
  return [...lines, line];
}

/** File names and cells may hold anything; the terminal gets no control characters from them. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, " ");
}
