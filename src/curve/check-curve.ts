import { isObject, rejectOption } from "../core/check.ts";

/** @throws InputError for anything but a list of runs; what is in each is checked where it is cut */
export function checkRuns(value: unknown): void {
  if (!Array.isArray(value) || !value.every((run) => has(run, "lrs", "losses"))) {
    rejectOption("runs", "an array of `{ lrs, losses }`", value);
  }
}

/** @throws InputError for anything but a curve */
export function checkCurve(value: unknown): void {
  if (!has(value, "lrs", "smoothed")) rejectOption("curve", "a curve of `buildCurve`", value);
}

/** Whether it has lists of these names. */
function has(value: unknown, ...names: readonly string[]): boolean {
  const isList = (list: unknown) => Array.isArray(list) || ArrayBuffer.isView(list);
  return isObject(value) && names.every((name) => isList(value[name]));
}
