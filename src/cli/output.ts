import { randomBytes } from "node:crypto";
import { escaped, HIDDEN_FORMAT } from "../core/hidden.ts";
import { shortenMiddle } from "../core/shorten.ts";
import { textWidth } from "../words/index.ts";
import { PROGRAM, withStart } from "./started-as.ts";

// What is printed may hold anything that stands in a file, a name or a trainer's message, and a
// terminal obeys control characters. So none is printed but ours, which carry a key that no file
// written before can know.

const KEY = randomBytes(9).toString("base64url");
const OPEN = `\u001b_${KEY}:`;
const CLOSE = "\u001b\\";

/** Selects a style: bold, dim, neither, red, green, yellow, no colour. */
export type StyleCode = 1 | 2 | 22 | 31 | 32 | 33 | 39;

const own = (sequence: string) => `${OPEN}${sequence}${CLOSE}`;

/** The control sequences that are printed; they may stand in any text that goes through {@link cleanOutput}. */
export const control = {
  style: (code: StyleCode) => own(`[${code}m`),
  /** To the beginning of the line. */
  lineStart: own("\r"),
  /** Erases from here to the end of the line. */
  eraseLine: own("[K"),
  /** Erases from here to the end of the screen. */
  eraseBelow: own("[J"),
  /** So many lines up, at least one. */
  up: (lines: number) => own(`[${lines}A`),
} as const;

const OWN_OR_HIDDEN = new RegExp(
  `${OPEN}([^\u001b]*)\u001b\\\\|(?![\\n\\t])\\p{Cc}|${HIDDEN_FORMAT}`,
  "gu",
);

/**
 * A text as it may be printed: control characters, terminal escapes and characters that are not
 * seen (marks that turn the direction of text, tags) become `\u001b` and the like, but for line breaks, tabs and what {@link control} made. In JSON
 * the same stands for the same character, so that it reads as it did.
 */
export function printable(text: string): string {
  return text.replace(OWN_OR_HIDDEN, (found: string, sequence: string | undefined) => {
    if (sequence === undefined) return escaped(found);
    return sequence === "\r" ? sequence : `\u001b${sequence}`;
  });
}

/** Where data and words go. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

/** Where they come from: what is drawn goes to the same place as words. */
export interface CleanOutput extends Output {
  /** What has its own lines, each short enough: progress, charts, diffs. */
  draw(text: string): void;
}

// Enough for any chart and any report of a thousand lines; a message of a trainer may be longer.
const LONGEST_WORDS = 100_000;

/**
 * Lets through to `to` what is printable; words beyond 100,000 characters lose their middle.
 *
 * @param columns of the terminal that words go to, asked for every time: no word is split by its edge. Null elsewhere
 * @param program what the commands that words name begin with
 */
export function cleanOutput(
  to: Output,
  { columns = () => null, program = PROGRAM }: WordsPlace = {},
): CleanOutput {
  const draw = (text: string) => to.err(printable(shortenMiddle(text, LONGEST_WORDS)));
  return {
    out: (text) => to.out(printable(text)),
    err(text) {
      const most = columns();
      const words = withStart(text, program);
      draw(most === null ? words : folded(words, most));
    },
    draw,
  };
}

interface WordsPlace {
  readonly columns?: () => number | null;
  readonly program?: string;
}

interface TextPlace {
  readonly outIsTerminal: boolean;
  readonly outColumns: number;
  readonly program: string;
}

/**
 * Words that are the answer as they are printed: on a terminal its lines are cut between words, and the
 * commands that it names can be typed as they stand.
 */
export function asPrinted(io: TextPlace, text: string): string {
  const words = withStart(text, io.program);
  return io.outIsTerminal ? folded(words, io.outColumns) : words;
}

/** Prints words that are the answer (lists, checks, plans, help), never data. */
export function printText(io: Pick<Output, "out"> & TextPlace, text: string): void {
  io.out(asPrinted(io, text));
}

/**
 * Lines that are too long, cut between words. Of `name   what it is` the second column goes on under
 * itself, or below the name where that leaves it less than half of the line; `- a point` under its
 * first word; all else under the first word of the line.
 */
export function folded(text: string, columns: number): string {
  return text
    .split("\n")
    .flatMap((line) => (shownWidth(line) <= columns ? line : foldedLine(line, columns)))
    .join("\n");
}

function foldedLine(line: string, columns: number): string[] {
  const lead = /^ */.exec(line)?.[0].length ?? 0;
  const lines: string[] = [];
  let [now, width, indent] = ["", 0, lead];
  // A word that does not fit under the others may fit further left.
  const next = (room: number) => {
    if (now !== "") lines.push(now);
    width = Math.max(0, Math.min(indent, columns - room));
    now = " ".repeat(width);
  };
  let isBegun = false;
  for (const [, gap = "", word = ""] of line.matchAll(/( *)([^ ]+)/g)) {
    const more = shownWidth(word);
    const isFirst = lines.length === 0;
    const isColumn = isFirst && isBegun && gap.length > 1;
    const at = width + gap.length;
    const fits = at + more <= columns;
    if (isColumn) indent = at > columns / 2 || !fits ? lead + 4 : at;
    if (isBegun && (!fits || (isColumn && indent < at))) {
      next(more);
      now += word;
      width += more;
    } else {
      now += gap + word;
      width = at + more;
    }
    // What follows the mark of a point goes on under it.
    if (!isBegun && word === "-") indent = width + 1;
    isBegun = true;
  }
  return [...lines, now];
}

const OWN = new RegExp(`${OPEN}[^\u001b]*\u001b\\\\`, "gu");

/** Columns that a line takes: none for what selects a style. */
function shownWidth(line: string): number {
  return textWidth(line.replace(OWN, ""));
}
