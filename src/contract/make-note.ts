import type { Note } from "../core/note.ts";

/**
 * The data of every note, by its code: filled by `notes.ts`, where each code is declared with its schema.
 * Making a note needs no schema, and a page that only makes some carries none.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the file of the notes
export interface KnownNotes {}

/** A code that this version knows. */
export type NoteCode = keyof KnownNotes;

/** The data of every note, by its code. */
export type NoteData = { readonly [Code in NoteCode]: KnownNotes[Code] };

/** A {@link Note} of a known code. */
export type KnownNote<Code extends NoteCode = NoteCode> = Note & {
  readonly code: Code;
  readonly data: NoteData[Code];
};

/** Data may be left out where a code has none. */
type GivenData<Code extends NoteCode> =
  Record<never, never> extends NoteData[Code] ? [data?: NoteData[Code]] : [data: NoteData[Code]];

/**
 * Builds a {@link Note}.
 *
 * @param message the sentence in English, with the numbers of `data`
 */
export function note<Code extends NoteCode>(
  code: Code,
  message: string,
  ...data: GivenData<Code>
): KnownNote<Code>;
export function note(code: NoteCode, message: string, data: Note["data"] = {}): Note {
  return { code, message, data };
}
