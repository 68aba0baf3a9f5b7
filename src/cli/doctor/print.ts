import { toJson } from "../../core/json.ts";
import type { Io } from "../io.ts";
import { styleFor } from "../style.ts";
import type { Check } from "./check.ts";

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
    io.out(`${marks[status]}  ${name.padEnd(14)}${words}\n`);
    if (mend !== null) io.out(`${" ".repeat(23)}${mend}\n`);
  }
}
