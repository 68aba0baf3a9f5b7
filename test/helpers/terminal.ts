import { spawn } from "node:child_process";
import { once } from "node:events";
import { textWidth } from "../../src/words/index.ts";

/** What stood on a terminal when a program had ended. */
export interface OnTerminal {
  readonly code: number;
  /** Everything that was printed. */
  readonly raw: string;
  /** The rows of the screen from the top, without spaces at their ends. */
  readonly screen: readonly string[];
  /** Rows at whose end the terminal had to cut a word. */
  readonly cut: readonly string[];
}

// Opens a terminal of so many columns and rows, and starts the program on it; Ctrl-C goes to it as a
// key as soon as a text was printed.
const DRIVER = `
import fcntl, os, pty, struct, sys, termios
columns, rows, text = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode()
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.execvp(sys.argv[4], sys.argv[4:])
seen = b""
while True:
    try: got = os.read(fd, 65536)
    except OSError: break
    if not got: break
    sys.stdout.buffer.write(got)
    seen += got
    if text and text in seen:
        os.write(fd, b"\\x03")
        text = b""
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) % 256)
`;

/**
 * Runs a program on a real terminal (Python's `pty`).
 *
 * @param ctrlCAfter Ctrl-C is pressed when this was printed
 * @param term the kind of terminal
 */
export async function onTerminal(
  command: readonly string[],
  { columns, rows = 24 }: { readonly columns: number; readonly rows?: number },
  {
    cwd,
    ctrlCAfter = "",
    term = "xterm",
  }: { readonly cwd?: string; readonly ctrlCAfter?: string; readonly term?: string } = {},
): Promise<OnTerminal> {
  const args = ["-c", DRIVER, String(columns), String(rows), ctrlCAfter, ...command];
  const env = { ...process.env, TERM: term, LC_ALL: "C.UTF-8", NO_COLOR: "1" };
  const child = spawn("python3", args, { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
  let raw = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    raw += text;
  });
  const [code] = await once(child, "close");
  return { code, raw, ...screenOf(raw, columns, rows) };
}

/** What a terminal shows of a text; it knows the control sequences that lr-finder prints, and no others. */
export function screenOf(
  text: string,
  columns: number,
  rows: number,
): Pick<OnTerminal, "screen" | "cut"> {
  const cut: string[] = [];
  const lines: string[][] = [[]];
  let [row, column] = [0, 0];
  const blank = () => Array.from({ length: columns }, () => " ");
  const line = () => {
    while (lines.length <= row) lines.push(blank());
    return lines[row] as string[];
  };
  lines[0] = blank();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's
  for (const [part] of text.matchAll(/\x1b\[[0-9;?]*[A-Za-z]|[\s\S]/gu)) {
    if (part === "\r") column = 0;
    else if (part === "\n") row += 1;
    else if (!part.startsWith("\u001b")) {
      const width = textWidth(part);
      if (column + width > columns) {
        if (part !== " " && line().at(-1) !== " ") cut.push(line().join(""));
        [row, column] = [row + 1, 0];
      }
      line()[column] = part;
      for (let i = 1; i < width; i += 1) line()[column + i] = "";
      column += width;
    } else if (part.endsWith("K")) line().fill(" ", column);
    else if (part.endsWith("J")) {
      line().fill(" ", column);
      lines.splice(row + 1);
    } else if (part.endsWith("A")) row = Math.max(0, row - Number(part.slice(2, -1)));
    else if (!part.endsWith("m"))
      throw new Error(`the terminal of the tests lacks ${part.slice(1)}`);
  }
  line();
  const top = Math.max(0, row + 1 - rows);
  return { screen: lines.slice(top, row + 1).map((each) => each.join("").trimEnd()), cut };
}
