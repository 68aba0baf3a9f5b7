import { toJson } from "../../core/json.ts";
import type { Io } from "../io.ts";
import { printText } from "../output.ts";
import { styleFor } from "../style.ts";

/** One thing that was looked at. `broken`: it is needed and does not work. */
export interface Check {
  readonly name: string;
  readonly status: "ok" | "missing" | "broken";
  /** Of what was looked at, where it has one and could be asked. */
  readonly version: string | null;
  /** What was found, or why it cannot be used; an English sentence without a full stop. */
  readonly detail: string;
  /** What to do, where there is something to do. */
  readonly mend: string | null;
}

/** Prints one line a check, with what to do where something is missing. */
export function printChecks(checks: readonly Check[], json: boolean, io: Io): void {
  if (json) {
    io.out(`${toJson({ version: 1, checks }, 2)}\n`);
    return;
  }
  const style = styleFor(io);
  const marks = {
    ok: style.green("ok     "),
    missing: style.yellow("missing"),
    broken: style.red("broken "),
  };
  for (const { name, status, version, detail, mend } of checks) {
    const words = version === null || version === detail ? detail : `${version}: ${detail}`;
    printText(io, `${marks[status]}  ${name.padEnd(15)}${words}\n`);
    if (mend !== null) printText(io, `${" ".repeat(24)}${mend}\n`);
  }
}
