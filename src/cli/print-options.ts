import { toJson } from "../core/json.ts";
import { maxOf } from "../core/stats.ts";
import type { Io } from "./io.ts";
import {
  type Command,
  defaultOf,
  flagOf,
  type Layered,
  type Option,
  type Origin,
  optionsOf,
} from "./options/index.ts";
import { printText } from "./output.ts";

/** One option, its value, and where that comes from. */
interface Shown {
  readonly name: string;
  readonly flag: string;
  /** As the help of many programs writes what can be said both ways: `--[no-]scale`. */
  readonly written: string;
  /** Null where the option has none: then `otherwise` says what happens, if that is known. */
  readonly value: unknown;
  readonly from: Origin;
  /** The file or the variable. */
  readonly source: string | null;
  readonly otherwise: string | null;
}

/** Prints every option of a command with its value and where it comes from, for `--print-options`. */
export function printOptions(
  command: Command,
  { values, origins }: Layered,
  file: string | null,
  json: boolean,
  io: Io,
): void {
  const shown = optionsOf(command)
    .filter(([, { isTyped }]) => !isTyped)
    .map(([name, option]): Shown => shownOption(name, option, values[name], origins[name], file));
  if (json) {
    io.out(
      `${toJson({ version: 1, optionsFile: file, options: shown.map(({ written: _, ...each }) => each) }, 2)}\n`,
    );
    return;
  }
  const rows = shown.map((each) => [each.written, valueText(each), originText(each)]);
  const widths = [0, 1].map((i) => Math.min(40, maxOf(rows.map((row) => row[i]?.length ?? 0))));
  const lines = rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  printText(io, `${lines.join("\n")}\n`);
}

function shownOption(
  name: string,
  option: Option,
  value: unknown,
  from: Origin = "default",
  file: string | null,
): Shown {
  const source = { flag: null, environment: option.variable ?? null, file, default: null }[from];
  const flag = flagOf(name, option);
  const isThere = value !== undefined || from !== "default";
  return {
    name,
    flag,
    written:
      option.kind.shape === "negated" || option.kind.shape === "either"
        ? flag.replace(/^--(no-)?/, "--[no-]")
        : flag,
    value: isThere && option.isSecret ? "***" : (value ?? null),
    from,
    source,
    otherwise: value === undefined && !isThere ? defaultOf(option) : null,
  };
}

function valueText({ value, otherwise }: Shown): string {
  if (value === null) return otherwise ?? "-";
  return typeof value === "string" ? value : (toJson(value) ?? "");
}

function originText({ from, source }: Shown): string {
  return source === null ? from : `${from}: ${source}`;
}
