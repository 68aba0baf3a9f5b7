import { InputError } from "../core/errors.ts";
import { counted } from "../core/format.ts";

/** Fewer rows than this cannot be divided and swept in a way that means anything. */
export const MIN_ROWS = 10;

/** @throws InputError `too-few-rows` for fewer than {@link MIN_ROWS} */
export function checkRowCount(rows: number): void {
  if (rows >= MIN_ROWS) return;
  throw new InputError(
    "too-few-rows",
    `${counted(rows, "usable row")}: at least ${MIN_ROWS} are needed`,
    { data: { rows, needed: MIN_ROWS } },
  );
}
