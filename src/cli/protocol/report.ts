import { toJson } from "../../core/json.ts";
import type { Note } from "../../core/note.ts";
import type { ReadyInfo } from "../../trainer/process/index.ts";
import type { Io } from "../io.ts";
import { printText } from "../output.ts";
import { styleFor } from "../style.ts";

/** One thing that was looked at. `warning`: allowed, but worth knowing. */
export interface Finding extends Note {
  readonly status: "ok" | "warning" | "wrong";
}

/** What `protocol check --json` prints. */
export interface ProtocolReport {
  readonly version: 1;
  readonly command: string;
  /** True when nothing is wrong (warnings are allowed). */
  readonly ok: boolean;
  /** Null when the trainer did not get ready. */
  readonly capabilities: readonly string[] | null;
  readonly info: ReadyInfo | null;
  readonly findings: readonly Finding[];
}

type Data = Record<string, unknown>;

/** Something that is as it should be. */
export function ok(code: string, message: string, data: Data = {}): Finding {
  return { code, message, data, status: "ok" };
}

/** Something that is allowed, but worth knowing. */
export function warning(code: string, message: string, data: Data = {}): Finding {
  return { code, message, data, status: "warning" };
}

/** Something that the trainer gets wrong. */
export function wrong(code: string, message: string, data: Data = {}): Finding {
  return { code, message, data, status: "wrong" };
}

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
  printText(io, `${lines.join("\n")}\n\n${verdict}\n`);
}
