import { InputError } from "../core/errors.ts";
import { roundLr } from "../core/format.ts";
import { parseKeyPath } from "./key-path.ts";
import type { ConfigEdit } from "./types.ts";

/** A key that takes the learning rate times a ratio. */
export interface LrKey {
  readonly path: string;
  /** Finite and above 0. */
  readonly ratio: number;
}

/**
 * Reads `path` or `path=ratio`, e.g. `groups.0.lr=0.1` for a parameter group that learns at a tenth.
 *
 * @throws InputError `bad-option` for a ratio that is not a finite number above 0; `bad-key-path`
 */
export function parseLrKey(text: string): LrKey {
  const match = /^(.*)=([^="'\]]*)$/s.exec(text);
  const path = match?.[1] ?? text;
  const ratio = match === null ? 1 : Number(match[2]?.trim() === "" ? Number.NaN : match[2]);
  if (!(Number.isFinite(ratio) && ratio > 0)) {
    throw new InputError(
      "bad-option",
      `The ratio of the key ${text} must be a finite number above 0, as in groups.0.lr=0.1`,
      { data: { option: "key", value: text } },
    );
  }
  parseKeyPath(path);
  return { path, ratio };
}

/** The edits that put `lr` times each key's ratio there, at three significant digits. */
export function lrEdits(lr: number, keys: readonly LrKey[]): ConfigEdit[] {
  return keys.map(({ path, ratio }) => ({ path, value: roundLr(lr * ratio), as: "lr" }));
}
