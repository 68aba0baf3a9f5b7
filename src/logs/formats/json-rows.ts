import { TableBuilder } from "../table.ts";
import type { LogFormatSpec } from "./format.ts";
import { addJsonRow } from "./json-values.ts";

declare module "./format.js" {
  interface LogFormatNames {
    "json-rows": true;
  }
}

/** One array of objects, or of rows of numbers. */
export const jsonRowsFormat: LogFormatSpec<"json-rows"> = {
  name: "json-rows",
  title: "arrays of rows as JSON",
  one: "an array of rows",
  column: "column",
  reading: {
    how: "document",
    reader(document) {
      if (!Array.isArray(document)) return null;
      const rows: readonly unknown[] = document;
      if (!rows.every((row) => typeof row === "object" && row !== null)) return null;
      return (_text, name, options) => {
        const table = new TableBuilder(name, options.keep);
        for (const row of rows) addJsonRow(table, row);
        return table.view();
      };
    },
  },
  inFolder: null,
  fractionalEpochs: false,
  remarks: () => [],
  example:
    '[\n{"lr": 0.125, "loss": 2.5},\n{"lr": 0.25, "loss": 1.25},\n{"lr": 0.5, "loss": 3.5}\n]\n',
};
