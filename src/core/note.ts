/**
 * A warning, reason or piece of advice as data: `code` is what programs and tests look at, `data`
 * holds the numbers, `message` is the English sentence made from them.
 */
export interface Note {
  readonly code: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Builds a {@link Note}; `data` defaults to an empty object. */
export function note(code: string, message: string, data: Record<string, unknown> = {}): Note {
  return { code, message, data };
}
