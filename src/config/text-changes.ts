import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import type { Splice } from "./format.ts";

/** Applies replacements that do not overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = text;
  for (const { start, end, text: put } of [...splices].sort((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + put + result.slice(end);
  }
  return result;
}

/** The replacements that lead from the edited text back to the old one, byte for byte. */
export function invertSplices(text: string, splices: readonly Splice[]): Splice[] {
  let shift = 0;
  return [...splices]
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, text: put }) => {
      const at = start + shift;
      shift += put.length - (end - start);
      return { start: at, end: at + put.length, text: text.slice(start, end) };
    });
}

/**
 * The change as a patch that makes it, to the byte: a unified diff with three lines of context; empty
 * when nothing changes. It holds what the config holds, control characters too.
 */
export function exactDiff(oldText: string, newText: string, fileName: string): string {
  if (oldText === newText) return "";
  return createTwoFilesPatch(fileName, fileName, oldText, newText, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}

/**
 * The change as a unified diff with three lines of context and real line numbers; empty when
 * nothing changes. For people to read: carriage returns are left out and other control characters
 * shown as escapes, so that a config cannot drive the terminal.
 */
export function unifiedDiff(oldText: string, newText: string, fileName: string): string {
  return exactDiff(oldText, newText, fileName)
    .replaceAll("\r\n", "\n")
    .replace(/[^\P{Cc}\t\n]/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
