import { singleQuoted } from "../shell-quote.ts";

/** A word of a command line: where it stands, as it is written, and what a shell makes of it. */
export interface ShellWord {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

// Quoted pieces, escaped characters and plain ones; a quote that is not closed goes to the end. The
// operators of a shell separate words, which is right for texts that no shell reads too.
const WORD = /(?:"(?:[^"\\]|\\[\s\S])*(?:"|$)|'[^']*(?:'|$)|\\[\s\S]|[^\s"'\\|&;<>()`]|\\$)+/g;
const PIECE = /"((?:[^"\\]|\\[\s\S])*)(?:"|$)|'([^']*)(?:'|$)|\\([\s\S])|([^"'\\]+|\\)/g;

/** The words of a text as a POSIX shell cuts them; never fails, whatever the text is. */
export function shellWords(text: string): ShellWord[] {
  return [...text.matchAll(WORD)].map((match) => {
    const start = match.index;
    return { start, end: start + match[0].length, value: unquoted(match[0]) };
  });
}

function unquoted(word: string): string {
  let value = "";
  for (const [, double, single, escaped, plain] of word.matchAll(PIECE)) {
    if (double !== undefined) value += double.replace(/\\(["\\$`\n])/g, "$1");
    else value += single ?? (escaped === "\n" ? "" : escaped) ?? plain ?? "";
  }
  return value;
}

/** A value as one word of a command line. */
export function quotedWord(value: string): string {
  return /^[\w@%+=:,./*~-]+$/.test(value) ? value : singleQuoted(value);
}
