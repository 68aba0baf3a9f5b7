import { variable } from "../core/environment.ts";
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
  const [force, term] = [variable(io.env, "FORCE_COLOR"), variable(io.env, "TERM")];
  const forced = force !== undefined && force !== "0";
  const isTerminal = where === "out" ? io.outIsTerminal : io.errIsTerminal;
  const on =
    variable(io.env, "NO_COLOR") === undefined && (forced || (isTerminal && term !== "dumb"));
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
