import { InputError, messageOf } from "../../core/errors.ts";
import { parseResult } from "../../result/parse.ts";
import { TableBuilder } from "../table-builder.ts";
import type { LogTable, ReadLogOptions } from "../types.ts";
import { arraysOf, historyTable } from "./history.ts";
import { addJsonRow } from "./json-rows.ts";
import { knownTable } from "./known-table.ts";
import { isObject, parseLenientJson } from "./lenient-json.ts";
import { trainerStateTable } from "./trainer-state.ts";

/**
 * Reads a file that is one JSON document: our `result.json`, Hugging Face's `trainer_state.json`,
 * an object of arrays, or an array of rows.
 *
 * @throws InputError when it is not JSON, or none of these
 */
export function documentTable(text: string, name: string, options: ReadLogOptions): LogTable {
  const value = parseDocument(text, name);
  if (isObject(value)) {
    if (isObject(value.record)) {
      const { record, name: title } = parseResult(text, name);
      return knownTable(name, "result", { ...record, name: title });
    }
    if ("suggestion" in value && "sweep" in value) {
      throw new InputError(
        "no-points",
        `${name} is what --json prints: the answer without the losses. Give the result.json of that run, or its folder`,
        { data: { file: name } },
      );
    }
    if (Array.isArray(value.log_history)) return trainerStateTable(value, name, options);
    const arrays = arraysOf(value);
    if (arrays !== null) return historyTable(arrays, name, options);
  } else if (Array.isArray(value) && value.every(isRow)) {
    const table = new TableBuilder(name, options.keep);
    for (const row of value) addJsonRow(table, row);
    return table.view({ format: "json-rows" });
  }
  throw new InputError(
    "unknown-log",
    `${name} is JSON, but no log that is known: expected an array of rows, an object of arrays such as {"lr": […], "loss": […]}, a trainer_state.json or a result.json`,
    { data: { file: name } },
  );
}

function parseDocument(text: string, name: string): unknown {
  try {
    return parseLenientJson(text);
  } catch (cause) {
    throw new InputError(
      "bad-json",
      `${name} is not whole JSON (cut off while it was written?): ${messageOf(cause)}`,
      { data: { file: name }, cause },
    );
  }
}

function isRow(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
