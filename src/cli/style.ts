import type { Io } from "./io.ts";
import { control, type StyleCode } from "./output.ts";

/** Terminal styles; plain text where the terminal or the user wants no colour. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

/** NO_COLOR (no-color.org) wins, then FORCE_COLOR, then whether words go to a terminal. */
export function styleFor(io: Io): Style {
  const { NO_COLOR, FORCE_COLOR, TERM } = io.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0";
  const on = !NO_COLOR && (forced || (io.errIsTerminal && TERM !== "dumb"));
  const code = (start: StyleCode, end: StyleCode) => (text: string) =>
    on ? `${control.style(start)}${text}${control.style(end)}` : text;
  return {
    bold: code(1, 22),
    dim: code(2, 22),
    red: code(31, 39),
    green: code(32, 39),
    yellow: code(33, 39),
  };
}
