import { toJson } from "../../core/json.ts";
import type { Io } from "../io.ts";
import { styleFor } from "../style.ts";
import type { ProtocolReport } from "./types.ts";

/** Prints a report: a line for each finding, or one JSON object. */
export function printProtocolReport(report: ProtocolReport, json: boolean, io: Io): void {
  if (json) {
    io.out(`${toJson(report, 2)}\n`);
    return;
  }
  const style = styleFor(io);
  const marks = {
    ok: style.green("ok     "),
    warning: style.yellow("warning"),
    wrong: style.red("wrong  "),
  };
  const lines = report.findings.map(({ status, message }) => `${marks[status]}  ${message}`);
  const wrong = report.findings.filter(({ status }) => status === "wrong").length;
  const verdict = report.ok
    ? "The trainer keeps the protocol."
    : `The trainer gets ${wrong === 1 ? "one thing" : `${wrong} things`} wrong.`;
  io.out(`${lines.join("\n")}\n\n${verdict}\n`);
}
