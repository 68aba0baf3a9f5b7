import { checkArray, checkObject } from "../../core/check.ts";
import { csvCell } from "../../core/csv-cell.ts";
import type { CompareRow, Comparison } from "./compare.ts";

const FIELDS = [
  "lr",
  "low",
  "high",
  "confidence",
  "method",
  "reason",
  "startLoss",
  "lowestLoss",
  "lowestLossLr",
  "divergedLr",
  "heldOutLoss",
  "schedule",
  "stopReason",
  "trainSteps",
  "seconds",
  "warnings",
  "createdAt",
  "report",
] as const;

/**
 * The comparison's rows as CSV (RFC 4180, lines end in CRLF): name, label, every setting that
 * differs, then the numbers in full precision; empty where there is none. Text that a spreadsheet
 * would run as a formula is led by an apostrophe.
 */
export function comparisonCsv(comparison: Comparison): string {
  checkObject("comparison", comparison, "what `compare` gives");
  checkArray("rows", comparison.rows);
  const { rows, factors } = comparison;
  const names = factors.map(({ name }) => name);
  const head = ["name", "label", ...names, ...FIELDS];
  const lines = rows.map((row) =>
    [row.name, row.label, ...names.map((name) => row.factors[name] ?? ""), ...numbers(row)]
      .map(csvCell)
      .join(","),
  );
  return `${[head.map(csvCell).join(","), ...lines].join("\r\n")}\r\n`;
}

function numbers(row: CompareRow): (string | number)[] {
  const values: Record<(typeof FIELDS)[number], string | number | null> = {
    ...row,
    low: row.range?.[0] ?? null,
    high: row.range?.[1] ?? null,
  };
  return FIELDS.map((field) => values[field] ?? "");
}
