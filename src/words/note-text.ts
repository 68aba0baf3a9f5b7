import type { NoteCode, NoteData } from "../contract/make-note.ts";
import { NOTES, REMARKS } from "../contract/notes.ts";
import { parse, type Schema } from "../contract/schema.ts";
import type { Note } from "../core/note.ts";
import type { Sayings, Words } from "./words.ts";

/**
 * A note in a language. Its own English message stands for a code that this version does not know,
 * and for data that do not fit the code (files of other versions). Plain text, not yet cleaned.
 */
export function noteText(note: Note, { notes, remarks }: Pick<Words, "notes" | "remarks">): string {
  if (notes === null || remarks === null) return note.message;
  return said(note, NOTES, { ...notes, ...remarks });
}

/** {@link noteText} where some notes have sentences of a page's own. */
export function noteTextOf(
  note: Note,
  own: Readonly<Partial<Sayings<NoteCode>>>,
  words: Pick<Words, "notes" | "remarks">,
): string {
  if (!Object.hasOwn(own, note.code)) return noteText(note, words);
  return said(note, NOTES, own as Sayings<NoteCode>);
}

/** {@link noteText} of a note that a curve gives at any settings: `REMARKS` alone have words here. */
export function remarkText(note: Note, { remarks }: Pick<Words, "remarks">): string {
  return remarks === null ? note.message : said(note, REMARKS, remarks);
}

/** What a rule remarks on its pick, as {@link remarkText}; empty where it remarks nothing. */
export function pickText(
  { note = "", code, data = {} }: { note?: string; code?: string; data?: Note["data"] },
  words: Pick<Words, "remarks">,
): string {
  return code === undefined ? note : remarkText({ code, message: note, data }, words);
}

function said<Code extends NoteCode>(
  { code, message, data }: Note,
  schemas: { readonly [Each in Code]: Schema<NoteData[Each]> },
  sayings: Sayings<Code>,
): string {
  if (!has(schemas, code)) return message;
  const parsed = parse(schemas[code], data);
  return parsed.ok ? sayings[code](parsed.value) : message;
}

function has<Code extends string>(
  schemas: Readonly<Record<Code, unknown>>,
  code: string,
): code is Code {
  return Object.hasOwn(schemas, code);
}
