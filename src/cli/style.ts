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

/** NO_COLOR (no-color.org) wins, then FORCE_COLOR, then whether it is a terminal where the text goes. */
export function styleFor(
  io: Pick<Io, "env" | "outIsTerminal" | "errIsTerminal">,
  where: "out" | "err" = "err",
): Style {
  const { NO_COLOR, FORCE_COLOR, TERM } = io.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0";
  const isTerminal = where === "out" ? io.outIsTerminal : io.errIsTerminal;
  const on = !NO_COLOR && (forced || (isTerminal && TERM !== "dumb"));
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
