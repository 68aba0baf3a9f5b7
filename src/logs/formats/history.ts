import { Refusal } from "../../contract/refusals.ts";
import { type LogContent, type ReadLogOptions, TableBuilder } from "../table.ts";
import type { LogFormatSpec } from "./format.ts";
import { isObject, jsonNumber } from "./json-values.ts";

declare module "./format.js" {
  interface LogFormatNames {
    history: true;
  }
}

/** Arrays side by side: fastai's recorder, torch-lr-finder, Lightning's `lr_find`, Keras. */
export const historyFormat: LogFormatSpec<"history"> = {
  name: "history",
  title: "histories of fastai, torch-lr-finder and Keras as JSON",
  one: 'an object of arrays such as {"lr": […], "loss": […]}',
  column: "column",
  reading: {
    how: "document",
    reader(document) {
      const arrays = isObject(document) ? arraysOf(document) : null;
      return arrays && ((_text, name, options) => historyTable(arrays, name, options));
    },
  },
  inFolder: null,
  fractionalEpochs: false,
  remarks: () => [],
  example: '{"history": {"lr": [0.125, 0.25, 0.5], "loss": [2.5, 1.25, 3.5]}, "best_loss": 1.25}',
};

/** Arrays by name. */
type Arrays = ReadonlyMap<string, readonly unknown[]>;

const DEEPEST = 2;

/**
 * The arrays of numbers of an object, or of the first object inside it that has any: torch-lr-finder's
 * and Keras' `history`, fastai's `recorder`, Lightning's `results`. Null when there are none.
 */
function arraysOf(document: Readonly<Record<string, unknown>>, depth = DEEPEST): Arrays | null {
  const arrays = new Map<string, readonly unknown[]>();
  for (const [name, value] of Object.entries(document)) {
    if (Array.isArray(value) && value.every((item) => typeof item !== "object" || item === null)) {
      arrays.set(name, value);
    }
  }
  if (arrays.size > 0 || depth === 0) return arrays.size > 0 ? arrays : null;
  const inner = Object.values(document)
    .filter(isObject)
    .map((object) => arraysOf(object, depth - 1));
  return inner.find((found) => found !== null) ?? null;
}

/**
 * A table of arrays, one column each; row i is the i-th entry of every array.
 *
 * @throws InputError when arrays that stand side by side in a log, such as `lr` and `loss`, differ in length
 */
function historyTable(arrays: Arrays, name: string, options: ReadLogOptions): LogContent {
  const table = new TableBuilder(name, options.keep);
  for (const [key, values] of arrays) {
    const column = table.column(key);
    table.row = Math.max(table.row, values.length);
    for (const [row, value] of values.entries()) {
      const number = jsonNumber(value);
      if (typeof number === "number") column?.set(row, number);
      else if (number === undefined) column?.fault(row, String(value));
    }
  }
  checkLengths(arrays, name);
  return table.view(isByEpoch(arrays) ? { hints: { rowsAre: "epochs" } } : {});
}

const PAIRS = [
  ["lr", "loss"],
  ["lrs", "losses"],
] as const;

function checkLengths(arrays: Arrays, name: string): void {
  for (const [lr, loss] of PAIRS) {
    const lrs = arrays.get(lr)?.length;
    const losses = arrays.get(loss)?.length;
    if (lrs === undefined || losses === undefined || lrs === losses) continue;
    throw new Refusal(
      "unequal-lengths",
      `${name} has ${lrs} entries in "${lr}" and ${losses} in "${loss}": a history has as many learning rates as losses`,
      lr === "lr" ? { file: name, lr: lrs, loss: losses } : { file: name, lrs, losses },
    );
  }
}

/** Whether it is Keras' own: there every entry is an epoch, with as many held-out losses as losses. */
function isByEpoch(arrays: Arrays): boolean {
  const losses = arrays.get("loss")?.length;
  return losses !== undefined && losses === arrays.get("val_loss")?.length;
}
