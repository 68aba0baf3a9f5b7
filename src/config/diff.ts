import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";

/**
 * The change as a unified diff with three lines of context and real line numbers; empty when
 * nothing changes. For people to read: carriage returns are left out and other control characters
 * shown as escapes, so that a config cannot drive the terminal.
 */
export function unifiedDiff(oldText: string, newText: string, fileName: string): string {
  if (oldText === newText) return "";
  const patch = createTwoFilesPatch(fileName, fileName, oldText, newText, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
  return patch
    .replaceAll("\r\n", "\n")
    .replace(/[^\P{Cc}\t\n]/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
