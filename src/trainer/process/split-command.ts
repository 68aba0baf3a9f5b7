import { InputError } from "../../core/errors.ts";
import { redactCommand } from "../../core/redact/secrets.ts";

/**
 * The words of a command line, split as a POSIX shell does it (section 2.2 and 2.3 of the shell
 * command language): white space separates, `'…'` is literal, in `"…"` a backslash escapes `" \ $`
 * and a backquote, outside of quotes it escapes anything. Nothing is expanded: `$HOME`, `*` and `~`
 * stay as they are.
 *
 * Worked value: `python "my train.py" --tag 'a b' c\ d` gives
 * `["python", "my train.py", "--tag", "a b", "c d"]`.
 *
 * @throws InputError for no words at all, a quote that is not closed, and for operators that only a
 *   shell understands (`| & ; < > ( )` outside of quotes)
 */
export function splitCommand(command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < command.length; i++) {
    const char = command[i] as string;
    if (char === " " || char === "\t" || char === "\n" || char === "\r") {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === "'") {
      const end = command.indexOf("'", i + 1);
      if (end === -1) throw unclosed(command, char);
      word = (word ?? "") + command.slice(i + 1, end);
      i = end;
    } else if (char === '"') {
      const quoted = doubleQuoted(command, i + 1);
      word = (word ?? "") + quoted.text;
      i = quoted.end;
    } else if (char === "\\") {
      i += 1;
      if (i === command.length) {
        throw bad(command, "it ends with a lone backslash");
      }
      // An escaped line end is a continued line.
      word = command[i] === "\n" ? word : (word ?? "") + command[i];
    } else if ("|&;<>()".includes(char)) {
      throw bad(
        command,
        `${char} outside of quotes needs a shell: add --shell, or quote it if it is meant literally`,
      );
    } else {
      word = (word ?? "") + char;
    }
  }
  if (word !== undefined) words.push(word);
  if (words.length === 0 || words[0] === "") throw bad(command, "it names no program");
  return words;
}

function doubleQuoted(command: string, from: number): { text: string; end: number } {
  let text = "";
  for (let i = from; i < command.length; i++) {
    const char = command[i] as string;
    if (char === '"') return { text, end: i };
    const next = command[i + 1];
    if (char === "\\" && next !== undefined && '"\\$`\n'.includes(next)) {
      if (next !== "\n") text += next;
      i += 1;
    } else {
      text += char;
    }
  }
  throw unclosed(command, '"');
}

function unclosed(command: string, quote: string): InputError {
  return bad(command, `the quote ${quote} is not closed`);
}

function bad(given: string, why: string): InputError {
  const command = redactCommand(given).text;
  return new InputError(
    "bad-command",
    `the trainer's command cannot be used: ${why}. Got: ${command.trim() === "" ? "nothing" : command}`,
    { data: { option: "trainer", command } },
  );
}
