import { checkArray, isObject, rejectOption } from "../core/check.ts";

/**
 * What a function that takes a result looks at before it begins: that it is one at all. A file's text is
 * checked to the last field by `parseResult`.
 *
 * @throws InputError for anything else
 */
export function checkResult(value: unknown, option = "result"): void {
  const { record, curve, suggestion, rules, warnings } = isObject(value) ? value : {};
  const isOne =
    isObject(record) &&
    Array.isArray(record.runs) &&
    [curve, suggestion, rules].every(isObject) &&
    Array.isArray(warnings);
  if (!isOne) rejectOption(option, "a result, of a search or of `parseResult`", value);
}

/** @throws InputError for anything but a list of results */
export function checkResults(values: unknown): void {
  checkArray("results", values, "an array of results");
  for (const [i, value] of (values as unknown[]).entries()) checkResult(value, `results[${i}]`);
}
