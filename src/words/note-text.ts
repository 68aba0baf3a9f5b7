import { isNoteCode, knownData, type NoteCode } from "../contract/notes.ts";
import type { Note } from "../core/note.ts";
import type { NoteTexts, Words } from "./words.ts";

/**
 * A note in a language. Its own English message stands for a code that this version does not know,
 * and for data that do not fit the code (files of other versions). Plain text, not yet cleaned.
 */
export function noteText({ code, message, data }: Note, { said }: Pick<Words, "said">): string {
  return (said !== null && isNoteCode(code) ? textOf(code, data, said.notes) : null) ?? message;
}

function textOf<Code extends NoteCode>(
  code: Code,
  data: Note["data"],
  notes: NoteTexts,
): string | null {
  const known = knownData(code, data);
  return known === undefined ? null : notes[code](known);
}

/** What a rule remarks on its pick, as {@link noteText}; empty where it remarks nothing. */
export function remarkText(
  { note = "", code, data = {} }: { note?: string; code?: string; data?: Note["data"] },
  words: Pick<Words, "said">,
): string {
  return code === undefined ? note : noteText({ code, message: note, data }, words);
}
