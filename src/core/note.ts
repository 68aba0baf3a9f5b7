/**
 * A warning, reason or piece of advice as data: `code` is what programs and tests look at, `data`
 * holds the numbers, `message` is the English sentence made from them. The codes that there are:
 * `contract/notes.ts`.
 */
export interface Note {
  readonly code: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}
