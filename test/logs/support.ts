import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { LogTable } from "../../src/logs/index.ts";

/** A file or folder of the logs that real libraries wrote. */
export function fixture(path: string): string {
  return fileURLToPath(new URL(`../fixtures/logs/${path}`, import.meta.url));
}

/** What the libraries say about them: see `make.py` there. */
export function expected<T>(name: string): T {
  return JSON.parse(readFileSync(fixture("expected.json"), "utf8"))[name];
}

/** The values of a column by its name; throws when there is none. */
export function valuesOf(table: LogTable, name: string): number[] {
  const column = table.columns.find((other) => other.name === name);
  if (column === undefined) throw new Error(`no column ${name} in ${table.names.join(", ")}`);
  return [...column.values];
}

/** LRs of a sweep over 8 decades. */
export const LRS = Array.from({ length: 100 }, (_, i) => 1e-6 * 10 ** ((8 * i) / 99));

/** A curve with a clear minimum near 0.1, and a little deterministic noise. */
export function lossAt(lr: number, i: number): number {
  const noise = 0.02 * Math.sin(i * i * 12.9898);
  return 2.3 - 1.6 / (1 + (0.003 / lr) ** 1.5) + Math.min((lr / 0.8) ** 3, 1e6) + noise;
}

/** The sweep as a table of text. */
export function sweepCsv(
  options: { delimiter?: string; header?: string; comma?: boolean; lrs?: readonly number[] } = {},
): string {
  const { delimiter = ",", header = ["lr", "loss"].join(delimiter), lrs = LRS } = options;
  const cell = (value: number) => (options.comma ? String(value).replace(".", ",") : String(value));
  const rows = lrs.map((lr, i) => `${cell(lr)}${delimiter}${cell(lossAt(lr, i))}`);
  return `${[header, ...rows].join("\n")}\n`;
}
