import { formatLoss, formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import type { RulePick } from "../suggest/index.ts";
import type { Words } from "./en/report.ts";
import { count } from "./text.ts";
import { zhNotes } from "./zh/notes.ts";

/** Notes of a language by their codes: a template, or the choice of one by the note's data. */
export type NoteTemplates = Readonly<Record<string, string | ((data: Note["data"]) => string)>>;

/** How a value of a note's data is written: `{lr:minimumLr}` in a template. */
const FORMATS: Readonly<Record<string, (value: unknown) => string | null>> = {
  lr: (value) => number(value, formatLr),
  loss: (value) => number(value, (loss) => formatLoss(loss).replace(/^-/, "−")),
  count: (value) => number(value, (whole) => count(Math.round(whole))),
  short: (value) => number(value, (any) => String(Number(any.toPrecision(2)))),
  text: (value) => (typeof value === "string" || typeof value === "number" ? String(value) : null),
  names: (value) => {
    const names = (Array.isArray(value) ? value : [value]).filter(
      (each) => typeof each === "string" && each !== "",
    );
    return names.length > 0 ? names.map((name) => `“${name}”`).join("、") : null;
  },
  counts: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "number")
      ? value.map((each: number) => count(each)).join("、")
      : null,
};

/**
 * A note in a language: by its code and data where the language has a template for it and the data
 * hold all that the template names; its own English message otherwise. Plain text, not yet cleaned.
 */
export function noteText({ code, message, data }: Note, words: Words): string {
  if (words.tag === "en" || !Object.hasOwn(zhNotes, code)) return message;
  const entry = zhNotes[code];
  const template = typeof entry === "function" ? entry(data) : entry;
  return (template === undefined ? null : fill(template, data)) ?? message;
}

/** What a rule remarks on its pick, as {@link noteText}; empty where it remarks nothing. */
export function remarkText({ note = "", code, data = {} }: RulePick, words: Words): string {
  return code === undefined ? note : noteText({ code, message: note, data }, words);
}

function fill(template: string, data: Note["data"]): string | null {
  let complete = true;
  const text = template.replace(/\{(\w+):(\w+)\}/g, (_, format: string, field: string) => {
    const value = Object.hasOwn(data, field) ? FORMATS[format]?.(data[field]) : null;
    if (value === null || value === undefined) complete = false;
    return value ?? "";
  });
  return complete ? text : null;
}

function number(value: unknown, write: (value: number) => string): string | null {
  return typeof value === "number" && Number.isFinite(value) ? write(value) : null;
}
